"""Mending one person's contacts, as they say them on the telephone."""

from __future__ import annotations

from django.db import models, transaction

from respondents import access, freezing, stop_list
from respondents.models.people import Person
from spi_portal.accounts.models import User
from spi_portal.audit import ledger


class Why(models.TextChoices):
    """Chosen, not typed: a typed one would carry numbers into the ledger."""

    CHANGED = "ganti", "Nomor atau alamatnya berganti"
    MISTYPED = "ketik", "Salah ketik di daftar"
    ANOTHERS = "orang_lain", "Milik orang lain"


@transaction.atomic
def correct(person: Person, *, phone: str = "", email: str = "", why: Why, by: User) -> Person:
    """Put in the contacts that are given, each in its one right form; '' leaves one as it is.

    While lists are frozen it counts as a correction after the freeze, which the auditor's file
    lists. The draw stands, and messages go to the new contact, unless it is on the STOP list:
    then the objection stands again, and no message goes out.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    person.set_contacts(phone=phone or person.phone, email=email or person.email, nip=person.nip)
    person.save(
        update_fields=[
            "phone_sealed", "phone_index", "email_sealed", "email_index", "nip_sealed", "nip_index",
        ]
    )  # fmt: skip
    changed = [word for word, value in (("nomor", phone), ("surel", email)) if value]
    after = freezing.as_correction()
    ledger.record("contact.corrected", person, by=by, what=changed, reason=why.label, **after)
    with access.acting(stop_list.ME):
        stop_list.recognise(Person.objects.filter(pk=person.pk))
    return person
