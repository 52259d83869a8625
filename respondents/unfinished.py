"""What an office still has to do for its lists, in words that fit after "perlu" or alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from respondents import lists, signatures, tallies
from respondents.kinds import SLUGS, Kind
from respondents.models.lists import Upload
from respondents.models.offices import Office
from spi_portal.ui import formats

TO_SIGN = (signatures.Standing.UNSIGNED, signatures.Standing.CHANGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One list that is not done. The text is a clause without a full stop."""

    text: str
    office: Office
    kind: Kind
    upload: Upload | None = None
    is_signature: bool = False  # only the head's is left

    @property
    def url(self) -> str:
        if self.is_signature:
            return reverse("respondents:signature", args=[self.office.code, SLUGS[self.kind]])
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
    is_vouched_for: bool  # OPDs among them whose heads signed every list as it stands


def of(offices: Sequence[Office]) -> Desk:
    """The lists that these offices keep; six queries, however many offices.

    Rows are seen through the eyes of whoever acts. Give `parent` with the offices.
    """
    pks = {office.pk for office in offices}
    people, uploads = tallies.people_of(pks), tallies.last_uploads(pks)
    kept = [(office, kind) for office in offices for kind in lists.kinds_of(office)]
    signed = signatures.states([office.pk for office in offices if _is_opd(office)])
    tasks = [
        _task(office, kind, people, uploads.get((office.pk, kind)))
        or _signature(office, kind, uploads.get((office.pk, kind)), signed.get((office.pk, kind)))
        for office, kind in kept
    ]
    return Desk(
        tasks=tuple(sorted(filter(None, tasks), key=lambda task: task.is_signature)),
        being_read=sum(upload.state in Upload.FOR_WORKERS for upload in uploads.values()),
        people=sum(sum(counted.values()) for counted in people.values()),
        is_vouched_for=bool(signed)
        and all(state.standing not in TO_SIGN for state in signed.values()),
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


def _signature(
    office: Office, kind: Kind, upload: Upload | None, state: signatures.State | None
) -> Task | None:
    """A list that is complete and that nobody vouches for. OPDs sign, for their units too."""
    is_changing = upload is not None and upload.state in Upload.FOR_WORKERS
    if state is None or is_changing or state.standing not in TO_SIGN:
        return None
    text = f"Daftar {kind.label.lower()} menunggu tanda tangan kepala kantor"
    return Task(text=text, office=office, kind=kind, is_signature=True)


def _of_upload(kind: Kind, upload: Upload) -> str:
    label = kind.label.lower()
    if upload.state == Upload.State.UNREADABLE:
        return f"Berkas daftar {label} tidak dapat dibaca"
    if upload.state == Upload.State.MATCHING:
        return f"Kolom berkas daftar {label} belum dicocokkan"
    if upload.state != Upload.State.CHECKED:
        return ""
    if upload.not_ready:
        return f"{formats.number(upload.not_ready)} baris daftar {label} perlu diperbaiki"
    return f"Daftar {label} sudah diperiksa tetapi belum dipakai"


def _is_needed(office: Office, kind: Kind) -> bool:
    """Units need no list of users: people are asked about the OPD."""
    return kind != Kind.EXTERNAL or (_is_opd(office) and office.asks_external)


def _is_opd(office: Office) -> bool:
    return office.parent is not None and office.parent.parent_id is None
