from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from spi_portal.audit.models.entries import Entry
from surveys import chores
from surveys.inspection import inspecting, machine
from surveys.inspection.observation import good
from surveys.models.cities import City
from surveys.models.inspections import Finding, Inspection, State
from tests import make

pytestmark = pytest.mark.django_db
Subject = Finding.Subject


@pytest.fixture(autouse=True)
def nobody_is_asked(monkeypatch):
    """Other machines are looked at in test_tls.py and test_mail_domain.py."""
    others = {one: lambda: good("Ada.") for one in Subject if one not in ("clock", "disk")}
    monkeypatch.setattr(inspecting, "looks_at", lambda city: others)


@pytest.fixture
def city(db):
    return make.city(is_demo=False)


def test_what_is_asked_is_done_once(city, ratna):
    inspecting.ask(by=ratna)
    inspecting.ask(by=ratna)

    assert (inspecting.inspect_due(), inspecting.inspect_due()) == (1, 0)
    assert Inspection.objects.get().state == Inspection.State.DONE
    assert set(Finding.objects.values_list("subject", flat=True)) == set(Subject.values)
    assert [entry.verb for entry in Entry.objects.all()] == ["inspection.asked"]


def test_once_a_day_it_is_done_without_being_asked(city):
    assert (inspecting.inspect_due(), inspecting.inspect_due()) == (1, 0)

    Inspection.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    assert inspecting.inspect_due() == 1


def test_the_addresses_of_a_fictional_city_are_not_asked_by_themselves():
    make.city(is_demo=True)

    assert inspecting.inspect_due() == 0


def test_without_a_city_there_is_nothing_to_look_at():
    assert inspecting.inspect_due() == 0


def test_a_worker_that_died_gives_it_back(city, ratna):
    asked = inspecting.ask(by=ratna)
    assert inspecting._claim() == asked
    assert inspecting.inspect_due() == 0

    Inspection.objects.update(due_at=timezone.now())
    assert inspecting.inspect_due() == 1


def test_of_two_workers_one_writes(city, ratna):
    asked = inspecting.ask(by=ratna)
    found = {Subject.DISK: good("Lega.")}

    inspecting._write(asked, found)
    inspecting._write(asked, found)

    assert Finding.objects.count() == 1


def test_a_host_that_never_answers_holds_up_nothing():
    gate = threading.Event()
    looks = {Subject.SPF: lambda: gate.wait(20), Subject.DKIM: lambda: good("Ada.")}
    began = time.monotonic()

    seen = inspecting._look(looks, seconds=0.3)

    gate.set()
    assert time.monotonic() - began < 2
    assert (seen[Subject.SPF].state, seen[Subject.DKIM].state) == (State.ATTENTION, State.GOOD)
    assert "belum diketahui" in seen[Subject.SPF].measured


def test_a_look_that_fails_costs_the_others_nothing(caplog):
    looks = {Subject.SPF: lambda: 1 / 0, Subject.DKIM: lambda: good("Ada.")}

    seen = inspecting._look(looks)

    assert (seen[Subject.SPF].state, seen[Subject.DKIM].state) == (State.ATTENTION, State.GOOD)
    assert "A look at the installation failed." in caplog.text


def test_worker_send_does_it_with_its_own_rights(city, ratna):
    inspecting.ask(by=ratna)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE app_send")
    try:
        assert inspecting.inspect_due() == 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def test_it_is_among_the_workers_chores(city):
    assert chores.do_all()["inspected"] == 1


def test_the_real_looks_name_the_citys_own_addresses(city, monkeypatch):
    monkeypatch.undo()
    assert inspecting.looks_at(City.objects.get()).keys() == set(Subject) - {
        Subject.CLOCK,
        Subject.DISK,
    }


class TestMachine:
    def test_this_clock_and_the_databases_are_the_same_here(self):
        assert abs(machine.ahead()) < 2

    @pytest.mark.parametrize(
        ("worker", "web", "state"),
        [
            (0.1, None, State.GOOD),
            (0.1, -1.9, State.GOOD),
            (0.1, -2.1, State.ATTENTION),
            (31.0, 0.0, State.MISSING),
        ],
    )
    def test_the_worst_clock_counts(self, worker, web, state):
        assert machine.clock(worker, web).state == state

    @pytest.mark.parametrize(
        ("free", "state"), [(21, State.GOOD), (11, State.ATTENTION), (9, State.MISSING)]
    )
    def test_a_disk_that_fills_up(self, monkeypatch, tmp_path, free, state):
        usage = type("Usage", (), {"total": 100e9, "free": free * 1e9})
        monkeypatch.setattr(machine.shutil, "disk_usage", lambda place: usage)

        seen = machine.disk(tmp_path)

        assert seen.state == state
        assert seen.measured.startswith(f"{free},0 GB dari 100,0 GB kosong ({free}%)")
