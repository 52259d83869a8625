"""A new link for whoever rings: ordered for everybody alike, made for those who were drawn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from respondents.models.people import Person
from spi_portal.audit.models.entries import Entry
from surveys.models.invitations import Invitation
from surveys.models.rights import LinkOrder
from surveys.models.waves import Wave
from tests import make
from tests.surveys.desk.test_desk import LINK, LINK_END, PERSON, call
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, ratna):
    client.force_login(ratna)
    return client


@pytest.fixture
def wave(ratna) -> Wave:
    return playing.opened(ratna, offices=(30,))


@pytest.fixture
def drawn(wave) -> Person:
    person = Invitation.objects.filter(wave=wave, state="sample").first().person
    person.name = "Sari Dewi"
    person.save()
    return person


def test_an_order_is_written_down_with_how_the_person_was_known(desk, drawn, wave):
    call(desk, drawn, "tautan")

    page = desk.post(LINK, {"pastikan": "kartu"}, follow=True).text

    order = LinkOrder.objects.get()
    assert (order.wave, order.person, order.ordered_on) == (wave, drawn, timezone.localdate())
    assert "Bila orang ini terpilih, tautan baru dikirim besok pagi" in page
    entry = Entry.objects.get(verb="link.ordered")
    assert entry.details["identified"] == "Datang sendiri dan menunjukkan KTP atau kartu pegawai"


def test_pressing_twice_is_one_order(desk, drawn):
    call(desk, drawn, "tautan")
    desk.post(LINK, {"pastikan": "kartu"})
    desk.post(LINK, {"pastikan": "kartu"})

    assert LinkOrder.objects.count() == 1


@pytest.mark.parametrize("given", [{}, {"pastikan": "kenal"}])
def test_without_knowing_the_person_nothing_is_ordered(desk, drawn, given):
    call(desk, drawn, "tautan")

    response = desk.post(LINK, given)

    assert response.status_code == 422
    assert not LinkOrder.objects.exists()


def test_it_can_be_taken_back_on_the_same_day(desk, drawn):
    call(desk, drawn, "tautan")
    desk.post(LINK, {"pastikan": "telepon_balik"})

    page = desk.post(LINK_END, follow=True).text

    assert "Tautan yang lama tetap berlaku" in page
    assert not LinkOrder.objects.exists()
    assert Entry.objects.filter(verb="link.order_withdrawn").count() == 1


def test_not_on_the_next(desk, drawn):
    call(desk, drawn, "tautan")
    desk.post(LINK, {"pastikan": "kartu"})
    LinkOrder.objects.update(ordered_on=timezone.localdate() - timedelta(days=1))

    page = desk.post(LINK_END, follow=True).text

    assert "sudah diproses" in page
    assert LinkOrder.objects.count() == 1


def test_while_no_survey_is_open_there_is_nothing_to_order(desk):
    person = make.person(name="Sari Dewi")
    page = call(desk, person, "tautan").text

    answer = desk.post(LINK, {"pastikan": "kartu"}, follow=True).text

    assert "tidak ada tautan yang dapat diganti" in page
    assert "Tidak ada survei yang sedang berjalan." in answer
    assert not LinkOrder.objects.exists()


def test_a_pilot_beside_the_real_survey_gets_its_order_too(desk, drawn, ratna):
    make.wave(slug="2026-uji", state="open", is_pilot=True, frame_root=b"r", draw_randomness="1")
    call(desk, drawn, "tautan")
    desk.post(LINK, {"pastikan": "kartu"})

    assert LinkOrder.objects.count() == 2


@pytest.mark.parametrize("address", [LINK, LINK_END])
def test_outside_of_a_call_about_a_link_nothing_is_ordered(desk, drawn, address):
    call(desk, drawn, "kontak")

    assert desk.post(address, {"pastikan": "kartu"}).headers["Location"] == reverse("surveys:desk")
    assert not LinkOrder.objects.exists()


def test_the_page_says_what_becomes_of_a_sheet_that_was_sent(desk, drawn):
    page = call(desk, drawn, "tautan")

    assert "tidak ikut dihitung" in page.text
    assert "tidak akan melihat bedanya" in desk.get(PERSON).text
