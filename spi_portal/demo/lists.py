"""Filling the lists of Kota Tirtamulya as its offices would: file by file, checked, taken over."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from respondents import access, lists, signatures
from respondents.models.lists import Upload
from respondents.models.offices import Office
from respondents.models.people import Person
from spi_portal.accounts.models import User
from spi_portal.demo import people
from spi_portal.demo.offices import ROOT, Place
from spi_portal.demo.people import Town

Served = tuple[date, date]
# What was photographed in a city that is invented: a white dot.
SHEET = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg=="
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filler:
    """Hands in one list after the other, in the name of the operator."""

    town: Town
    places: list[Place]
    by: User
    on: date  # the day that the lists are handed in
    say: Callable[[str], None]

    def staff(self, total: int) -> dict[str, bytes]:
        """The files, by office, as they were handed in."""
        sizes = people.sizes(self.places, total, self.town.random)
        sheets = {
            place.code: people.staff_list(place, sizes[place.code], self.town, self.on)
            for place in self.places
        }
        self._hand_in("pegawai", Person.Kind.INTERNAL, iter(sheets.items()))
        return sheets

    def users(self, total: int, served: Served) -> None:
        serving = [place for place in self.places if place.kind != "kelurahan"]
        sizes = people.sizes(serving, total, self.town.random)
        sheets = (
            (place.code, people.user_list(place, sizes[place.code], self.town, served, served[1]))
            for place in serving
        )
        self._hand_in("pengguna layanan", Person.Kind.EXTERNAL, sheets)

    def experts(self, total: int) -> None:
        sheet = people.expert_list(total, self.town)
        self._hand_in("ahli", Person.Kind.EXPERT, iter([(ROOT, sheet)]))

    def leave_faulty(self, code: str, sheet: bytes) -> None:
        """A year on, the same staff in a file that its office still has to repair."""
        self._check(code, Person.Kind.INTERNAL, people.spoil(sheet, self.town.random, 40))

    def sign(self, *, but: frozenset[str] = frozenset()) -> None:
        """The heads sign their lists, as they stand; those of `but` do not."""
        opds = {office.pk: office for office in Office.objects.opds().exclude(code__in=but)}
        signed = 0
        with access.acting("demo"):
            for (pk, kind), state in signatures.states(opds).items():
                if state.listed is None or state.standing == signatures.Standing.SIGNED:
                    continue
                office = opds[pk]
                signatures.sign_on_paper(
                    office,
                    kind,
                    signer=f"Kepala {office.short_name}",
                    code=signatures.code_of(office, kind, state.listed),
                    scan=SHEET,
                    by=self.by,
                )
                signed += 1
        self.say(f"{signed} daftar ditandatangani")

    def _hand_in(self, what: str, kind: Person.Kind, sheets: Iterator[tuple[str, bytes]]) -> None:
        rows = 0
        for code, sheet in sheets:
            upload = self._check(code, kind, sheet)
            taken = lists.take_over(upload, by=self.by)
            rows += taken.added + taken.changed + taken.unchanged
        self.say(f"{rows} {what}")

    def _check(self, code: str, kind: Person.Kind, sheet: bytes) -> Upload:
        office = Office.objects.get(code=code)
        upload = lists.hold(
            file_name=f"{kind}-{code.lower()}.csv",
            content=sheet,
            office=office,
            kind=kind,
            by=self.by,
        )
        lists.check(upload, on=self.on)
        upload.refresh_from_db()
        return upload
