"""Offices renamed, merged or split by law: what stood with the old one goes with the new one.

A renamed office stays the same row, so everything about it follows. A merged one is closed and
lies under its successor, with its people and units moved there: whoever sees the successor sees
what was of the other. Of a split one, each unit and each desk goes where somebody said. Either
way a roster to compare with is forgotten: it names people at offices as they were.
Whether it may be done now is the caller's to ask (surveys/city/restructuring.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from respondents import access, lists, roster
from respondents.kinds import Kind
from respondents.models.lists import Upload
from respondents.models.offices import Office
from respondents.models.people import Person, PersonQuerySet
from respondents.models.service_points import ServicePoint
from respondents.models.successions import Succession
from respondents.offices import CODE
from spi_portal.accounts.models import User
from spi_portal.audit import ledger

ME = "respondents.successions"
How = Succession.How


class NotPossible(Exception):
    """The message is for the user; nothing has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """Since when, and by what."""

    on: date
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """People of an office who go together: staff of one unit, users of one service."""

    kind: Kind
    name: str  # '' for those without one
    people: int

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.name


def desks_of(office: Office) -> list[Desk]:
    """Everybody on the office's own list, by what is known of their place in it."""
    desks = []
    with access.acting(ME):
        for kind, column in ((Kind.INTERNAL, "unit"), (Kind.EXTERNAL, "service")):
            listed = _people_of(office).on_lists().of_kind(kind)
            counted = listed.values_list(column).annotate(Count("pk")).order_by(column)
            desks += [Desk(kind=kind, name=name, people=people) for name, people in counted]
    return desks


def units_of(office: Office) -> list[Office]:
    return list(office.units.open_on(timezone.localdate()).order_by("name"))


@transaction.atomic
def rename(office: Office, *, code: str, name: str, short_name: str, law: Law, by: User) -> Office:
    """The same office under another name or code. Raises NotPossible."""
    office = _locked(office)
    if (code, name, short_name) == (office.code, office.name, office.short_name):
        raise NotPossible("Nama dan kodenya masih sama. Tulis yang baru.")
    if not CODE.match(code):
        raise NotPossible("Kode harus 1 sampai 40 huruf, angka, titik, atau tanda hubung.")
    if Office.objects.filter(code__iexact=code).exclude(pk=office.pk).exists():
        raise NotPossible(f"Kode {code} sudah dipakai kantor lain. Satu kode untuk satu kantor.")
    former_code, former_name = office.code, office.name
    office.code, office.name, office.short_name = code, name, short_name
    office.save(update_fields=["code", "name", "short_name"])
    _record(How.RENAMED, office, office, law, by=by, names=(former_code, former_name))
    ledger.record(
        "office.renamed", office, by=by, basis=law.basis, on=law.on.isoformat(),
        before=f"{former_code} {former_name}", name=name,
    )  # fmt: skip
    return office


@transaction.atomic
def merge(former: Office, into: Office, *, law: Law, by: User) -> int:
    """People and units of `former` go to `into`; returns how many people. Raises NotPossible."""
    former, into = _locked(former), _locked(into)
    if former.pk == into.pk:
        raise NotPossible("Kantor tidak dapat digabung dengan dirinya sendiri.")
    _refuse_open_work(former)
    with access.acting(ME):
        people = _people_of(former).on_lists().count()
        _people_of(former).update(office=into)
        roster.forget()
    former.units.update(parent=into)
    into.services = list(dict.fromkeys((*into.services, *former.services)))
    into.save(update_fields=["services"])
    _close(former, law.on)
    former.parent = into
    former.save(update_fields=["parent", "valid_to"])
    _record(How.MERGED, former, into, law, by=by)
    ledger.record(
        "office.merged", former, by=by, basis=law.basis, on=law.on.isoformat(),
        into=into.code, people=people,
    )  # fmt: skip
    return people


