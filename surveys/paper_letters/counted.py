"""How many letters of a wave left the portal on paper, and how many once more: for everybody."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, Sum

from surveys.models.letter_batches import LetterBatch
from surveys.models.waves import Wave


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    letters: int
    again: int  # of them printed a second time or more often; nothing became void by it


def of(wave: Wave) -> Printed:
    taken = LetterBatch.objects.filter(wave=wave, state=LetterBatch.State.TAKEN)
    sums = taken.aggregate(
        first=Sum("letters", filter=Q(again__isnull=True)),
        more=Sum("letters", filter=Q(again__isnull=False)),
    )
    return Printed(letters=sums["first"] or 0, again=sums["more"] or 0)
