"""A list of people to invite, as it is pasted from Excel: read and checked line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from respondents.models.offices import Office
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import GRANTED_BY_TWO, OF_AN_OFFICE, Role

COLUMNS = 4  # name, address, role, code of the office
MARKS = "\t;,"
NAMES = {
    Role.OPERATOR: ("Operator", "Operator Inspektorat"),
    Role.HEAD: ("Inspektur", "Kepala Inspektorat"),
    Role.OPD_ADMIN: ("Admin OPD", "Admin", "Operator OPD"),
    Role.OPD_HEAD: ("Kepala OPD", "Kepala Dinas", "Kepala", "Kadis", "Camat", "Lurah"),
    Role.SEKDA: ("Sekda", "Sekretaris Daerah"),
    Role.SEKDA_DELEGATE: ("Staf Sekda", "Staf Sekretaris Daerah"),
    Role.AUDITOR: ("Pemeriksa", "Auditor"),
    Role.SYSTEM: ("Administrator sistem", "Admin sistem", "Sistem"),
}
ROLE_OF = {name.casefold(): role for role, names in NAMES.items() for name in names}
OFFERED = ", ".join(names[0] for names in NAMES.values())


@dataclass(slots=True, kw_only=True)
class Invitee:
    """One line. `faults`: what we found and what we need; without any, it can be invited."""

    number: int  # of the line as it was pasted, counted from 1
    name: str
    email: str
    role: Role | None
    office: Office | None
    faults: list[str] = field(default_factory=list)

    @property
    def needs_second_person(self) -> bool:
        return self.role in GRANTED_BY_TWO


def read(text: str) -> list[Invitee]:
    """Every line that says anything, checked against the others and against what is known."""
    lines = list(_lines(text))
    offices = {office.code.casefold(): office for office in Office.objects.order_by("pk")}
    people = [_invitee(number, cells, offices) for number, cells in lines]
    _note_repeats(people)
    _note_known(people)
    return people


# --- Lines and cells ----------------------------------------------------------------------


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        cells = _cells(line)
        if any(cells) and not _is_heading(cells):
            yield number, cells


def _cells(line: str) -> list[str]:
    """Cut at tabs, else at semicolons, else at commas: names with a title contain commas."""
    mark = next((mark for mark in MARKS if mark in line), MARKS[0])
    return [" ".join(cell.strip(' "').split()) for cell in line.split(mark)]


def _is_heading(cells: list[str]) -> bool:
    return cells[0].casefold() == "nama" and len(cells) > 1 and "@" not in cells[1]


def _invitee(number: int, cells: list[str], offices: dict[str, Office]) -> Invitee:
    name, email, role, code = (*cells, *[""] * COLUMNS)[:COLUMNS]
    found = Invitee(
        number=number,
        name=name,
        email=email.lower(),
        role=ROLE_OF.get(role.casefold()),
        office=offices.get(code.casefold()) if code else None,
    )
    if extra := [cell for cell in cells[COLUMNS:] if cell]:
        found.faults.append(
            f"Baris ini punya {COLUMNS + len(extra)} kolom. Kami perlu empat: nama, surel, "
            "peran, kode OPD. Bila nama memuat koma, pisahkan kolom dengan titik koma."
        )
    found.faults += [
        *_of_name(name),
        *_of_email(email),
        *_of_role(role),
        *_of_office(code, found, offices),
    ]
    return found


# --- What is wrong --------------------------------------------------------------------------


def _of_name(name: str) -> Iterator[str]:
    if not name:
        yield "Namanya kosong. Tulis nama lengkap di kolom pertama."
    elif len(name) > 120:
        yield f"Namanya {len(name)} huruf. Paling panjang 120."


def _of_email(email: str) -> Iterator[str]:
    if not email:
        yield "Surelnya kosong. Tulis alamat surel di kolom kedua."
        return
    try:
        validate_email(email)
    except ValidationError:
        yield f"“{email}” bukan alamat surel. Kami perlu alamat seperti nama@kota.go.id."


def _of_role(role: str) -> Iterator[str]:
    if not role:
        yield f"Perannya kosong. Tulis salah satu: {OFFERED}."
    elif role.casefold() not in ROLE_OF:
        yield f"Peran “{role}” tidak kami kenal. Tulis salah satu: {OFFERED}."


def _of_office(code: str, found: Invitee, offices: dict[str, Office]) -> Iterator[str]:
    if code and found.office is None:
        near = get_close_matches(code.casefold(), offices, n=1, cutoff=0.6)
        hint = f" Mungkin maksudnya {offices[near[0]].code}." if near else ""
        yield f"Kode OPD “{code}” tidak ada.{hint}"
    elif found.role in OF_AN_OFFICE and not code:
        yield f"{found.role.label} perlu kantor. Tulis kode OPD di kolom keempat."
    elif code and found.role is not None and found.role not in OF_AN_OFFICE:
        yield f"{found.role.label} tidak terikat satu kantor. Kosongkan kode OPD."


def _note_repeats(people: list[Invitee]) -> None:
    first: dict[str, int] = {}
    for one in people:
        if one.email and first.setdefault(one.email, one.number) != one.number:
            one.faults.append(
                f"Surel ini sudah ada di baris {first[one.email]}. Satu alamat untuk satu orang."
            )


def _note_known(people: list[Invitee]) -> None:
    known = User.objects.filter(email__in=[one.email for one in people]).values_list(
        "email", "name"
    )
    name_of = dict(known)
    for one in people:
        if one.email in name_of:
            one.faults.append(
                f"Alamat ini sudah dipakai akun {name_of[one.email]}. Hapus baris ini; peran dan "
                "kantornya diubah di halaman akun itu."
            )
