"""What is wrong with a workbook, with sheet and cell: all of it at once, in Indonesian."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`cell` is an address such as C12, or empty when the whole sheet or file is meant."""

    sheet: str
    cell: str
    message: str

    def __str__(self) -> str:
        place = " ".join(part for part in (self.sheet, self.cell) if part)
        return f"{place}: {self.message}" if place else self.message


class InstrumentRefused(ValueError):
    """The workbook is no instrument that this version can ask. `faults` says why."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


class Addressed(Protocol):
    """A row or sheet that knows the address of its column `heading`."""

    @property
    def sheet(self) -> str: ...

    def cell(self, heading: str) -> str: ...


class Faults:
    """Collects faults while a workbook is read."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, at: Addressed, heading: str, message: str) -> None:
        self.add_cell(at.sheet, at.cell(heading), message)

    def add_cell(self, sheet: str, cell: str, message: str) -> None:
        self._faults.append(Fault(sheet=sheet, cell=cell, message=message))

    def refuse_any(self) -> None:
        """Raises InstrumentRefused if there is a fault."""
        if self._faults:
            raise InstrumentRefused(tuple(self._faults))
