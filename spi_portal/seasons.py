"""The five seasons of a survey year: which one it is, and when each begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils import timezone

from reports.models.publications import Publication
from spi_portal.ui import formats
from surveys.models.waves import Wave

RESULTS_LAST = timedelta(days=45)  # then it is time to act on them


class Season(TextChoices):
    LISTS = "lists", "Daftar"
    FIELD = "field", "Lapangan"
    COUNT = "count", "Hitung"
    RESULTS = "results", "Hasil"
    FOLLOW_UP = "follow_up", "Tindak lanjut"


OF_STATE = {
    Wave.State.LISTS: Season.LISTS,
    Wave.State.FROZEN: Season.FIELD,
    Wave.State.DRAWN: Season.FIELD,
    Wave.State.ISSUED: Season.FIELD,
    Wave.State.OPEN: Season.FIELD,
    Wave.State.CLOSED: Season.COUNT,
    Wave.State.COUNTED: Season.COUNT,
    Wave.State.PUBLISHED: Season.RESULTS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One season on the strip: its dates in words, and whether it is over or now."""

    label: str
    when: str
    is_over: bool
    is_now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    season: Season
    strip: tuple[Stretch, ...]


def of(wave: Wave) -> Year:
    published_at = _published_at(wave)
    season = OF_STATE[Wave.State(wave.state)]
    if published_at and published_at + RESULTS_LAST <= timezone.now():
        season = Season.FOLLOW_UP
    whens = _whens(wave, published_at)
    place = list(Season).index(season)
    strip = tuple(
        Stretch(
            label=str(one.label), when=whens[one], is_over=number < place, is_now=number == place
        )
        for number, one in enumerate(Season)
    )
    return Year(season=season, strip=strip)


def _published_at(wave: Wave) -> datetime | None:
    if wave.state != Wave.State.PUBLISHED:
        return None
    return Publication.objects.filter(wave=wave).values_list("published_at", flat=True).first()


def _whens(wave: Wave, published_at: datetime | None) -> dict[Season, str]:
    closes = formats.day(wave.closes_at)
    follows = (
        f"sejak {formats.day(published_at + RESULTS_LAST)}"
        if published_at
        else f"{RESULTS_LAST.days} hari sesudah terbit"
    )
    return {
        Season.LISTS: f"sebelum {formats.day(wave.opens_at)}",
        Season.FIELD: f"{formats.day(wave.opens_at)} – {closes}",
        Season.COUNT: f"sesudah {closes}",
        Season.RESULTS: formats.day(published_at) if published_at else wave.results_expected,
        Season.FOLLOW_UP: follows,
    }
