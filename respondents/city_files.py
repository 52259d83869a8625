"""One file of the personnel office for all OPDs: read, placed, then shared out or compared.

Nothing leaves it before somebody has seen how many rows each OPD would get. Each OPD gets its
rows in one transaction of its own, so a worker that is killed goes on behind the last of them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from respondents import access, freezing, lists, roster, sealed_files, splitting
from respondents.imports import columns, matching, reading
from respondents.imports.matching import Match
from respondents.imports.unreadable import Unreadable
from respondents.kinds import Kind
from respondents.models.city_files import CityFile, CityShare, KnownUnit
from respondents.models.lists import Upload
from respondents.models.offices import Office
from respondents.models.staged import Repair, StagedRow
from respondents.vocabulary import closest, key_of
from spi_portal import bells
from spi_portal.accounts.models import User
from spi_portal.audit import ledger

ME = lists.BELL
ALIKE = 80  # of 100 letters: "Dinas Kesehatan Kota" and "Dinas Kesehatan" are above
STALE = timedelta(days=30)  # a file of everybody's contacts waits no longer for an answer
PLACELESS = Unreadable(
    "kolom_hilang",
    "Berkas ini tidak memuat unit kerja atau kode OPD, jadi tidak diketahui siapa di OPD mana. "
    "Tambahkan salah satunya, lalu unggah lagi.",
)
FROZEN = Unreadable("beku", "Daftar sudah dibekukan, jadi tidak ada yang dibandingkan.")
State, Purpose = CityFile.State, CityFile.Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A unit that no OPD is known by, and the OPD that it probably is."""

    name: str
    rows: int
    proposal: Office | None


@transaction.atomic
def receive(*, file_name: str, content: bytes, purpose: str, by: User) -> CityFile:
    """Keep the file, sealed, until it is done with; the worker is rung.

    The same file for the same purpose is the same one while it is open.
    """
    digest = hashlib.sha256(content).digest()
    same = CityFile.objects.filter(file_hash=digest, purpose=purpose, state__in=CityFile.OPEN)
    if known := same.first():
        return known
    file = CityFile.objects.create(
        purpose=purpose,
        file_name=file_name[-200:],
        file_hash=digest,
        content=sealed_files.seal(content, digest),
        uploaded_by=by,
    )
    ledger.record(
        "city_file.received", file, by=by, file=file.file_name, purpose=file.get_purpose_display()
    )
    bells.ring(ME)
    return file


def template_of(file: CityFile) -> str:
    """Whose columns the file has to have."""
    return Kind.INTERNAL if file.purpose == Purpose.SHARE else columns.ROSTER


def question_of(file: CityFile) -> list[Match]:
    return sealed_files.unseal_question(file.headings_sealed, file.file_hash)


@transaction.atomic
def explain_columns(file: CityFile, fields: dict[str, str], *, by: User) -> None:
    """Our field, or '' for none of ours, by key of the heading; remembered. Raises NotReady."""
    _turn(file, State.MATCHING, State.WAITING, headings_sealed=b"")
    lists.remember_headings(_city(), template_of(file), fields)
    ledger.record("city_file.matched", file, by=by, columns=sum(map(bool, fields.values())))
    bells.ring(ME)


@transaction.atomic
def explain_units(file: CityFile, offices: dict[str, Office], *, by: User) -> None:
    """The OPD of each unit that was unknown, by its name in the file; kept for next year.

    The file is read again. Raises NotReady.
    """
    _turn(file, State.PLACED, State.WAITING)
    for name, office in offices.items():
        KnownUnit.objects.update_or_create(
            key=key_of(name)[:160], defaults={"name": name[:160], "office": office}
        )
    ledger.record("city_file.placed", file, by=by, units=len(offices))
    bells.ring(ME)


@transaction.atomic
def accept(file: CityFile, *, by: User) -> None:
    """Ask the worker to share the rows out, or to keep whom to compare with. Raises NotReady."""
    if not file.by_office:
        raise lists.NotReady(file)
    _turn(file, State.PLACED, State.ACCEPTED)
    ledger.record(
        "city_file.accepted", file, by=by, rows=sum(file.by_office.values()),
        left_out=sum(file.unknown.values()), offices=len(file.by_office),
    )  # fmt: skip
    bells.ring(ME)


