"""Where contacts come from and why they may be used, for people whose consent nobody wrote down.

The basis stands in the cell of consent ("Dasar: data perizinan; Perda 5/2020"), is entered once
for many rows, and is told to the head who signs and to the auditor, as totals.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count
from django.db.models.fields.json import KT

from respondents import repairs
from respondents.kinds import Kind
from respondents.models.lists import Upload
from respondents.models.people import Person
from spi_portal.accounts.models import User
from spi_portal.audit import ledger

COLUMN = "persetujuan_dihubungi"
MARK = "Dasar: "
FAULTS = ("setuju_kosong", "setuju_tanpa_tanggal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bases:
    """Of the service users on lists: how many consented, by which basis the others are there."""

    consented: int
    by_basis: tuple[tuple[str, int], ...]  # the most frequent first
    without: int

    @property
    def people(self) -> int:
        return self.consented + sum(number for _, number in self.by_basis) + self.without


@transaction.atomic
def give(upload: Upload, code: str, *, text: str, by: User) -> int:
    """Enter the basis for the rows with this fault; returns how many. Raises NotPossible."""
    if code not in FAULTS:
        raise repairs.NotPossible("Dasar kontak hanya untuk baris tanpa persetujuan.")
    rows = repairs.fill_all(upload, code, column=COLUMN, value=f"{MARK}{text}", by=by)
    ledger.record("list.basis_given", upload, by=by, rows=rows, source_basis=text)
    return rows


def of(offices: Collection[int] | None = None) -> Bases:
    """Of these offices, or of all that whoever asks may see."""
    people = Person.objects.on_lists().of_kind(Kind.EXTERNAL)
    if offices is not None:
        people = people.filter(office__in=offices)
    without_consent = people.filter(consent_on__isnull=True)
    counted = without_consent.values(basis=KT("further__contact_basis")).annotate(n=Count("pk"))
    by_basis = {row["basis"] or "": row["n"] for row in counted.order_by("-n", "basis")}
    return Bases(
        consented=people.filter(consent_on__isnull=False).count(),
        without=by_basis.pop("", 0),
        by_basis=tuple(by_basis.items()),
    )


def as_cell(person: Person) -> str:
    """As the template has it."""
    if person.consent_on:
        return f"Ya, {person.consent_on:%d-%m-%Y}"
    basis = person.further.get("contact_basis", "")
    return f"{MARK}{basis}" if basis else ""
