from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from respondents import lookups
from respondents.lookups import Reason
from spi_portal.audit.models.entries import Entry
from tests import make

pytestmark = pytest.mark.django_db


def look_up(name: str, by) -> lookups.Found:
    return lookups.look_up(name, reason=Reason.CONTACT, by=by)


def test_a_part_of_the_name_finds_people_of_every_office(ratna):
    one, other = make.person(name="Sari Dewi"), make.person(name="I Made Sariawan")
    make.person(name="Budi")

    assert set(look_up("sari", ratna).people) == {one.pk, other.pk}


def test_whoever_left_the_list_is_found_too(ratna):
    """Their row is kept for a while, and what is kept they may ask for."""
    gone = make.person(name="Sari Dewi", left_on=timezone.localdate())

    assert look_up("Sari", ratna).people == (gone.pk,)


@pytest.mark.parametrize("number", ["0812-0000-0147", "198503122010011001"])
def test_a_number_finds_whose_it_is(ratna, number):
    one = make.person(phone="+6281200000147", nip="198503122010011001")
    make.person()

    assert look_up(number, ratna).people == (one.pk,)


def test_it_gives_no_more_than_twenty(ratna):
    office = make.office()
    for _ in range(lookups.HITS + 1):
        make.person(name="Sari", office=office)

    found = look_up("Sari", ratna)

    assert len(found.people) == lookups.HITS
    assert found.is_cut


def test_each_is_written_down_with_its_reason_and_without_the_name(ratna):
    make.person(name="Sari Dewi")
    look_up("Sari", ratna)

    entry = Entry.objects.get(verb="desk.looked_up")
    assert entry.details == {"reason": "Nomor atau surel salah", "hits": 1}


def test_too_many_in_an_hour_are_refused(ratna, hadi, monkeypatch):
    monkeypatch.setattr(lookups, "LOOK_UPS_AN_HOUR", 2)
    look_up("Sari", ratna)
    look_up("Sari", ratna)

    with pytest.raises(lookups.TooMany, match="2 pencarian"):
        look_up("Sari", ratna)
    look_up("Sari", hadi)  # another's telephone is their own


def test_an_hour_later_one_may_go_on(ratna, monkeypatch):
    monkeypatch.setattr(lookups, "LOOK_UPS_AN_HOUR", 1)
    look_up("Sari", ratna)
    later = timezone.now() + timedelta(minutes=61)
    monkeypatch.setattr(timezone, "now", lambda: later)

    look_up("Sari", ratna)
