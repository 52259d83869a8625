"""What an office still has to do for its lists, in words that fit after "perlu" or alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from respondents import lists, tallies
from respondents.kinds import Kind
from respondents.models.lists import Upload
from respondents.models.offices import Office
from spi_portal.ui import formats


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One list that is not done. The text is a clause without a full stop."""

    text: str
    office: Office
    kind: Kind
    upload: Upload | None = None

    @property
    def url(self) -> str:
        if self.upload:
            return reverse("respondents:upload", args=[self.upload.pk])
        return reverse("respondents:office", args=[self.office.code])

    @property
    def since(self) -> datetime | None:
        return self.upload.uploaded_at if self.upload else None

    @property
    def in_a_sentence(self) -> str:
        return self.text[0].lower() + self.text[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The lists of some offices: what is left to do, what workers still read, who is listed."""

    tasks: tuple[Task, ...]
    being_read: int
    people: int


def of(offices: Sequence[Office]) -> Desk:
    """The lists that these offices keep; three queries, however many offices.

    Rows are seen through the eyes of whoever acts. Give `parent` with the offices.
    """
    pks = {office.pk for office in offices}
    people, uploads = tallies.people_of(pks), tallies.last_uploads(pks)
    kept = [(office, kind) for office in offices for kind in lists.kinds_of(office)]
    tasks = [_task(office, kind, people, uploads.get((office.pk, kind))) for office, kind in kept]
    return Desk(
        tasks=tuple(task for task in tasks if task),
        being_read=sum(upload.state in Upload.FOR_WORKERS for upload in uploads.values()),
        people=sum(sum(counted.values()) for counted in people.values()),
    )


def _task(
    office: Office, kind: Kind, people: Mapping[int, Counter[str]], upload: Upload | None
) -> Task | None:
    text = _of_upload(kind, upload) if upload else ""
    if not text and not _is_needed(office, kind):
        return None
    is_empty = not people[office.pk][kind] and (
        upload is None or upload.state not in Upload.FOR_WORKERS
    )
    if not text and is_empty:
        text, upload = f"Daftar {kind.label.lower()} belum diunggah", None
    return Task(text=text, office=office, kind=kind, upload=upload) if text else None


def _of_upload(kind: Kind, upload: Upload) -> str:
    label = kind.label.lower()
    if upload.state == Upload.State.UNREADABLE:
        return f"Berkas daftar {label} tidak dapat dibaca"
    if upload.state != Upload.State.CHECKED:
        return ""
    if upload.not_ready:
        return f"{formats.number(upload.not_ready)} baris daftar {label} perlu diperbaiki"
    return f"Daftar {label} sudah diperiksa tetapi belum dipakai"


def _is_needed(office: Office, kind: Kind) -> bool:
    """Units need no list of users: people are asked about the OPD."""
    is_opd = office.parent is not None and office.parent.parent_id is None
    return kind != Kind.EXTERNAL or (is_opd and office.asks_external)
