from __future__ import annotations

import pytest

from respondents import objections
from respondents.models.objections import Objection
from spi_portal.audit.models.entries import Entry
from tests import make

pytestmark = pytest.mark.django_db
BY_TELEPHONE = Objection.Channel.TELEPHONE


def test_it_stands_once_however_often_it_is_said(ratna):
    person = make.person()

    first = objections.record(person, channel=BY_TELEPHONE, by=ratna)

    assert objections.record(person, channel=BY_TELEPHONE, by=ratna) == first
    assert objections.of(person) == first
    assert Entry.objects.filter(verb="objection.recorded").count() == 1


def test_whoever_wants_to_be_asked_again_may_object_again(ratna):
    person = make.person()
    objections.record(person, channel=BY_TELEPHONE, by=ratna)

    assert objections.withdraw(person, by=ratna)
    assert not objections.withdraw(person, by=ratna)
    assert objections.of(person) is None
    objections.record(person, channel=BY_TELEPHONE, by=ratna)

    assert Objection.objects.filter(person=person).count() == 2


def test_it_finds_those_among_many(ratna):
    one, other = make.person(), make.person()
    objections.record(one, channel=BY_TELEPHONE, by=ratna)

    assert objections.among([one.pk, other.pk]) == {one.pk}


def test_the_ledger_names_nobody(ratna):
    person = make.person(name="Sari Dewi")
    objections.record(person, channel=BY_TELEPHONE, by=ratna)

    entry = Entry.objects.get(verb="objection.recorded")
    assert entry.subject == f"respondents.person {person.pk}"
    assert "Sari" not in str(entry.details)
