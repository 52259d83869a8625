"""Which columns KPK asked for, in which order and under which headings; kept for each wave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from django.db import models, transaction
from django.utils import timezone

from respondents import takeaways
from respondents.imports.columns import TEMPLATES
from respondents.models.offices import Office
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from surveys.models.kpk import KpkHandOver, KpkLayout
from surveys.models.waves import Wave

SEPARATOR = "="
LONGEST_HEADING = 60


class NotAColumn(Exception):
    """The message is for whoever typed the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    file: IO[bytes]
    name: str
    content_type: str


def offered(kind: str) -> dict[str, str]:
    """Our name of each column that a list of `kind` can fill, and its heading if none was asked."""
    columns = {column.name: column.label for column in TEMPLATES[kind]}
    return {"nomor": "Nomor", **columns, "nama_opd": "Nama OPD"}


def as_text(columns: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"{name} {SEPARATOR} {heading}" for name, heading in columns)


def read(text: str, *, kind: str) -> list[tuple[str, str]]:
    """One line a column, from left to right: `no_wa = Nomor WhatsApp`. Raises NotAColumn."""
    known = offered(kind)
    columns: list[tuple[str, str]] = []
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), start=1):
        name, _, heading = (part.strip() for part in line.partition(SEPARATOR))
        if name not in known:
            raise NotAColumn(f"Baris {number}: “{name[:40]}” bukan nama kolom. Pilih dari daftar.")
        if name in dict(columns):
            raise NotAColumn(f"Baris {number}: kolom {name} sudah disebut. Hapus salah satunya.")
        if len(heading) > LONGEST_HEADING:
            raise NotAColumn(f"Baris {number}: judul paling panjang {LONGEST_HEADING} huruf.")
        columns.append((name, heading or known[name]))
    return columns


def of(wave: Wave, kind: str) -> KpkLayout | None:
    return KpkLayout.objects.filter(wave=wave, kind=kind).first()


@transaction.atomic
def save(layout: KpkLayout, *, by: User) -> None:
    layout.recorded_by = by
    layout.recorded_at = timezone.now()
    layout.save()
    ledger.record(
        "kpk.columns_set", layout.wave, by=by, kind=layout.kind, letter=layout.letter,
        columns=[heading for _, heading in layout.columns],
    )  # fmt: skip


@transaction.atomic
def hand_over(layout: KpkLayout, row: KpkHandOver, *, by: User) -> Taken:
    """Make the file, and its minutes with it. `row` says to whom, and with which letter."""
    written = takeaways.hand_over(
        layout.kind, row.office, layout.columns, format=takeaways.Format(layout.format),
        letter=row.letter, recipient=row.recipient, by=by,
    )  # fmt: skip
    today = timezone.localdate()
    owner = by.email.partition("@")[0]  # a csv says in no other place whose copy it is
    row.wave, row.kind, row.rows = layout.wave, layout.kind, written.rows
    row.file_name = f"kpk-{layout.kind}-{row.office.code}-{today}-{owner}.{layout.format}"[-200:]
    row.digest, row.handed_on, row.recorded_by = written.sha256, today, by
    row.save()
    ledger.record("kpk.added", row.wave, by=by, about="kpkhandover", row=str(row))
    content_type = takeaways.CONTENT_TYPE[takeaways.Format(layout.format)]
    return Taken(file=written.file, name=row.file_name, content_type=content_type)


def offices() -> models.QuerySet[Office]:
    """Whose lists can be handed over by themselves: the city for all, or one OPD."""
    return Office.objects.filter(parent__isnull=True) | Office.objects.opds()
