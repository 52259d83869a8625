"""The columns of the three templates: what they are called, by whom else, and what they hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from respondents import vocabulary
from respondents.kinds import Kind
from respondents.vocabulary import Vocabulary, key_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    name: str  # the template's heading; stable, faults name it
    label: str  # how a sentence calls it
    field: str  # what a row of ours calls it
    synonyms: tuple[str, ...] = ()
    expected: bool = False  # a file without it is refused
    filled: bool = False  # a row without it is blocked
    limit: int = 160  # letters
    words: Vocabulary | None = None
    hint: str = ""  # a line of the instruction sheet

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(key_of(name) for name in (self.name, self.label, *self.synonyms))


OFFICE = Column(
    name="kode_opd",
    label="Kode OPD",
    field="office_code",
    synonyms=(
        "opd", "kode unit", "kode opd unit", "kode perangkat daerah", "perangkat daerah",
        "nama opd", "nama perangkat daerah", "skpd", "nama skpd",
    ),
    limit=40,
    hint="Kode OPD atau unit di bawahnya. Kosong berarti OPD yang mengunggah.",
)  # fmt: skip
NAME = Column(
    name="nama",
    label="Nama",
    field="name",
    synonyms=(
        "nama lengkap", "nama pegawai", "nama responden", "nama ahli", "nama pengguna layanan",
        "nama dan gelar", "nama pemohon", "nama tamu", "nama asn",
    ),
    expected=True,
    filled=True,
    hint="Nama lengkap; gelar boleh disertakan.",
)  # fmt: skip
PHONE = Column(
    name="no_wa",
    label="Nomor WhatsApp",
    field="phone",
    synonyms=(
        "no wa", "nomor wa", "no whatsapp", "wa", "whatsapp", "no hp", "nomor hp", "hp",
        "no hp wa", "no wa hp", "hp wa", "wa hp", "handphone", "no handphone", "nomor handphone",
        "no telepon", "nomor telepon", "no telp", "telepon", "telp", "no ponsel", "nomor ponsel",
        "ponsel", "nomor hp wa", "no telp wa", "kontak", "no kontak", "nomor ponsel wa",
    ),
    expected=True,
    hint="Satu nomor ponsel pribadi yang aktif WhatsApp, mulai dengan 08.",
)  # fmt: skip
EMAIL = Column(
    name="email",
    label="Surel",
    field="email",
    synonyms=("e-mail", "surel", "alamat email", "alamat surel", "alamat e-mail", "email aktif"),
    hint="Alamat surel pribadi atau dinas. Undangan survei dikirim ke alamat ini.",
)
GENDER = Column(
    name="jenis_kelamin",
    label="Jenis kelamin",
    field="gender",
    synonyms=("jk", "l/p", "kelamin", "gender", "sex"),
    words=vocabulary.GENDERS,
    limit=40,
    hint="L atau P.",
)
AGE = Column(
    name="rentang_usia",
    label="Rentang usia",
    field="age_range",
    synonyms=("kelompok usia", "kelompok umur", "rentang umur"),
    limit=40,
    hint="Misalnya 26–35. Jangan isi tanggal lahir.",
)
EDUCATION = Column(
    name="pendidikan",
    label="Pendidikan",
    field="education",
    synonyms=("pendidikan terakhir",),
    limit=60,
    hint="Pendidikan terakhir.",
)
CONSENT = Column(
    name="persetujuan_dihubungi",
    label="Persetujuan dihubungi",
    field="consent",
    synonyms=("persetujuan", "setuju dihubungi", "consent", "bersedia dihubungi"),
    limit=60,
    hint="Ya dan tanggalnya, misalnya: Ya, 12-03-2026.",
)

INTERNAL = (
    OFFICE,
    NAME,
    Column(
        name="nip",
        label="NIP",
        field="nip",
        synonyms=("nip baru", "nomor induk pegawai", "nip pegawai", "nip nipppk", "nipppk"),
        hint="18 angka, kolom berformat Teks. Kosong untuk non-ASN.",
    ),
    Column(
        name="status",
        label="Status kepegawaian",
        field="category",
        synonyms=("status pegawai", "jenis pegawai", "status asn", "jenis kepegawaian"),
        expected=True,
        filled=True,
        limit=40,
        words=vocabulary.STATUSES,
        hint="PNS, PPPK, atau Non-ASN.",
    ),
    Column(
        name="jabatan",
        label="Jabatan",
        field="position",
        synonyms=("nama jabatan", "jabatan sekarang", "jabatan terakhir"),
        expected=True,
        filled=True,
        hint="Jabatan sekarang, sesuai data BKPSDM.",
    ),
    Column(
        name="jenjang",
        label="Jenjang jabatan",
        field="level",
        synonyms=("eselon", "jenjang eselon", "tingkat jabatan", "jenis jabatan"),
        limit=40,
        words=vocabulary.LEVELS,
        hint="Eselon II, Eselon III, Eselon IV, Fungsional, atau Pelaksana.",
    ),
    Column(
        name="unit_kerja",
        label="Unit kerja",
        field="unit",
        synonyms=("unit", "bidang", "unit organisasi", "satuan kerja", "unit kerja sekarang"),
        expected=True,
        filled=True,
        hint="Bidang, sekretariat, UPTD, kelurahan, atau puskesmas.",
    ),
    Column(
        name="tmt_instansi",
        label="Mulai bekerja di instansi",
        field="started_on",
        synonyms=(
            "tmt instansi kerja", "tanggal mulai bekerja", "tmt pegawai", "tmt masuk",
            "mulai bekerja", "tanggal masuk", "tmt cpns", "tmt",
        ),
        expected=True,
        filled=True,
        hint="Tanggal mulai bekerja di pemerintah kota, misalnya 01-03-2015.",
    ),
    Column(
        name="tmt_unit",
        label="Mulai di unit sekarang",
        field="in_unit_since",
        synonyms=("tmt unit kerja", "tmt di unit", "tmt jabatan", "tanggal mulai di unit"),
        expected=True,
        filled=True,
        hint="Tanggal mulai bekerja di unit sekarang.",
    ),
    Column(
        name="tugas_utama",
        label="Menjalankan tugas utama",
        field="main_task",
        synonyms=("tugas utama unit", "melaksanakan tugas utama", "tugas pokok"),
        expected=True,
        filled=True,
        limit=40,
        words=vocabulary.YES_NO,
        hint="Ya, atau Tidak untuk tugas pendukung umum (pramusaji, pengemudi, satpam).",
    ),
    PHONE,
    EMAIL,
    GENDER,
    AGE,
    EDUCATION,
)  # fmt: skip

EXTERNAL = (
    OFFICE,
    NAME,
    Column(
        name="jenis_responden",
        label="Jenis responden",
        field="category",
        synonyms=("kategori", "jenis pengguna", "kategori responden", "kelompok responden"),
        expected=True,
        filled=True,
        limit=40,
        words=vocabulary.RESPONDENTS,
        hint="masyarakat, pelaku usaha, penyedia, penerima manfaat, atau mitra.",
    ),
    Column(
        name="nama_badan_usaha",
        label="Nama badan usaha",
        field="position",
        synonyms=("badan usaha", "perusahaan", "nama perusahaan", "instansi", "nama usaha"),
        hint="Bila mewakili badan usaha atau lembaga.",
    ),
    Column(
        name="jenis_layanan",
        label="Jenis layanan",
        field="service",
        synonyms=("layanan", "nama layanan", "keperluan", "layanan yang diterima", "jenis izin"),
        expected=True,
        filled=True,
        hint="Layanan yang diterima, dari daftar layanan OPD.",
    ),
    Column(
        name="tanggal_layanan",
        label="Tanggal layanan",
        field="served_on",
        synonyms=("tanggal", "tgl layanan", "tanggal kunjungan", "tgl kunjungan", "tgl"),
        expected=True,
        filled=True,
        hint="Tanggal terakhir dilayani. Yang sudah terlalu lama tidak ikut diundi.",
    ),
    Column(
        name="sumber_data",
        label="Sumber data",
        field="source",
        synonyms=("sumber",),
        limit=60,
        hint="buku tamu, loket, aplikasi, kontrak, atau QR.",
    ),
    PHONE,
    EMAIL,
    GENDER,
    AGE,
    EDUCATION,
    CONSENT,
)

EXPERT = (
    NAME,
    Column(
        name="kelompok",
        label="Kelompok ahli",
        field="category",
        synonyms=("kelompok ahli", "unsur", "kategori", "kelompok eksper"),
        expected=True,
        filled=True,
        limit=40,
        words=vocabulary.EXPERTS,
        hint="BPK, BPKP, Ombudsman, Akademisi, Jurnalis, LSM, dan seterusnya.",
    ),
    Column(
        name="instansi",
        label="Instansi atau organisasi",
        field="position",
        synonyms=("organisasi", "instansi organisasi", "lembaga", "asal instansi", "asal"),
        expected=True,
        filled=True,
        hint="Tempat bekerja sekarang atau terakhir.",
    ),
    Column(
        name="jabatan",
        label="Jabatan atau keahlian",
        field="expertise",
        synonyms=("keahlian", "jabatan keahlian", "bidang keahlian"),
        hint="Jabatan atau bidang keahlian.",
    ),
    PHONE,
    EMAIL,
    Column(
        name="tahun_pensiun",
        label="Tahun pensiun",
        field="retired_in",
        synonyms=("pensiun tahun", "tahun purna tugas"),
        limit=40,
        hint="Hanya untuk pensiunan.",
    ),
    Column(
        name="dasar_pengetahuan",
        label="Dasar pengetahuan",
        field="basis",
        synonyms=("keterangan", "catatan"),
        limit=300,
        hint="Mengapa ahli ini mengenal pemerintah kota.",
    ),
    CONSENT,
)

# The personnel office's own list of the city, when lists are only compared with it.
ROSTER = "roster"
ROSTER_FIELDS = ("office_code", "name", "nip", "unit")
ROSTER_NEEDS = ("name", "nip")
PLACES = ("office_code", "unit")  # a file of all offices has one of them

TEMPLATES: dict[str, tuple[Column, ...]] = {
    Kind.INTERNAL: INTERNAL,
    Kind.EXTERNAL: EXTERNAL,
    Kind.EXPERT: EXPERT,
    ROSTER: tuple(
        replace(column, expected=column.field in ROSTER_NEEDS, filled=False)
        for column in INTERNAL
        if column.field in ROSTER_FIELDS
    ),
}

# Compared with the NIP where a file has it; neither asked for nor kept.
BIRTH_DATE = Column(
    name="tanggal_lahir",
    label="Tanggal lahir",
    field="born",
    synonyms=("tgl lahir", "lahir", "tanggal kelahiran"),
)
DAYS = ("started_on", "in_unit_since", "served_on", "born")
NOT_WANTED = frozenset(map(key_of, ("alamat", "alamat rumah", "tempat tanggal lahir", "npwp")))
NIK = frozenset(
    map(key_of, ("nik", "no nik", "nomor nik", "no ktp", "nomor ktp", "ktp", "no kk",
                 "nomor induk kependudukan", "nik ktp", "no nik ktp", "nomor kk"))
)  # fmt: skip
LONGEST_HEADING = 200
IN_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]")


def heading_key(text: str) -> str:
    """The heading as it is compared: without its remarks in brackets and its asterisk."""
    text = text[:LONGEST_HEADING]
    return key_of(IN_BRACKETS.sub("", text)) or key_of(text)


@cache
def by_key(kind: str) -> dict[str, Column | None]:
    """Every spelling of every heading that a file of `kind` may have."""
    return {key: column for column in (BIRTH_DATE, *TEMPLATES[kind]) for key in column.keys}


def labels(kind: str) -> dict[str, str]:
    """How a sentence calls each column, by the name in the template."""
    return {column.name: column.label for column in (*TEMPLATES[kind], BIRTH_DATE)}
