"""Why a figure is not shown, and what it would have taken."""

from __future__ import annotations

from reports import readings, sentences
from reports.formula import State
from reports.publication import GUARDS, THIN
from reports.readings import Reading, Result


def why_no_figure(result: Result, minimum: int) -> str:
    """The one line of a row without a figure, or without a category."""
    hidden = {result.kinds[kind].hidden for kind in result.missing}
    missing = sentences.listed([readings.KINDS[kind].lower() for kind in result.missing])
    if result.state == State.PROVISIONAL:
        return f"sementara: tanpa {missing}"
    if GUARDS in hidden:
        return "data belum mencukupi: ikut disembunyikan untuk melindungi kantor lain"
    if THIN in hidden:
        return f"data belum mencukupi: {missing} belum menjawab semua dimensi"
    return f"data belum mencukupi: {missing} kurang dari {minimum} jawaban"


def missing(result: Result, reading: Reading) -> list[str]:
    """What is not shown, why, and what it would have taken."""
    return [
        _why(of_kind.kind, of_kind.hidden, reading.minimum)
        for of_kind in result.kinds.values()
        if of_kind.hidden
    ]


def _why(kind: str, hidden: str, minimum: int) -> str:
    title = readings.KINDS[kind]
    if hidden == GUARDS:
        return (
            f"{title}: jawabannya cukup, tetapi ikut disembunyikan. Kalau ditampilkan, angka "
            "kantor lain yang penjawabnya sedikit dapat dihitung mundur dari angka kota."
        )
    if hidden == THIN:
        return (
            f"{title}: ada dimensi yang dijawab kurang dari {minimum} orang. Dibutuhkan paling "
            f"sedikit {minimum} jawaban pada setiap dimensi."
        )
    return (
        f"{title}: kurang dari {minimum} jawaban, jadi tidak ditampilkan. Dibutuhkan paling "
        f"sedikit {minimum} jawaban."
    )
