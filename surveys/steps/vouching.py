"""Lists that nobody vouches for: what a freeze demands instead of the head's signature.

An OPD that does not sign was reminded at least twice, and its head was written a letter. A
pilot is exempt: nothing of it is published.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from respondents import signatures
from respondents.kinds import Kind
from respondents.models.offices import Office
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from spi_portal.ui import formats
from surveys import chasing
from surveys.chasing import Reminded
from surveys.models.head_letters import HeadLetter, UnsignedList
from surveys.models.waves import Wave

REMINDERS_AT_LEAST = 2


class NotVouchedFor(Exception):
    """Lists that may not be frozen yet. The message is for the user; `sentences` say each OPD."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(
            f"Daftar belum dapat dibekukan: {len(sentences)} OPD belum menandatangani daftarnya, "
            "dan belum cukup diingatkan."
        )
        self.sentences = sentences


class NotPossible(Exception):
    """The message is for whoever asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unvouched:
    """An OPD with lists that its head did not sign as they stand, and what was done about it."""

    opd: Office
    kinds: tuple[Kind, ...]
    reminded: Reminded
    letter: HeadLetter | None

    @property
    def lacking(self) -> list[str]:
        """What a freeze still wants, as clauses; none when it has all."""
        times = self.reminded.times
        wanted = []
        if times < REMINDERS_AT_LEAST:
            wanted.append(f"pengingat ({times} dari {REMINDERS_AT_LEAST})")
        if self.letter is None:
            wanted.append("nomor surat kepada kepalanya")
        return wanted

    @property
    def named(self) -> str:
        return f"{self.opd.short_name} ({_joined(kind.label.lower() for kind in self.kinds)})"

    @property
    def sentence(self) -> str:
        return f"{self.named} tidak ditandatangani. Masih kurang: {_joined(self.lacking)}."


def unsigned(wave: Wave) -> list[Unvouched]:
    """OPDs with a list in this wave that nobody vouches for; empty lists need nobody.

    Call it with the eyes of somebody who sees the city.
    """
    opds = list(Office.objects.opds_of_today().order_by("name"))
    asked = set(wave.waveinstrument_set.values_list("kind", flat=True))
    kinds: dict[int, list[Kind]] = defaultdict(list)
    for opd, kind in signatures.unsigned(opds):
        if kind in asked:
            kinds[opd.pk].append(kind)
    reminded = chasing.reminders(wave, kinds)
    letters = {one.opd_id: one for one in HeadLetter.objects.filter(wave=wave, opd__in=kinds)}
    return [
        Unvouched(
            opd=opd,
            kinds=tuple(kinds[opd.pk]),
            reminded=reminded.get(opd.pk, Reminded()),
            letter=letters.get(opd.pk),
        )
        for opd in opds
        if opd.pk in kinds
    ]


def demand(wave: Wave) -> list[Unvouched]:
    """The unsigned lists that may be frozen all the same. Raises NotVouchedFor."""
    found = unsigned(wave)
    if sentences := missing(wave, found):
        raise NotVouchedFor(sentences)
    return found


def keep(wave: Wave, found: Iterable[Unvouched]) -> None:
    """Write down which lists were frozen unsigned, for every page that tells of the frame."""
    UnsignedList.objects.bulk_create(
        UnsignedList(wave=wave, opd=one.opd, kind=kind, letter=one.letter)
        for one in found
        for kind in one.kinds
    )


def kept(wave: Wave) -> list[str]:
    """Of a frozen wave: each OPD with its lists and the letter, in words."""
    rows = UnsignedList.objects.filter(wave=wave).select_related("opd", "letter")
    of_opd: dict[int, list[UnsignedList]] = defaultdict(list)
    for row in rows.order_by("opd__name", "-kind"):
        of_opd[row.opd_id].append(row)
    return [_told(lists) for lists in of_opd.values()]


@transaction.atomic
def record_letter(*, wave: Wave, opd: Office, number: str, dated: date, by: User) -> None:
    """The head of `opd` was written to; a later letter takes the place of the first.

    Raises NotPossible.
    """
    wave = Wave.objects.select_for_update().get(pk=wave.pk)
    if wave.state != Wave.State.LISTS:
        raise NotPossible("Daftar sudah dibekukan. Suratnya tidak dapat diganti lagi.")
    if dated > timezone.localdate():
        raise NotPossible("Tanggal surat belum tiba. Catat surat yang sudah ditandatangani.")
    HeadLetter.objects.update_or_create(
        wave=wave, opd=opd, defaults={"number": number, "dated": dated, "recorded_by": by}
    )
    ledger.record(
        "head_letter.recorded", opd, by=by, wave=wave.slug, letter=number, on=dated.isoformat()
    )


def letter_of(wave: Wave, opd: Office) -> HeadLetter | None:
    return HeadLetter.objects.filter(wave=wave, opd=opd).first()


def missing(wave: Wave, found: Iterable[Unvouched]) -> list[str]:
    """A sentence for each OPD that stands in the way of the freeze."""
    return [] if wave.is_pilot else [one.sentence for one in found if one.lacking]


def _told(lists: list[UnsignedList]) -> str:
    first = lists[0]
    kinds = _joined(Kind(row.kind).label.lower() for row in lists)
    letter = first.letter
    said = f", surat {letter.number} tanggal {formats.day(letter.dated)}" if letter else ""
    return f"{first.opd.short_name} ({kinds}): tidak ditandatangani{said}"


def _joined(words: Iterable[str]) -> str:
    return " dan ".join(", ".join(words).rsplit(", ", 1))
