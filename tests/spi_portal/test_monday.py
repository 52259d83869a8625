from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from reports import briefings, chores
from reports.models.briefings import Briefing
from spi_portal import monday
from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals
from surveys import calendar
from tests import make
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client, ratna):
    client.force_login(ratna)
    return client


def offices(number: int) -> None:
    for n in range(number):
        make.person(office=make.office(name=f"Dinas {n}", short_name=f"Dinas {n}"))


def test_it_is_ordered_printed_and_taken_along(operator, ratna):
    playing.lists(ratna)

    assert "Sedang dibuat" in operator.post(reverse("monday"), follow=True).text
    assert chores.do_all()["briefings"] == 1
    assert "Unduh PDF" in operator.get(reverse("monday")).text

    answer = operator.get(reverse("monday-paper", args=[Briefing.objects.get().pk]))
    assert answer.headers["Content-Type"] == "application/pdf"
    (sheet,) = PdfReader(io.BytesIO(answer.content)).pages
    assert "Rapat Senin" in sheet.extract_text()


def test_asking_twice_orders_once(operator, ratna):
    operator.post(reverse("monday"))
    operator.post(reverse("monday"))

    assert Briefing.objects.count() == 1


def test_with_34_offices_and_all_that_can_be_pending_it_is_one_page(ratna, hadi):
    wave = playing.lists(ratna)
    opens_at = timezone.now() - timedelta(days=2)
    type(wave).objects.filter(pk=wave.pk).update(opens_at=opens_at)
    wave.milestones.all().delete()
    calendar.plan(wave, calendar.defaults(opens_at, wave.closes_at))
    offices(34)
    for verb in ("draw", "count", "publish", "destroy"):
        approvals.ask(verb, wave.slug, reason="Sesuai jadwal", by=ratna)

    briefing = briefings.ask(monday.facts(hadi), by=hadi)
    chores.do_all()

    briefing.refresh_from_db()
    (sheet,) = PdfReader(io.BytesIO(bytes(briefing.content))).pages
    (sheet,) = PdfReader(io.BytesIO(bytes(briefing.content))).pages
    text = sheet.extract_text()
    assert "OPD selesai" in text
    assert "Dan 23 OPD lain." in text
    assert "lewat 2 hari" in text


def test_it_says_where_lists_stand_and_what_waits(ratna, hadi):
    playing.lists(ratna)
    make.office(short_name="Dinkes")
    approvals.ask("draw", "2026", reason="Sesuai jadwal", by=ratna)

    facts = monday.facts(hadi)

    lacking = {one["office"]: one["what"] for one in facts["lists"]["lacking"]}
    assert lacking["Dinkes"].startswith("daftar pegawai belum diunggah")
    assert facts["requests"][0]["who"] == "Ratna Wulandari"


def test_messages_are_counted_and_answers_are_not(ratna):
    playing.opened(ratna, offices=(60,))

    facts = monday.facts(ratna)

    assert set(facts["messages"]) == {"sent", "waiting", "failed"}
    assert facts["lists"] is None


def test_before_the_first_wave_it_says_so(ratna):
    assert monday.facts(ratna)["sentence"] == "Belum ada gelombang."


def test_the_role_of_the_web_process_suffices(operator, ratna, as_app_staff):
    assert operator.post(reverse("monday")).status_code == 302


@pytest.mark.parametrize("role", [Role.SEKDA, Role.OPD_ADMIN, Role.AUDITOR])
def test_it_is_the_inspectorates(client, role):
    client.force_login(make.user("Orang", role, of=make.office()))

    assert client.get(reverse("monday")).status_code == 403


def test_gathering_costs_the_same_for_3_and_34_offices(ratna):
    playing.lists(ratna)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            monday.facts(ratna)
        return len(captured)

    offices(3)
    few = cost()
    offices(31)
    assert cost() == few
