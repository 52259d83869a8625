"""Sentences made from published figures. They say what was found and never why.

A headline is direction × category × gap. A change counts as one only when it is larger than
its own margin of error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports import estimation, formula, readings
from reports.formula import State
from reports.readings import Reading, Result
from spi_portal.ui import formats
from spi_portal.ui.geometry import Point
from surveys.models.waves import Wave

ALIKE = 1.0  # points: a gap below this is called none
SAME = "hampir sama dengan tahun lalu"
JOINED = {
    ("membaik", "terjaga"): "dan tetap",
    ("membaik", "waspada"): "tetapi masih",
    ("membaik", "rentan"): "tetapi masih",
    ("menurun", "terjaga"): "tetapi masih",
    ("menurun", "waspada"): "dan tetap",
    ("menurun", "rentan"): "dan masih",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    finding: str
    gap: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change as it is shown: "▲ 1,9", with the word that a listener hears."""

    sign: str
    word: str
    points: str
    before: str  # the earlier figure


def headline(reading: Reading, earlier: Reading | None) -> Headline:
    city = reading.city
    return Headline(
        finding=_finding(city, earlier.city if earlier else None, reading.year),
        gap=gap(city),
    )


def _finding(city: Result, before: Result | None, year: int) -> str:
    if city.state == State.INSUFFICIENT:
        return f"Jawaban tahun {year} belum mencukupi untuk menghitung indeks kota."
    if city.state == State.PROVISIONAL:
        return f"Indeks kota tahun {year} masih sementara dan belum berkategori."
    now, was = _word(city.category), _word(before.category) if before else ""
    moves = direction(city, before)
    if not moves:
        return f"Integritas kota tahun {year}: {now}."
    if was and was != now:
        return f"Integritas kota {moves}, dari {was} menjadi {now}."
    if moves == SAME:
        return f"Integritas kota {moves}: {now}."
    return f"Integritas kota {moves}, {JOINED[moves, city.category or '']} {now}."


def direction(now: Result, before: Result | None) -> str:
    """Empty where there is nothing to compare with."""
    changed = readings.change(now, before)
    if changed is None or before is None:
        return ""
    apart = readings.difference(now, before)
    if not changed or (apart and not estimation.is_certain(apart)):
        return SAME
    return "membaik" if changed > 0 else "menurun"


def gap(result: Result) -> str:
    """How users of the service judge beside the staff; empty where one of them is missing."""
    if result.gap is None:
        return ""
    if abs(result.gap) < ALIKE:
        return "Pengguna layanan dan pegawai menilai hampir sama."
    side = "rendah" if result.gap > 0 else "tinggi"
    points = formats.number(abs(result.gap), 1)
    return f"Pengguna layanan menilai {points} poin lebih {side} daripada pegawai."


def spread(reading: Reading) -> str:
    """The title of the strip: how many offices are in the lowest category that has any."""
    ranked = reading.ranked
    if not ranked:
        return "Belum ada OPD yang datanya lengkap"
    fragile = sum(office.category == "rentan" for office in ranked)
    lowest = f"terendah {ranked[-1].short_name}"
    if fragile:
        return f"{fragile} dari {len(ranked)} OPD Rentan, {lowest}"
    return f"Tidak ada OPD yang Rentan di antara {len(ranked)}, {lowest}"


def spread_in_words(reading: Reading) -> str:
    """What the strip shows, for those who listen."""
    ranked = reading.ranked
    if not ranked:
        return ""
    counted = ", ".join(
        f"{sum(office.category == category for office in ranked)} {category}"
        for category in ("rentan", "waspada", "terjaga")
    )
    low, high = (f"{office.short_name} {told(office)}" for office in (ranked[-1], ranked[0]))
    return f"{counted}. Terendah {low}, tertinggi {high}."


def trend(points: Sequence[Point]) -> str:
    """The title of the trend: the first and the last year with a whole index."""
    known = [point for point in points if point.value is not None]
    if len(known) < 2:
        return "Menurut tahun"
    first, last = (f"{formats.number(p.value, 1)} ({p.label})" for p in (known[0], known[-1]))
    return f"Dari {first} ke {last}"


def change(now: Result, before: Result | None) -> Change | None:
    changed = readings.change(now, before)
    if changed is None or before is None:
        return None
    shown = formats.rounded(changed, 1)
    sign, word = ("▲", "naik") if shown > 0 else ("▼", "turun")
    if shown == 0:
        sign, word = "=", "tetap"
    return Change(
        sign=sign,
        word=word,
        points=formats.number(abs(shown), 1),
        before=formats.number(before.figure, before.decimals),
    )


def to_next_category(result: Result, cuts: tuple[float, float]) -> tuple[str, str] | None:
    """How many points to which category: ("3,4", "Terjaga (78)"). None at the top, or without."""
    if result.figure is None or result.category is None or result.bound:
        return None
    for floor, word in zip(cuts, ("Waspada", "Terjaga"), strict=True):
        if result.figure < Decimal(str(floor)):
            points = Decimal(str(floor)) - result.figure
            return formats.number(points, result.decimals), f"{word} ({formats.number(floor)})"
    return None


def correction(result: Result) -> str:
    """ "76,07 − 1,50 = 74,57", with as many decimals as it takes to add up on paper."""
    before, off = result.before_correction, result.correction
    if before is None or off is None or result.figure is None or before.bound:
        return ""
    for places in (2, 3, 4):
        left = formats.rounded(before.value, places) - formats.rounded(off.total, places)
        if formula.rounded(float(left)) == result.figure:
            break
    minuend, subtrahend = formats.number(before.value, places), formats.number(off.total, places)
    return f"{minuend} − {subtrahend} = {formats.number(result.figure, 2)}"


def of_office(office: Result, before: Result | None) -> str:
    if office.state == State.INSUFFICIENT:
        return "Data belum mencukupi: skor tidak ditampilkan supaya penjawab terlindungi."
    if office.state == State.PROVISIONAL:
        missing = listed([readings.KINDS[kind].lower() for kind in office.missing])
        return f"Indeks sementara, tanpa {missing}, dan karena itu tanpa kategori."
    figure = told(office)
    moves = direction(office, before)
    beside = f", {moves}" if moves else ""
    return f"Indeks {figure}, {_word(office.category)}{beside}."


def told(result: Result) -> str:
    """The figure with its decimals, or beyond what it lies; an en dash where there is none."""
    beyond = {"above": "di atas ", "below": "di bawah "}.get(result.bound, "")
    return f"{beyond}{formats.number(result.figure, result.decimals)}"


def before_publication(wave: Wave) -> Headline:
    """What is said of a wave whose figures are not published: when they are expected."""
    expected = f"Hasil diperkirakan {wave.results_expected}."
    if wave.state == Wave.State.OPEN:
        finding = f"Survei sedang berjalan sampai {formats.moment(wave.closes_at)}."
    elif wave.state in (Wave.State.CLOSED, Wave.State.COUNTED):
        finding = "Survei sudah ditutup. Jawaban sedang dihitung dan diperiksa."
    else:
        finding = f"Survei belum dibuka. Rencananya dibuka {formats.day(wave.opens_at)}."
    return Headline(finding=finding, gap=expected)


def _word(category: str | None) -> str:
    return (category or "").capitalize()


def listed(words: Sequence[str]) -> str:
    """As a sentence names them: "pegawai dan ahli"."""
    return " dan ".join(words)