@transaction.atomic
def drop(file: CityFile, *, by: User | str) -> None:
    """Forget a file that nothing was taken from. Raises NotReady."""
    won = CityFile.objects.filter(pk=file.pk, state__in=CityFile.OPEN).update(
        state=State.DROPPED, content=None, headings_sealed=b""
    )
    if not won:
        raise lists.NotReady(file)
    ledger.record("city_file.dropped", file, by=by)


def refuse(file: CityFile, problem: str, *, by: str) -> None:
    """Say why it cannot be read, and forget it."""
    with access.acting(by):
        _save(file, State.UNREADABLE, problem=problem[:300], content=None)
        ledger.record("city_file.unreadable", file, by=by, problem=problem[:300])


def forget_stale(*, at: datetime, by: str) -> int:
    """Drop what waited a month for an answer; returns how many."""
    with access.acting(by):
        waiting = CityFile.objects.filter(state__in=CityFile.OPEN, uploaded_at__lt=at - STALE)
        for file in waiting.defer("content"):
            drop(file, by=by)
        return len(waiting)


def unknown_of(file: CityFile) -> list[Unknown]:
    """The units that nobody could place, those with most rows first."""
    opds = {opd.pk: opd for opd in _opds()}
    names = splitting.names_of_opds()
    return [
        Unknown(name=name, rows=rows, proposal=opds.get(_meant(name, names) or 0))
        for name, rows in sorted(file.unknown.items(), key=lambda one: (-one[1], one[0]))
    ]


def _meant(unit: str, names: Mapping[str, int]) -> int | None:
    """The OPD with nearly that name, else the one whose whole name stands in it."""
    by_key = {key_of(name): opd for name, opd in names.items()}
    if close := closest(key_of(unit), by_key, alike=ALIKE):
        return by_key[close]
    words = set(unit.casefold().split())
    inside = [name for name in names if words >= set(name.casefold().split())]
    return names[max(inside, key=len)] if inside else None


# --- What the worker does -----------------------------------------------------------------------


def go_on(file: CityFile) -> None:
    """The next step that a worker takes."""
    try:
        if file.state == State.WAITING:
            _read(file)
        elif file.purpose == Purpose.SHARE:
            _share(file)
        else:
            _keep_roster(file)
    except Unreadable as problem:
        refuse(file, problem.message, by=ME)


def _read(file: CityFile) -> None:
    """Find its columns and whose rows these are; what is doubtful waits for an answer."""
    template = template_of(file)
    with access.acting(ME):
        known = lists.known_headings(_city(), template)
    found = reading.find(_content(file), kind=template, known=known)
    matches = matching.of(found, kind=template, known=known)
    is_open = matching.needs_an_answer(matches, found, kind=template, known=known)
    if is_open or not _has_place(matches):
        question = sealed_files.seal_question(matches, bytes(file.file_hash))
        with access.acting(ME):
            _still(file, State.WAITING)
            _save(file, State.MATCHING, headings_sealed=question)
        return
    table = reading.table_of(found, kind=template)
    placed = splitting.place(table, _known_units())
    codes = dict(Office.objects.filter(pk__in=placed.rows).values_list("pk", "code"))
    with access.acting(ME):
        _still(file, State.WAITING)
        _save(
            file,
            State.PLACED,
            rows=len(table.rows),
            by_office={codes[pk]: len(rows) for pk, rows in placed.rows.items()},
            unknown=dict(Counter(splitting.called(row)[:160] for row in placed.nowhere)),
        )


def _has_place(matches: list[Match]) -> bool:
    """Whether it says who is at which OPD. Raises Unreadable where no column is left to say so."""
    if any(match.field in columns.PLACES for match in matches):
        return True
    if all(match.field for match in matches):
        raise PLACELESS
    return False


