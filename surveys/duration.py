"""How long a questionnaire takes, as messages tell it: as its first page does."""

from __future__ import annotations

from functools import lru_cache

from surveys.models.instruments import InstrumentVersion
from surveys.models.waves import Wave, WaveInstrument


def minutes(wave: Wave, kind: str) -> int:
    """Of what the wave asks of this kind of people."""
    asked = WaveInstrument.objects.filter(wave=wave, kind=kind).values_list("version", flat=True)
    return _of_version(asked.get())


@lru_cache(maxsize=32)
def _of_version(version: int) -> int:
    return InstrumentVersion.objects.get(pk=version).read().minutes  # a version never changes
