from __future__ import annotations

import pytest

from respondents import correcting, freezing, secrecy
from respondents.correcting import Why
from respondents.models.people import Person
from spi_portal.audit.models.entries import Entry
from tests import make

pytestmark = pytest.mark.django_db
NIP = "198001012005011001"


def test_what_is_given_is_changed_and_the_rest_stays(ratna):
    person = make.person(phone="+6281200000001", email="lama@contoh.id", nip=NIP)

    correcting.correct(person, email="baru@contoh.id", why=Why.MISTYPED, by=ratna)

    now = Person.objects.get(pk=person.pk)
    assert (now.phone, now.email, now.nip) == ("+6281200000001", "baru@contoh.id", NIP)
    assert bytes(now.email_index) == secrecy.blind_index("baru@contoh.id", column="email")


def test_the_ledger_says_what_and_why_and_no_contact(ratna):
    person = make.person()
    correcting.correct(person, phone="+6281200000002", why=Why.CHANGED, by=ratna)

    entry = Entry.objects.get(verb="contact.corrected")
    assert entry.details == {"what": ["nomor"], "reason": "Nomor atau alamatnya berganti"}


def test_after_the_freeze_it_names_the_wave(ratna):
    freezing.freeze(wave="2026", title="Survei 2026")

    correcting.correct(make.person(), phone="+6281200000002", why=Why.CHANGED, by=ratna)

    assert Entry.objects.get(verb="contact.corrected").details["frozen_for"] == "2026"
