"""Whether KPK's survey is in the field at the same time: two surveys look like one fraud."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from spi_portal.ui import formats
from surveys.models.kpk import KpkSurvey
from surveys.models.waves import Wave

APART = timedelta(days=14)
Period = tuple[date, date]  # first and last day


def overlap(one: Period, other: Period) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def are_close(one: Period, other: Period) -> bool:
    """Whether fewer than 14 days lie between them."""
    return overlap((one[0] - APART, one[1] + APART), other)


def with_kpk(wave: Wave) -> bool:
    """Whether both are in the field on some day."""
    kpk = period_of_kpk(wave)
    return kpk is not None and overlap(period_of(wave), kpk)


def warning(wave: Wave, survey: KpkSurvey | None) -> str:
    """What to say about two periods that overlap or nearly do; empty when they are apart."""
    kpk = _period(survey)
    if kpk is None or not are_close(period_of(wave), kpk):
        return ""
    theirs = f"Survei KPK berjalan {formats.day(kpk[0])} sampai {formats.day(kpk[1])}"
    if overlap(period_of(wave), kpk):
        return (
            f"{theirs}, bersamaan dengan survei ini. Membuka survei perlu alasan dan persetujuan "
            "orang kedua, dan setiap pesan menyebut bahwa keduanya survei yang berbeda."
        )
    return f"{theirs}, kurang dari 14 hari dari survei ini. Responden mudah mengira keduanya sama."


def period_of(wave: Wave) -> Period:
    return timezone.localdate(wave.opens_at), timezone.localdate(wave.closes_at)


def period_of_kpk(wave: Wave) -> Period | None:
    return _period(KpkSurvey.objects.filter(wave=wave).first())


def _period(survey: KpkSurvey | None) -> Period | None:
    if survey is None or survey.field_from is None or survey.field_until is None:
        return None
    return survey.field_from, survey.field_until
