"""One person on a list, added or changed by a form: held against the same rules as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from respondents import access, contact_bases, freezing, secrecy
from respondents.findings import Finding, Severity, blocks
from respondents.imports import checking, registered, staging
from respondents.imports.checking import Checked
from respondents.imports.columns import TEMPLATES, Column
from respondents.imports.context import Context
from respondents.imports.reading import Fault, Row, Table
from respondents.models.offices import Office
from respondents.models.people import Person
from spi_portal.accounts.models import User
from spi_portal.audit import ledger

ME = "respondents.entering"
CONTACT_COLUMNS = {"phone": "no_wa", "email": "email", "nip": "nip"}


class Reason(models.TextChoices):
    """Why a frozen list is corrected. Chosen, not typed: a typed one would carry names."""

    MISTAKE = "salah", "Salah data saat daftar dibekukan"
    DECREE = "sk", "Ada surat keputusan"
    CONTACT = "kontak", "Nomor atau surel berganti"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What came of a form: the person, or the faults by column of the template."""

    person: Person | None
    blocking: dict[str, Finding]
    remarks: tuple[str, ...] = ()  # warnings, with their column


def columns_of(kind: str) -> tuple[Column, ...]:
    """What the form asks: the template's columns but the office, which the page knows."""
    return tuple(column for column in TEMPLATES[kind] if column.field != "office_code")


def enter(
    texts: dict[str, str],
    *,
    office: Office,
    kind: str,
    person: Person | None = None,
    is_another: bool = False,
    reason: str = "",
    by: User,
) -> Entered:
    """Put one person on the list of `office`, or change `person` who stands on it.

    `texts` are by field of our rows, as somebody types them; a blank contact leaves that of a
    known person alone. `is_another` says that sharing a number is right. A blocking fault keeps
    everything as it was. `reason` is needed from the Inspektorat while lists are frozen; an
    office then gets ListsAreFrozen.
    """
    frozen = freezing.standing()
    if frozen and not (by.sees_every_office and reason in Reason.values):
        raise freezing.ListsAreFrozen(frozen)
    with access.acting(ME):
        checked = _check(texts, office=office, kind=kind, person=person, is_another=is_another)
        wrong = {
            fault.column: fault.finding
            for fault in reversed(checked.faults)
            if fault.finding.severity != Severity.WARNS
        }
        if wrong:
            return Entered(person=None, blocking=wrong)
        after = freezing.as_correction() | ({"reason": Reason(reason).label} if frozen else {})
        saved = _save(checked, person, office, by=by, **after)
    remarks = tuple(dict.fromkeys(fault.finding.message for fault in checked.faults))
    return Entered(person=saved, blocking={}, remarks=remarks)


def texts_of(person: Person) -> dict[str, str]:
    """As the form shows somebody: contacts stay out, and are typed only to be changed."""
    texts = {field: _text(getattr(person, field, None)) for field in FIELDS}
    texts["main_task"] = {True: "Ya", False: "Tidak", None: ""}[person.main_task]
    texts["consent"] = _text(person.consent_on) or contact_bases.as_cell(person)
    return texts | {name: str(value) for name, value in person.further.items()}


FIELDS = (
    "name", "category", "position", "level", "unit", "started_on", "in_unit_since", "service",
    "served_on",
)  # fmt: skip


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else f"{value:%Y-%m-%d}"  # as a field of days has it


def _check(
    texts: dict[str, str], *, office: Office, kind: str, person: Person | None, is_another: bool
) -> Checked:
    if person is not None:
        known = {name: getattr(person, name) for name in CONTACT_COLUMNS}
        texts = texts | {name: texts.get(name) or value for name, value in known.items()}
    context = Context.of(office, on=timezone.localdate())
    table = Table("", TEMPLATES[kind], (), ())
    row = Row(1, dict(texts), frozenset())
    checked = checking.check(row, table=table, kind=kind, context=context)
    checked.apart = frozenset({"no_wa"} if is_another else ())
    _listed_already(checked, person, context)
    if person is None or checked.candidate.nip != person.nip:
        registered.mark([checked], context=context)
    return checked


def _listed_already(checked: Checked, person: Person | None, context: Context) -> None:
    """Somebody else on the office's own list has this NIP, or this number."""
    candidate = checked.candidate
    shares = Q()
    for name in ("nip", "phone"):
        if index := secrecy.blind_index(getattr(candidate, name), column=name):
            shares |= Q(**{f"{name}_index": index})
    if not shares:
        return
    own = Person.objects.on_lists().of_kind(candidate.kind)
    others = own.filter(shares, office__in=context.branch)
    for other in others.exclude(pk=person.pk) if person else others:
        if candidate.nip and other.nip == candidate.nip:
            _note(checked, "nip", f"NIP ini sudah ada di daftar, atas nama {other.name}.")
        elif "no_wa" not in checked.apart:
            _note(
                checked,
                "no_wa",
                f"Nomor ini sudah dipakai {other.name}. Tulis nomor lain, atau centang bahwa "
                "orangnya memang berbeda.",
            )


def _note(checked: Checked, column: str, message: str) -> None:
    checked.faults.append(Fault(1, column, blocks("ganda", message)))


@transaction.atomic
def _save(
    checked: Checked, person: Person | None, office: Office, *, by: User, **after: str
) -> Person:
    saved = person or Person(office=office, kind=checked.candidate.kind)
    before = None if person is None else _values_of(person)
    candidate = checked.candidate
    for name in (*staging.OF_A_PERSON[2:13], "office_id"):
        setattr(saved, name, getattr(candidate, name))
    saved.further = saved.further | candidate.further
    saved.listed_on = timezone.localdate()
    saved.set_contacts(phone=candidate.phone, email=candidate.email, nip=candidate.nip)
    saved.save()
    now = _values_of(saved)
    if before is None:
        ledger.record("person.added", saved, by=by, kind=saved.kind, **after)
    elif changed := sorted(name for name in now if before[name] != now[name]):
        ledger.record("person.changed", saved, by=by, what=changed, **after)
    return saved


def _values_of(person: Person) -> dict[str, object]:
    """What the ledger calls by name when it changes; indexes tell contacts apart unread."""
    labels = {column.field: column.label for column in TEMPLATES[person.kind]}
    plain = {labels.get(name, name): getattr(person, name) for name in (*FIELDS, "main_task")}
    contacts = {
        labels.get(name, name): bytes(getattr(person, f"{name}_index") or b"")
        for name in CONTACT_COLUMNS
    }
    return plain | contacts
