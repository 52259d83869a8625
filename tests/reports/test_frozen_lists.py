"""What a publication says about the lists that it rests on."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from reports import papers, publication, readings
from respondents import correcting, freezing
from respondents.correcting import Why
from respondents.models.offices import Office
from spi_portal.accounts.permissions import Role
from spi_portal.audit import ledger
from surveys.models.head_letters import HeadLetter, UnsignedList
from tests import make
from tests.reports import scenes

pytestmark = pytest.mark.django_db
SAID = "tidak ditandatangani, surat 700/12/2026"


@pytest.fixture
def told(wave, ratna, hadi):
    """Published, with an unsigned list and two corrections after the freeze."""
    opd = Office.objects.get(code="OPD-1")
    letter = HeadLetter.objects.create(
        wave=wave, opd=opd, number="700/12/2026", dated=timezone.localdate(), recorded_by=ratna
    )
    UnsignedList.objects.create(wave=wave, opd=opd, kind="internal", letter=letter)
    freezing.freeze(wave=wave.slug, title=wave.title)
    correcting.correct(make.person(), phone="+6281200009999", why=Why.CHANGED, by=ratna)
    with transaction.atomic():
        decree = "respondents.decree 800/1"
        ledger.record("people.transferred", decree, by=ratna, people=9, frozen_for=wave.slug)
        ledger.record("people.transferred", decree, by=ratna, people=9, frozen_for="1999")
    return scenes.published(wave, by=ratna, second=hadi)


def test_it_keeps_the_unsigned_and_the_number_of_corrections_and_nobody(told):
    lists = told.figures["lists"]

    assert lists["corrections"] == 2
    assert len(lists["unsigned"]) == 1
    assert SAID in lists["unsigned"][0]
    assert set(lists) == {"unsigned", "corrections", "printed"}


def test_pages_and_papers_say_it_to_all_who_read_results(client, told, sekda):
    office = Office.objects.get(code="OPD-1")
    head = make.user("Dewi", Role.OPD_HEAD, of=office)
    for user, path in (
        (sekda, reverse("reports:dashboard", args=["2026"])),
        (head, f"/opd/{office.code}/hasil/2026/"),
    ):
        client.force_login(user)
        text = client.get(path, follow=True).text
        assert "Perbaikan sesudah daftar dibekukan: 2." in text
        assert SAID in text
    paper = papers.of_office(told, "OPD-1")
    assert "Perbaikan sesudah daftar dibekukan: 2." in paper
    assert SAID in paper


def test_what_is_mended_later_does_not_change_what_was_published(told, ratna, client, sekda):
    correcting.correct(make.person(), phone="+6281200009998", why=Why.CHANGED, by=ratna)

    client.force_login(sekda)
    text = client.get(reverse("reports:dashboard", args=["2026"])).text
    assert "Perbaikan sesudah daftar dibekukan: 2." in text


def test_a_publication_of_before_it_was_kept_says_nothing(told):
    figures = {name: part for name, part in told.figures.items() if name != "lists"}

    assert readings.read(figures).lists == readings.Lists()


def test_a_wave_without_either_says_none(wave, ratna, hadi):
    scenes.published(wave, by=ratna, second=hadi)

    assert publication.frozen(scenes.latest_run(wave))["lists"] == {
        "unsigned": [], "corrections": 0, "printed": {"letters": 0, "again": 0},
    }  # fmt: skip
