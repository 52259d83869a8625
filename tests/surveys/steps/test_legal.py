from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from spi_portal.audit.models.entries import Entry
from surveys.models.inspections import Statement
from surveys.models.legal import LegalBasis
from surveys.models.waves import Wave
from surveys.steps import legal, opening
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(ratna) -> Wave:
    """Its links are ready, and nothing is missing."""
    return playing.issued(ratna)


def test_with_everything_on_record_it_opens(wave, ratna):
    opening.open_survey(wave=wave, by=ratna)

    assert playing.again(wave).state == Wave.State.OPEN


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ({"recommendation": ""}, "rekomendasi statistik BPS"),
        ({"decree": ""}, "Nomor dan tanggal SK"),
        ({"decree_on": None}, "Nomor dan tanggal SK"),
        ({"dpia_on": None}, "DPIA"),
    ],
)
def test_a_paper_that_is_missing_is_named_and_it_stays_closed(wave, ratna, gone, said):
    LegalBasis.objects.filter(wave=wave).update(**gone)

    with pytest.raises(legal.NotYetLawful, match=said):
        opening.open_survey(wave=wave, by=ratna)
    assert playing.again(wave).state == Wave.State.ISSUED


@pytest.mark.parametrize("subject", legal.STATEMENTS)
def test_silence_of_machines_must_be_confirmed_within_a_year(wave, ratna, subject):
    day = timezone.localdate() - timedelta(days=366)
    Statement.objects.filter(subject=subject).update(on=day)

    with pytest.raises(legal.NotYetLawful, match="sudah lebih dari setahun"):
        opening.open_survey(wave=wave, by=ratna)


def test_a_pilot_needs_no_decree_but_the_same_silence(wave, ratna):
    Wave.objects.filter(pk=wave.pk).update(is_pilot=True)
    LegalBasis.objects.all().delete()
    wave.refresh_from_db()
    assert legal.missing(wave) == []

    Statement.objects.filter(subject="proxy").delete()
    assert len(legal.missing(wave)) == 1


def test_the_page_says_what_is_missing_and_offers_no_button(wave, ratna, client):
    client.force_login(ratna)
    page = reverse("surveys:wave", args=[wave.slug])
    assert "Buka survei sekarang" in client.get(page).text

    LegalBasis.objects.update(dpia_on=None)

    text = client.get(page).text
    assert "DPIA) belum dicatat" in text
    assert "Buka survei sekarang" not in text


def test_it_is_written_down_by_a_form(wave, ratna, client):
    client.force_login(ratna)
    given = {
        "recommendation": "V-27.1", "decree": "188/27",
        "decree_on": "2027-03-02", "dpia_on": "2027-03-09",
    }  # fmt: skip
    client.post(reverse("surveys:basis", args=[wave.slug]), given)

    assert LegalBasis.objects.get().recommendation == "V-27.1"
    entry = Entry.objects.get(verb="wave.basis_recorded")
    assert entry.details["dpia_on"] == "2027-03-09"
