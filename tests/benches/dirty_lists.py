"""Lists of staff as offices send them: most rows right, every kind of fault among the others.

The same seed gives the same list. Nobody in it exists.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

from respondents.imports.columns import INTERNAL

HEADINGS = [column.name for column in INTERNAL]  # 15
UNITS = [f"Bidang {word} {n}" for word in ("Pelayanan", "Data", "Sarana") for n in range(1, 11)]
OWN_UNITS = ("Tata Usaha", "Gudang Farmasi", "Ruang Arsip")  # not in the tree of offices
GIVEN = "Ayu Budi Citra Dewi Eko Fitri Gilang Hana Indra Joko Kartika Lestari Made Nur Oki".split()
FAMILY = "Saputra Wulandari Pranoto Santosa Hidayat Siregar Nasution Wijaya Utami Halim".split()
JOBS = ("Analis Kebijakan", "Pengelola Keuangan", "Perawat Terampil", "Guru Ahli Muda", "Arsiparis")
SPOILT_PHONES = (
    "021 5551234", "0812 0000 1111 / 0813 2222 3333", "8,12E+11", "0812-0000", "hub. istri",
    "+60123456789", "0800000000000", "",
)  # fmt: skip
SPOILT_NIPS = ("1,98503E+17", "19850312201001", "198503122010011A01", "", "199913122010011001")
SPOILT_MAILS = ("orang@gmial.com", "orang", "a@contoh.id; b@contoh.id", "", "orang@gmail.con")
SPOILT_DAYS = ("31-02-2019", "belum ada", "01-01-2031", "", 41000, "1 Maret 2015")


def rows(count: int, *, seed: int) -> Iterator[list[object]]:
    luck = random.Random(seed)
    return (_row(n, luck) for n in range(count))


def write_xlsx(path: Path, count: int, *, seed: int) -> None:
    """Row by row: the whole sheet is never in memory."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    sheet.append(HEADINGS)
    for row in rows(count, seed=seed):
        sheet.append(row)
    book.save(path)


def write_csv(path: Path, count: int, *, seed: int) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADINGS)
        for row in rows(count, seed=seed):
            writer.writerow(f"{v:%d-%m-%Y}" if isinstance(v, date) else v for v in row)


def _row(n: int, luck: random.Random) -> list[object]:
    start = date(1990, 1, 1) + timedelta(days=luck.randrange(12_000))
    unit = luck.choice(UNITS) if luck.random() < 0.95 else luck.choice(OWN_UNITS)
    values: list[object] = [
        "",
        f"{luck.choice(GIVEN)} {luck.choice(FAMILY)} {n}",
        _nip(n, start),
        luck.choice(("PNS", "PNS", "PNS", "pns")),
        luck.choice(JOBS),
        luck.choice(("Pelaksana", "Fungsional", "Eselon IV", "eselon III.a")),
        unit,
        start,
        min(start + timedelta(days=luck.randrange(4000)), date(2025, 1, 1)),
        luck.choice(("Ya", "Ya", "ya", "Tidak")),
        _phone(n, luck),
        f"orang{n}@contoh.id",
        luck.choice("LP"),
        luck.choice(("26–35", "36–45", "46–55")),
        luck.choice(("S1", "S2", "D3", "SMA")),
    ]
    if luck.random() < 0.08:
        _spoil(values, luck)
    return values


def _nip(n: int, start: date) -> str:
    """18 digits that say nothing about anybody; the birth date counts up with the row."""
    born = date(1966, 1, 1) + timedelta(days=n % 3000)
    return f"{born:%Y%m%d}{max(start.year, 1990)}{start.month:02d}{n % 2 + 1}{n // 3000:03d}"


def _phone(n: int, luck: random.Random) -> object:
    digits = f"812{n:08d}"
    forms = (f"0{digits}", f"+62{digits}", f"0812-{n // 10_000:04d}-{n % 10_000:04d}", int(digits))
    return luck.choices(forms, weights=(80, 8, 8, 4))[0]


def _spoil(values: list[object], luck: random.Random) -> None:
    at = {name: place for place, name in enumerate(HEADINGS)}
    spoilt: dict[str, object] = {
        "no_wa": luck.choice(SPOILT_PHONES),
        "nip": luck.choice(SPOILT_NIPS),
        "email": luck.choice(SPOILT_MAILS),
        "tmt_unit": luck.choice(SPOILT_DAYS),
        "status": luck.choice(("PNSS", "p3k", "honor", "")),
        "unit_kerja": str(values[at["unit_kerja"]]).replace("a", "", 1),
        "nama": luck.choice(("", "-", "12345")),
        "jabatan": "",
    }
    name = luck.choice(list(spoilt))
    values[at[name]] = spoilt[name]
