"""Why a figure is not shown, and what it would have taken."""

from __future__ import annotations

from reports import readings, sentences
from reports.formula import State
from reports.readings import OfKind, Reading, Result
from reports.releasing import GUARDS, THIN
from spi_portal.ui import formats


def why_no_figure(result: Result, minimum: int) -> str:
    """The one line of a row without a figure, or without a category."""
    hidden = {result.kinds[kind].hidden for kind in result.missing}
    missing = sentences.listed([readings.KINDS[kind].lower() for kind in result.missing])
    if result.state == State.PROVISIONAL:
        return f"sementara: tanpa {missing}"
    if not result.missing:
        return "tanpa indeks: yang menjawab tidak berbobot"
    if GUARDS in hidden:
        return "data belum mencukupi: ikut disembunyikan untuk melindungi kantor lain"
    if THIN in hidden:
        return f"data belum mencukupi: {missing} belum menjawab semua dimensi"
    return f"data belum mencukupi: {missing} kurang dari {minimum} jawaban"


def missing(result: Result, reading: Reading) -> list[str]:
    """What is not shown, why, and what it would have taken."""
    return [
        f"{of_kind.title}: {_why(of_kind, reading)}"
        for of_kind in result.kinds.values()
        if of_kind.hidden or of_kind.guarded
    ]


def _guarded(of_kind: OfKind, reading: Reading) -> str:
    """Why dimensions of a part that is shown are not."""
    titles = [reading.dimensions[of_kind.kind].get(code, code) for code in of_kind.guarded]
    return (
        f"{sentences.listed(titles)} tidak ditampilkan. Kalau ditampilkan, jawaban kurang dari "
        f"{reading.minimum} orang dapat dihitung mundur dari angka kota."
    )


def _why(of_kind: OfKind, reading: Reading) -> str:
    if not of_kind.hidden:
        return _guarded(of_kind, reading)
    if of_kind.hidden == GUARDS:
        return (
            "jawabannya cukup, tetapi ikut disembunyikan. Kalau ditampilkan, angka kantor lain "
            "yang penjawabnya sedikit dapat dihitung mundur dari angka kota."
        )
    if of_kind.hidden == THIN:
        return _too_thin(of_kind, reading)
    return (
        f"kurang dari {reading.minimum} jawaban, jadi tidak ditampilkan. {_taken(of_kind, reading)}"
    )


def _too_thin(of_kind: OfKind, reading: Reading) -> str:
    """Which dimensions lack answers, where the run kept it."""
    titles = [reading.dimensions[of_kind.kind].get(code, code) for code in of_kind.thin]
    which = f"{', '.join(titles)}:" if titles else "ada dimensi yang"
    return (
        f"{which} dijawab kurang dari {reading.minimum} orang. Dibutuhkan paling sedikit "
        f"{reading.minimum} jawaban pada setiap dimensi; “tidak tahu” tidak dihitung."
    )


def _taken(of_kind: OfKind, reading: Reading) -> str:
    """What was needed of whom. How many came in would itself tell of fewer than the minimum."""
    invited, minimum = of_kind.invited, reading.minimum
    if invited < minimum:
        whom = "tidak seorang pun diundang" if not invited else f"hanya {invited} orang diundang"
        return (
            f"Dibutuhkan paling sedikit {minimum} jawaban, padahal {whom}: yang kurang adalah "
            f"orang di daftar, sedikitnya {minimum - invited} lagi."
        )
    return (
        f"Dibutuhkan paling sedikit {minimum} jawaban dari {formats.number(invited)} orang yang "
        f"diundang, atau {formats.percent(minimum / invited)} dari mereka. Berapa yang sudah masuk "
        "tidak disebut, supaya penjawabnya terlindungi."
    )
