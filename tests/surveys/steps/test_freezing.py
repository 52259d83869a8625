from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from respondents import objections, signatures
from respondents.models.objections import Objection
from respondents.models.offices import Office
from spi_portal.accounts.permissions import Role
from spi_portal.audit.models.entries import Entry
from surveys.models.groups import AnonymityGroup, FrameEntry
from surveys.models.waves import Wave
from surveys.steps import freezing
from tests import make
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


def test_everybody_who_may_be_asked_is_on_the_frozen_list(ratna):
    wave = playing.lists(ratna, offices=(30, 40))

    frozen = playing.freeze(wave, by=ratna)

    assert frozen == freezing.Frozen(people=70, not_eligible=0, groups=2, too_small=0)
    assert FrameEntry.objects.filter(wave=wave).count() == 70


def test_who_is_not_eligible_is_counted_and_left_out(ratna):
    wave = playing.lists(ratna)
    newcomer = make.person(started_on=timezone.localdate() - timedelta(days=30))

    assert playing.freeze(wave, by=ratna).not_eligible == 1
    assert not FrameEntry.objects.filter(person=newcomer).exists()


def test_who_left_the_list_is_not_frozen(ratna):
    wave = playing.lists(ratna)
    gone = make.person(left_on=timezone.localdate())

    playing.freeze(wave, by=ratna)

    assert not FrameEntry.objects.filter(person=gone).exists()


def test_a_kind_that_is_asked_nothing_is_not_frozen(ratna):
    wave = playing.lists(ratna)
    make.person(kind="expert")

    assert playing.freeze(wave, by=ratna).people == 30


def test_nobody_to_ask_is_said_and_nothing_is_frozen(ratna):
    wave = playing.lists(ratna, offices=())

    with pytest.raises(freezing.ListsAreEmpty):
        playing.freeze(wave, by=ratna)
    assert playing.again(wave).state == Wave.State.LISTS


def test_a_small_office_that_nothing_can_be_merged_with_is_marked(ratna):
    wave = playing.lists(ratna, offices=(60, 11))

    assert playing.freeze(wave, by=ratna).too_small == 1
    assert AnonymityGroup.objects.get(is_too_small=True).population == 11


def test_siblings_of_one_department_are_merged_into_a_group(ratna):
    parent = make.office()
    for _ in range(3):
        unit = make.office(parent=parent)
        for _ in range(11):
            make.person(office=unit)
    wave = playing.lists(ratna, offices=())

    playing.freeze(wave, by=ratna)

    group = AnonymityGroup.objects.get(wave=wave)
    assert (group.population, group.opd, group.offices.count()) == (33, parent, 3)


def test_the_ledger_keeps_the_root_and_the_promise_of_the_nonce(ratna):
    wave = playing.frozen(ratna)

    details = Entry.objects.get(verb="wave.frozen").details
    assert details["root"] == bytes(wave.frame_root).hex()
    assert len(details["commitment"]) == 64
    assert bytes(wave.draw_nonce).hex() not in str(details)


def test_the_root_changes_with_a_single_row(ratna):
    person = make.person()
    before = freezing.row_hash(person, "DINAS-1", salt=b"salt")
    person.position = "Kepala Seksi"

    assert freezing.row_hash(person, "DINAS-1", salt=b"salt") != before


def test_a_row_is_hashed_without_a_contact_in_it(ratna):
    """Contacts take part as keyed hashes: the hash of a row cannot be tried out for a number."""
    one = make.person(phone="+628120000001", email="satu@contoh.id")
    before = freezing.row_hash(one, "DINAS-1", salt=b"salt")
    one.set_contacts(phone="+628120000002", email="satu@contoh.id")

    assert freezing.row_hash(one, "DINAS-1", salt=b"salt") != before


def test_the_plan_of_a_group_counts_on_those_who_can_be_reached(ratna):
    """Half the office has no address: the others are all invited to make up for it."""
    office = make.office()
    for number in range(300):
        make.person(office=office, email=None if number % 2 else "")
    reachable = playing.lists(ratna, offices=(300,))

    playing.freeze(reachable, by=ratna)

    unreachable = AnonymityGroup.objects.get(opd=office)
    other = AnonymityGroup.objects.exclude(opd=office).get()
    assert unreachable.invited > other.invited


def test_who_objected_is_not_frozen(ratna):
    wave = playing.lists(ratna)
    unwilling = make.person()
    objections.record(unwilling, channel=Objection.Channel.TELEPHONE, by=ratna)

    assert playing.freeze(wave, by=ratna).people == 30
    assert not FrameEntry.objects.filter(person=unwilling).exists()


def test_the_freeze_ends_the_links_in_letters(ratna):
    wave = playing.lists(ratna)
    office = Office.objects.opds().get()
    make.user("Citra Lestari", Role.OPD_HEAD, of=office)
    (link,) = signatures.make_links(office, "internal", by=ratna)

    playing.freeze(wave, by=ratna)

    with pytest.raises(signatures.LinkIsDead, match="dibekukan"):
        signatures.sign(signatures.address_of(link))