def _share(file: CityFile) -> None:
    """Give every OPD its rows that has not got them yet."""
    content = _content(file)
    table = _table(file, content)
    placed = splitting.place(table, _known_units())
    for opd in _opds():
        rows = placed.rows.get(opd.pk)
        if rows and not _is_shared(file, opd):
            _give(file, opd, replace(table, rows=tuple(rows)), splitting.digest_of(content, opd))
    with access.acting(ME):
        given = file.shares.filter(upload__isnull=False).count()
        _save(file, State.DONE, content=None)
        ledger.record(
            "city_file.shared", file, by=ME, offices=given, left_out=file.shares.count() - given
        )


def _give(file: CityFile, opd: Office, table: reading.Table, digest: bytes) -> None:
    """One OPD in one transaction; its own work is never put away for ours."""
    with access.acting(ME):
        upload = None
        if not works_on_its_own(opd):
            upload, _ = lists.hand_in(
                table, file_name=file.file_name, digest=digest, office=opd, kind=Kind.INTERNAL,
                by=file.uploaded_by,
            )  # fmt: skip
        CityShare.objects.create(file=file, office=opd, upload=upload)
        CityFile.objects.filter(pk=file.pk).update(tries=0)  # it comes along


def works_on_its_own(opd: Office) -> bool:
    """An upload of its own waits, or one of ours that it has begun to mend."""
    return bool(own_work([opd]))


def own_work(opds: list[Office]) -> set[int]:
    """Keys of the OPDs that would lose work if a file of ours replaced theirs."""
    waiting = Upload.objects.filter(
        office__in=opds, kind=Kind.INTERNAL, state__in=lists.OPEN
    ).values_list("pk", "office_id")
    shared = set(
        CityShare.objects.filter(upload__in=[pk for pk, _ in waiting]).values_list(
            "upload", flat=True
        )
    )
    touched = set(
        Repair.objects.standing().filter(upload__in=shared).values_list("upload", flat=True)
    ) | set(
        StagedRow.objects.filter(upload__in=shared, is_skipped=True).values_list(
            "upload", flat=True
        )
    )
    return {office for pk, office in waiting if pk not in shared or pk in touched}


def _keep_roster(file: CityFile) -> None:
    """Raises Unreadable while lists are frozen: the freeze forgot the roster, none comes after."""
    if freezing.standing():
        raise FROZEN
    placed = splitting.place(_table(file, _content(file)), _known_units())
    with access.acting(ME):
        left_out = roster.keep(placed.rows)
        _save(file, State.DONE, content=None, left_out=left_out)
        ledger.record(
            "city_file.kept", file, by=ME, people=sum(map(len, placed.rows.values())) - left_out
        )


def _table(file: CityFile, content: bytes) -> reading.Table:
    template = template_of(file)
    with access.acting(ME):
        known = lists.known_headings(_city(), template)
    return reading.read(content, kind=template, known=known)


def _content(file: CityFile) -> bytes:
    if file.content is None:
        raise Unreadable("hilang", lists.LOST)
    return sealed_files.unseal(file.content, file.file_hash)


def _known_units() -> dict[str, str]:
    return dict(KnownUnit.objects.values_list("name", "office__code"))


def _is_shared(file: CityFile, opd: Office) -> bool:
    with access.acting(ME):
        return file.shares.filter(office=opd).exists()


def _opds() -> list[Office]:
    return list(Office.objects.opds_of_today().order_by("code"))


def _city() -> Office:
    return Office.objects.get(parent__isnull=True)


def _still(file: CityFile, state: CityFile.State) -> None:
    """Raises NotReady when it was cancelled while it was read."""
    if not CityFile.objects.select_for_update().filter(pk=file.pk, state=state).exists():
        raise lists.NotReady(file)


def _turn(file: CityFile, before: CityFile.State, after: CityFile.State, **values: object) -> None:
    won = CityFile.objects.filter(pk=file.pk, state=before).update(
        state=after, due_at=None, tries=0, **values
    )
    if not won:
        raise lists.NotReady(file)


def _save(file: CityFile, state: CityFile.State, **values: object) -> None:
    file.state, file.due_at = state, None
    for name, value in values.items():
        setattr(file, name, value)
    file.save(update_fields=["state", "due_at", *values])
