from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from respondents.models.lists import Upload
from spi_portal.audit.models.entries import Entry
from surveys import calendar, chasing
from surveys.models.promises import Promise
from surveys.models.waves import Wave
from tests import make
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(ratna) -> Wave:
    return playing.lists(ratna, offices=())


@pytest.fixture
def operator(client, ratna):
    client.force_login(ratna)
    return client


def done(**given) -> object:
    """An OPD with both lists, signed."""
    opd = make.office(**given)
    make.person(office=opd)
    make.person(office=opd, kind="external")
    make.signed(opd)
    return opd


def faulty(opd) -> None:
    Upload.objects.create(
        office=opd, kind="internal", file_hash=b"0", state="checked", rows=40, ready=28
    )


def overview(client, wave: Wave) -> str:
    return client.get(reverse("surveys:chasing", args=[wave.slug])).text


def test_those_with_most_to_do_stand_first_and_the_done_are_counted(operator, wave):
    done(short_name="Aman")
    make.office(short_name="Kosong")
    half = done(short_name="Separuh")
    faulty(half)

    names = [row.opd.short_name for row in chasing.rows(wave)]
    text = overview(operator, wave)

    assert names == ["Kosong", "Separuh", "Aman"]
    assert "1 dari 3 OPD selesai" in text
    assert "12 baris daftar pegawai perlu diperbaiki" in text


def test_the_message_carries_the_offices_own_faults_the_day_and_the_way(operator, wave):
    opd, other = done(short_name="Dinkes"), done()
    faulty(opd)
    faulty(other)
    make.office(short_name="Kosong")

    text = chasing.message(wave, chasing.row_of(wave, opd), signed="Inspektorat Kota Tirtamulya")

    assert text.count("\n- ") == 1
    assert "- 12 baris daftar pegawai perlu diperbaiki" in text
    assert f"/opd/{opd.code}/" in text
    due = calendar.lists_due(wave)
    assert str(due.year) in text


def test_it_is_taken_to_whatsapp_without_a_number(operator, wave):
    opd = done()
    faulty(opd)

    page = operator.get(reverse("surveys:chase", args=[wave.slug, opd.code]))
    address = urlsplit(page.context["whatsapp"])

    assert (address.netloc, address.path) == ("wa.me", "/")
    assert parse_qs(address.query)["text"] == [page.context["text"]]


def test_a_promise_is_noted_shown_and_taken_back(operator, wave, ratna):
    opd = make.office()
    path = reverse("surveys:chase", args=[wave.slug, opd.code])

    operator.post(path, {"janji": "Rabu"})
    assert "Rabu" in overview(operator, wave)
    assert Promise.objects.get().recorded_by == ratna

    operator.post(path, {"janji": ""})
    assert not Promise.objects.exists()
    assert Entry.objects.filter(verb="promise.noted").count() == 2


def test_a_promise_that_is_too_long_is_said_and_kept(operator, wave):
    path = reverse("surveys:chase", args=[wave.slug, make.office().code])

    answer = operator.post(path, {"janji": "x" * 81})

    assert (answer.status_code, "x" * 81 in answer.text) == (422, True)


def test_units_are_not_written_to(operator, wave):
    unit = make.office(parent=make.office())

    path = reverse("surveys:chase", args=[wave.slug, unit.code])
    assert operator.get(path).status_code == 404


def test_once_frozen_nobody_is_chased(operator, ratna):
    assert "Daftar sudah dibekukan" in overview(operator, playing.frozen(ratna))


def test_the_role_of_the_web_process_suffices(operator, wave, as_app_staff):
    opd = make.office()
    path = reverse("surveys:chase", args=[wave.slug, opd.code])

    assert operator.post(path, {"janji": "Rabu"}).status_code == 302
    assert "Rabu" in overview(operator, wave)


def test_it_costs_the_same_for_3_and_34_offices(operator, wave):
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            overview(operator, wave)
        return len(captured)

    for _ in range(3):
        make.office()
    overview(operator, wave)
    few = cost()
    for _ in range(31):
        make.office()

    assert cost() == few
