"""Invented people for the lists of Kota Tirtamulya, in the files an office would upload."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

from spi_portal.demo.offices import BIG, SMALL_VILLAGE, Place

FIRST = (
    "Agus Bagas Citra Dewi Eko Fitri Galih Hana Indra Joko Kartika Lukman Maya Nanda Oki Putri "
    "Rahmat Sari Teguh Utami Vina Wawan Yanti Zainal Ayu Bima Dian Endah Farid Gita Hendra Intan"
).split()
LAST = (
    "Adiputra Basuki Cahyono Darmawan Effendi Firmansyah Gunawan Hidayat Iskandar Jatmiko "
    "Kurniawan Lesmana Mahendra Nugroho Oktavia Permana Rahayu Santoso Tanjung "
    "Utomo Wibisono Yulianti"
).split()
POSITIONS = (
    "Pengadministrasi Umum",
    "Analis Kebijakan",
    "Penata Layanan Operasional",
    "Bendahara",
    "Pranata Komputer",
    "Pengelola Barang",
    "Kepala Seksi",
    "Kepala Bidang",
    "Perencana",
    "Petugas Layanan",
)
STAFF_COLUMNS = (
    "kode_opd nama nip status jabatan jenjang unit_kerja tmt_instansi tmt_unit tugas_utama "
    "no_wa email jenis_kelamin rentang_usia pendidikan"
).split()
USER_COLUMNS = (
    "kode_opd nama jenis_responden nama_badan_usaha jenis_layanan tanggal_layanan sumber_data "
    "no_wa email jenis_kelamin rentang_usia pendidikan persetujuan_dihubungi"
).split()
EXPERT_COLUMNS = (
    "nama kelompok instansi jabatan no_wa email tahun_pensiun dasar_pengetahuan "
    "persetujuan_dihubungi"
).split()
EXPERT_GROUPS = (
    "BPKP",
    "BPK",
    "Ombudsman",
    "Akademisi",
    "Jurnalis",
    "LSM",
    "Asosiasi usaha",
    "Penyuluh antikorupsi",
)


@dataclass(slots=True)
class Town:
    """Hands out names and numbers; the same seed gives the same town."""

    random: Random
    numbers: Iterator[int]

    @classmethod
    def of_seed(cls, seed: int) -> Town:
        return cls(Random(seed), count(1))

    def name(self) -> str:
        return f"{self.random.choice(FIRST)} {self.random.choice(LAST)}"

    def contacts(self, name: str) -> tuple[str, str]:
        n = next(self.numbers)
        first = name.split()[0].lower()
        return f"0812{n:08d}", f"{first}.{n}@warga.tirtamulya.example"

    def day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.random.randrange((last - first).days + 1))


def sizes(places: Sequence[Place], total: int, random: Random) -> dict[str, int]:
    """How many people of the total each office gets; eleven in the small kelurahan."""
    weight = {
        place.code: BIG.get(place.code, 0.12 if place.kind == "kelurahan" else 1.0)
        * random.uniform(0.75, 1.25)
        for place in places
    }
    scale = total / sum(weight.values())
    found = {code: max(12, round(share * scale)) for code, share in weight.items()}
    return found | {SMALL_VILLAGE: 11}


def staff_list(place: Place, size: int, town: Town, today: date) -> bytes:
    """An office's staff as csv; a few do not qualify, as in life."""
    return _csv(STAFF_COLUMNS, (_employee(place, n, town, today) for n in range(size)))


def _employee(place: Place, n: int, town: Town, today: date) -> list[str]:
    name = town.name()
    phone, email = town.contacts(name)
    born = town.day(date(1967, 1, 1), date(1998, 12, 31))
    joined = town.day(date(max(2000, born.year + 20), 1, 1), today - timedelta(days=300))
    in_unit = town.day(joined, today - timedelta(days=200))
    status = town.random.choices(("PNS", "PPPK", "Non-ASN"), (70, 20, 10))[0]
    sex = town.random.randint(1, 2)
    is_head = n == 0 and place.kind != "kelurahan"
    return [
        place.code,
        name,
        _nip(born, joined, sex, status, next(town.numbers)),
        status,
        f"Kepala {place.name}" if is_head else town.random.choice(POSITIONS),
        "eselon II" if is_head else town.random.choice(("fungsional", "pelaksana", "eselon IV")),
        place.name,
        joined.isoformat(),
        in_unit.isoformat(),
        "Tidak" if town.random.random() < 0.04 else "Ya",
        phone,
        email,
        "Laki-laki" if sex == 1 else "Perempuan",
        "",
        town.random.choice(("SMA", "D3", "S1", "S2")),
    ]


def _nip(born: date, joined: date, sex: int, status: str, serial: int) -> str:
    if status == "Non-ASN":
        return ""
    month = "21" if status == "PPPK" else f"{joined.month:02d}"
    return f"{born:%Y%m%d}{joined.year}{month}{sex}{serial % 1000:03d}"


def user_list(
    place: Place, size: int, town: Town, served: tuple[date, date], consent_on: date
) -> bytes:
    """People and firms an office served between two days, as csv."""
    return _csv(USER_COLUMNS, (_user(place, town, served, consent_on) for _ in range(size)))


def _user(place: Place, town: Town, served: tuple[date, date], consent_on: date) -> list[str]:
    name = town.name()
    phone, email = town.contacts(name)
    role = town.random.choices(
        ("masyarakat", "pelaku usaha", "penyedia", "penerima manfaat"), (60, 20, 12, 8)
    )[0]
    firm = f"CV {town.random.choice(LAST)} Jaya" if role in ("pelaku usaha", "penyedia") else ""
    day = town.day(*served)
    return [
        place.code,
        name,
        role,
        firm,
        town.random.choice(place.services),
        day.isoformat(),
        town.random.choice(("buku tamu", "loket", "aplikasi")),
        phone,
        email,
        town.random.choice(("Laki-laki", "Perempuan")),
        "",
        "",
        f"Ya, {max(day, consent_on).isoformat()}",
    ]


def expert_list(size: int, town: Town) -> bytes:
    return _csv(EXPERT_COLUMNS, (_expert(town) for _ in range(size)))


def _expert(town: Town) -> list[str]:
    name, group = town.name(), town.random.choice(EXPERT_GROUPS)
    phone, email = town.contacts(name)
    return [name, group, f"{group} Tirtamulya", "Anggota", phone, email, "", "", "Ya, 2026-06-10"]


def spoil(sheet: bytes, random: Random, rows: int) -> bytes:
    """The same list as an office hands it in: short numbers, lost zeros, doubled rows."""
    lines = list(csv.reader(io.StringIO(sheet.decode())))
    phone, nip = lines[0].index("no_wa"), lines[0].index("nip")
    for line in random.sample(lines[1:], rows):
        fault = random.randrange(4)
        if fault == 0:
            line[phone] = line[phone][:8]
        elif fault == 1:
            line[phone] = line[phone].lstrip("0")
        elif fault == 2:
            line[phone] = f"{line[phone]} / 081300000001"
        else:
            line[nip] = line[nip][:15]
    return _csv(lines[0], lines[1:])


def _csv(columns: Sequence[str], rows: Iterator[list[str]] | list[list[str]]) -> bytes:
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(columns)
    writer.writerows(rows)
    return sheet.getvalue().encode()