@transaction.atomic
def split(
    former: Office,
    *,
    desks: Mapping[tuple[str, str], Office],
    units: Mapping[int, Office],
    law: Law,
    by: User,
) -> int:
    """Every desk, by its key, and every unit, by its key, to one of the successors.

    `former` itself may be one of them, and then goes on. Returns how many people moved. Raises
    NotPossible.
    """
    former = _locked(former)
    _refuse_open_work(former)
    told, there = {desk.key for desk in desks_of(former)}, {unit.pk for unit in units_of(former)}
    if told != set(desks) or there != set(units):
        raise NotPossible("Daftar atau unitnya berubah sesudah halaman ini dibuat. Periksa lagi.")
    successors = {office.pk: office for office in (*desks.values(), *units.values())}
    if len(successors) < 2:
        raise NotPossible("Pilih paling sedikit dua kantor: yang dipecah menjadi dua atau lebih.")
    moved = 0
    with access.acting(ME):
        for (kind, name), office in desks.items():
            if office.pk != former.pk:
                moved += _at_desk(former, kind, name).update(office=office)
        roster.forget()
    for unit, office in units.items():
        Office.objects.filter(pk=unit).update(parent=office)
    if former.pk not in successors:
        _close(former, law.on)
        former.save(update_fields=["valid_to"])
    for office in sorted(successors.values(), key=lambda one: one.code):
        _record(How.SPLIT, former, office, law, by=by)
    ledger.record(
        "office.split", former, by=by, basis=law.basis, on=law.on.isoformat(),
        into=sorted(office.code for office in successors.values()), people=moved,
    )  # fmt: skip
    return moved


def ledger_of_offices() -> list[Succession]:
    """Newest first."""
    found = Succession.objects.select_related("former", "successor", "recorded_by")
    return list(found.order_by("-on", "-pk"))


def code_on(office: Office, moment: datetime) -> str:
    """By which code figures that were published at that moment know the office."""
    renamed = Succession.objects.filter(
        how=How.RENAMED, successor=office, recorded_at__gt=moment
    ).first()
    return renamed.former_code if renamed else office.code


def called(code: str) -> Office | None:
    """The office that once had this code, when none has it now."""
    return None if Office.objects.filter(code=code).exists() else _renamed([code]).get(code)


def now_or_once(codes: Collection[str]) -> dict[str, Office]:
    """By each code the office that has it today, else the one that had it once."""
    now = {office.code: office for office in Office.objects.filter(code__in=codes)}
    return _renamed([code for code in codes if code not in now]) | now


def _renamed(codes: Collection[str]) -> dict[str, Office]:
    renamed = Succession.objects.filter(how=How.RENAMED, former_code__in=codes).order_by("pk")
    return {one.former_code: one.successor for one in renamed.select_related("successor")}


def _record(
    how: str,
    former: Office,
    successor: Office,
    law: Law,
    *,
    by: User,
    names: tuple[str, str] | None = None,
) -> None:
    code, name = names or (former.code, former.name)
    Succession.objects.create(
        how=how,
        former=former,
        former_code=code,
        former_name=name,
        successor=successor,
        successor_code=successor.code,
        successor_name=successor.name,
        on=law.on,
        basis=law.basis,
        recorded_by=by,
    )


def _refuse_open_work(office: Office) -> None:
    """Nothing is lost: what waits at the office is finished or cancelled first."""
    with access.acting(ME):
        waiting = Upload.objects.filter(office=office, state__in=(*lists.OPEN, "accepted"))
        if upload := waiting.first():
            raise NotPossible(
                f"Unggahan {upload.file_name} di {office.short_name} masih menunggu. Pakai atau "
                "batalkan dulu, supaya tidak ada yang hilang."
            )
    if ServicePoint.objects.filter(office=office, closed_on__isnull=True).exists():
        raise NotPossible(f"{office.short_name} masih punya loket yang terbuka. Tutup dulu.")


def _close(office: Office, on: date) -> None:
    """The day before the law is its last, and never before its first."""
    office.valid_to = max(on - timedelta(days=1), office.valid_from)


def _people_of(office: Office) -> PersonQuerySet:
    return Person.objects.filter(office=office)


def _at_desk(office: Office, kind: str, name: str) -> PersonQuerySet:
    column = "unit" if kind == Kind.INTERNAL else "service"
    return _people_of(office).filter(kind=kind, **{column: name})


def _locked(office: Office) -> Office:
    """Raises NotPossible for an office that is closed, or none below the city."""
    found = Office.objects.select_for_update(of=("self",)).get(pk=office.pk)
    if found.parent_id is None or not found.is_open_on(timezone.localdate()):
        raise NotPossible(f"{found.short_name} sudah tidak berlaku.")
    return found
