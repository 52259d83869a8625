"""What can be wrong with an item that could be read."""

from __future__ import annotations

from collections.abc import Callable

from surveys.questionnaire import method_items
from surveys.questionnaire.faults import Faults
from surveys.questionnaire.instrument import Item
from surveys.questionnaire.row_answers import Surroundings
from surveys.questionnaire.wording import HINTS
from surveys.questionnaire.workbook import Row

_STATUSES = ("", "T", "I", "D")
_CHOICES_ONLY = ("index", "correction", "screening", "profile", "pressure", "method")
_READ_BY = {  # columns that mean something to some kinds of items only
    "constraint": ("select_one", "select_multiple", "integer", "decimal", "date"),
    "choice_filter": ("select_one",),
    "calculation": ("calculate",),
    "parameters": ("range",),
    "appearance": ("date",),
    "default": ("select_one", "select_multiple", "integer", "decimal", "range", "date"),
}
_APPEARANCES = ("", "month-year", "year")


def _check_index(row: Row, item: Item, around: Surroundings, faults: Faults) -> None:
    if item.role != "index":
        return
    if not item.dimension:
        faults.add(row, "dimension", "butir indeks tanpa dimensi")
    if not item.indicator:
        faults.add(row, "indicator", "butir indeks tanpa indikator")
    scores = {choice.score for choice in item.choices if choice.score is not None}
    if item.choices and len(scores) < 2:
        faults.add(row, "type", "daftar pilihan butir indeks harus punya skor yang berbeda")


def _check_dimension(row: Row, item: Item, around: Surroundings, faults: Faults) -> None:
    if item.dimension and item.dimension not in around.sections:
        faults.add(row, "dimension", f"dimensi {item.dimension} bukan nama bagian (begin_group)")


def _check_expected(row: Row, item: Item, around: Surroundings, faults: Faults) -> None:
    if item.expected is None:
        return
    if item.role != "quality":
        faults.add(row, "expected", "jawaban yang benar hanya untuk butir dengan peran quality")
    elif item.choices and item.expected not in {choice.code for choice in item.choices}:
        faults.add(row, "expected", f"{item.expected} bukan kode pilihan butir ini")


def _check_screening(row: Row, item: Item, around: Surroundings, faults: Faults) -> None:
    ends = any(choice.ends is not None for choice in item.choices)
    if item.role != "screening":
        if ends:
            faults.add(row, "type", "hanya butir dengan peran screening boleh mengakhiri")
        return
    if item.choices and not ends:
        faults.add(row, "type", "butir screening perlu pilihan dengan isi pada kolom ends")
    if not item.required:
        faults.add(row, "required", "butir screening harus wajib (yes)")


def _check_way_out(row: Row, item: Item, around: Surroundings, faults: Faults) -> None:
    """Nobody may be made to say something: a required item offers a way not to answer."""
    scored = item.choices and all(choice.score is not None for choice in item.choices)
    if item.required and scored:
        faults.add(row, "required", "butir wajib perlu pilihan tanpa skor, misalnya Tidak tahu")


def _check_pressure(row: Row, item: Item, around: Surroundings, faults: Faults) -> None:
    """It stands on a page of its own, which nobody has to open."""
    if item.role != "pressure":
        return
    if item.required:
        faults.add(row, "required", "butir pressure tidak boleh wajib")
    if item.relevant:
        faults.add(row, "relevant", "butir pressure harus tanpa syarat")
    if any(choice.score is not None for choice in item.choices):
        faults.add(row, "type", "pilihan butir pressure harus tanpa skor")


def _check_method(row: Row, item: Item, around: Surroundings, faults: Faults) -> None:
    """The module is the portal's own: its figures are worked out by its names and codes."""
    if item.role != "method":
        return
    if item.name not in method_items.NAMES:
        faults.add(row, "role", "peran method hanya untuk butir modul metode dari portal")
    if item.required:
        faults.add(row, "required", "butir method tidak boleh wajib")
    if any(choice.score is not None for choice in item.choices):
        faults.add(row, "type", "pilihan butir method harus tanpa skor")


def _check_status(row: Row, item: Item, around: Surroundings, faults: Faults) -> None:
    if row.text("status") not in _STATUSES:
        faults.add(row, "status", "isi T, I, D, atau kosong")


def _check_choices_only(row: Row, item: Item, around: Surroundings, faults: Faults) -> None:
    if item.asks != "select_one" and item.role in _CHOICES_ONLY:
        faults.add(row, "role", f"peran {item.role} hanya untuk select_one")


def _check_not_required(row: Row, item: Item, around: Surroundings, faults: Faults) -> None:
    """A number has no "Tidak tahu": whoever cannot or will not say leaves it out."""
    if item.required and item.asks in ("integer", "decimal", "range", "date"):
        faults.add(row, "required", "angka dan tanggal harus boleh dilewati (no)")


def _check_silent(row: Row, item: Item, around: Surroundings, faults: Faults) -> None:
    if item.is_asked:
        return
    for heading in ("required", "expected", "dimension"):
        if row.text(heading) not in ("", "no"):
            faults.add(row, heading, f"{item.asks} tidak dijawab, maka kolom ini kosong")
    if item.asks == "calculate" and any(row.text(heading) for heading in HINTS.values()):
        faults.add(row, next(iter(HINTS.values())), "calculate tidak tampil, maka tanpa petunjuk")


def _check_default(row: Row, item: Item, around: Surroundings, faults: Faults) -> None:
    """It steers, and a page that shows it again would put it over what somebody has answered."""
    if item.default is not None and item.is_asked:
        faults.add(row, "default", "jawaban yang sudah terisi menyetir jawaban; kosongkan")


def _check_unused(row: Row, item: Item, around: Surroundings, faults: Faults) -> None:
    for heading, kinds in _READ_BY.items():
        if row.text(heading) and item.asks not in kinds:
            faults.add(row, heading, f"kolom {heading} tidak dipakai oleh {item.asks}")
    if row.text("appearance") not in _APPEARANCES:
        faults.add(row, "appearance", "tampilan yang ada: month-year dan year, untuk date")


CHECKS: tuple[Callable[[Row, Item, Surroundings, Faults], None], ...] = (
    _check_index,
    _check_dimension,
    _check_expected,
    _check_screening,
    _check_way_out,
    _check_pressure,
    _check_method,
    _check_status,
    _check_choices_only,
    _check_not_required,
    _check_silent,
    _check_default,
    _check_unused,
)
