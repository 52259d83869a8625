"""Rows of one file that are the same person, or share what only one person can have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from respondents.findings import Finding, blocks, warns
from respondents.imports.candidates import Candidate
from respondents.imports.checking import Checked
from respondents.imports.reading import Fault
from respondents.kinds import Kind
from respondents.vocabulary import key_of


def mark(rows: Iterable[Checked]) -> None:
    """Add what is found to the rows' faults. The first of several equal rows stays clean."""
    rows = list(rows)
    for group in _groups(rows, lambda c: c.nip):
        _repeated(group, "nip", "NIP")
    for group in _groups(rows, lambda c: c.phone):
        _shared(group, "no_wa", "Nama dan nomor", _phone_of_others)
    for group in _groups(rows, lambda c: c.email):
        _shared(group, "email", "Nama dan surel", _address_of_others)
    for group in _groups(rows, _name_and_unit):
        _namesakes(group)


KNOWN_TO_BE_SHARED = warns(
    "nomor_bersama",
    "Nomor ini dipakai bersama, dan Anda sudah menyatakan orangnya berbeda. "
    "Satu nomor hanya mendapat satu undangan.",
)


def _groups(rows: list[Checked], key: Callable[[Candidate], str]) -> Iterator[list[Checked]]:
    found: dict[str, list[Checked]] = defaultdict(list)
    for checked in rows:
        if value := key(checked.candidate):
            found[value].append(checked)
    return (group for group in found.values() if len(group) > 1)


def _repeated(group: list[Checked], column: str, what: str) -> None:
    first = group[0].candidate.row
    for checked in group[1:]:
        if not _is_told(checked):
            _note(
                checked,
                column,
                blocks(
                    "ganda",
                    f"{what} sama dengan baris {first}. Satu orang cukup satu baris. "
                    "Hapus salah satu, atau perbaiki bila berbeda orang.",
                ),
            )


def _shared(
    group: list[Checked], column: str, what: str, finding: Callable[[str], Finding]
) -> None:
    """The same name is the same person; people of other names must say whose it is."""
    by_name: dict[str, list[Checked]] = defaultdict(list)
    for checked in group:
        if column not in checked.apart:
            by_name[key_of(checked.candidate.name)].append(checked)
        elif column == "no_wa":
            _note(checked, column, KNOWN_TO_BE_SHARED)
    for namesakes in by_name.values():
        _repeated(namesakes, column, what)
    if len(by_name) > 1:
        for namesakes in by_name.values():
            _note(namesakes[0], column, finding(_rows_of_others(group, namesakes)))


def _phone_of_others(rows: str) -> Finding:
    return blocks(
        "ganda",
        f"Nomor yang sama dipakai orang lain di baris {rows}. "
        "Mana yang benar? Tulis nomor masing-masing.",
    )


def _address_of_others(rows: str) -> Finding:
    return warns(
        "surel_bersama",
        f"Alamat ini juga dipakai di baris {rows}. Surel bersama bisa dibaca orang lain. "
        "Ganti dengan surel pribadi bila ada.",
    )


def _rows_of_others(group: list[Checked], namesakes: list[Checked]) -> str:
    own = {checked.candidate.row for checked in namesakes}
    others = (str(c.candidate.row) for c in group if c.candidate.row not in own)
    shown = ", ".join(islice(others, 3))
    more = len(group) - len(own) - 3
    return f"{shown} dan {more} lainnya" if more > 0 else shown


def _name_and_unit(candidate: Candidate) -> str:
    if candidate.kind == Kind.EXTERNAL or not candidate.unit:
        return ""
    return f"{key_of(candidate.name)} {key_of(candidate.unit)}"


def _namesakes(group: list[Checked]) -> None:
    first = group[0].candidate.row
    for checked in group[1:]:
        if not _is_told(checked):
            _note(
                checked,
                "nama",
                warns(
                    "senama",
                    f"Nama dan unit sama dengan baris {first}. "
                    "Hapus salah satu bila orangnya sama.",
                ),
            )


def _is_told(checked: Checked) -> bool:
    return any(fault.finding.code == "ganda" for fault in checked.faults)


def _note(checked: Checked, column: str, finding: Finding) -> None:
    checked.faults.append(Fault(checked.candidate.row, column, finding))
