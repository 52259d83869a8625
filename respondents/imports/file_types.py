"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

import io
import zipfile
import zlib
from enum import StrEnum, auto

from respondents.imports.unreadable import Unreadable

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls, .doc, and of locked .xlsx
# A workbook of Excel 97 begins with record BOF; where FILEPASS follows, the rest is encrypted.
BOF, FILEPASS, BOF_LENGTH = b"\x09\x08\x10\0\0\x06\x05\0", b"\x2f\0", 20
UNPACKED_AT_MOST = 200 * 2**20  # bytes; an xlsx of 200,000 rows × 15 columns stays below
OTHERS = (
    (b"%PDF", "dokumen PDF"),
    (b"\x89PNG", "gambar PNG"),
    (b"\xff\xd8\xff", "gambar JPEG"),
    (b"GIF8", "gambar GIF"),
    (b"Rar!", "arsip RAR"),
    (b"7z\xbc\xaf", "arsip 7z"),
    (b"\x1f\x8b", "arsip gzip"),
    (b"{\\rtf", "dokumen RTF"),
    (b"MZ\x90\0", "program"),
    (b"\x7fELF", "program"),
)
IN_ZIP = (
    ("word/document.xml", "dokumen Word"),
    ("ppt/presentation.xml", "presentasi PowerPoint"),
    ("xl/workbook.bin", "buku kerja biner (.xlsb)"),
)


class FileType(StrEnum):
    XLSX = auto()
    XLS = auto()
    ODS = auto()
    CSV = auto()


def recognise(content: bytes) -> FileType:
    """Raises Unreadable for anything that is not a spreadsheet."""
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Unreadable(
            "kosong", "Berkas ini kosong. Unggah berkas .xlsx, .xls, .ods, atau .csv yang berisi."
        )
    for magic, name in OTHERS:
        if content.startswith(magic):
            raise _not_a_sheet(name)
    if content.startswith(b"PK"):
        return _in_zip(content)
    if content.startswith(OLE2):
        return _in_ole(content)
    return _text(content)


def _in_zip(content: bytes) -> FileType:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _by_parts(archive)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError) as fault:
        raise broken() from fault


def _by_parts(archive: zipfile.ZipFile) -> FileType:
    parts = {info.filename for info in archive.infolist()}
    if sum(info.file_size for info in archive.infolist()) > UNPACKED_AT_MOST:
        raise Unreadable(
            "terlalu_besar",
            "Isi berkas ini terlalu besar setelah dibuka. "
            "Salin datanya ke buku kerja baru tanpa gambar dan gaya, lalu unggah lagi.",
        )
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise locked()
    if "xl/workbook.xml" in parts:
        return FileType.XLSX
    if "content.xml" in parts:
        return _in_ods(archive)
    for part, name in IN_ZIP:
        if part in parts:
            raise _not_a_sheet(name)
    if any(part.startswith(("xl/", "xl\\")) for part in parts):
        raise broken()
    raise _not_a_sheet("arsip ZIP")


def _in_ods(archive: zipfile.ZipFile) -> FileType:
    def start_of(part: str) -> bytes:
        return archive.open(part).read(64 * 2**10) if part in archive.namelist() else b""

    if b"encryption-data" in start_of("META-INF/manifest.xml"):
        raise locked()
    if b"spreadsheet" not in start_of("mimetype"):
        raise _not_a_sheet("dokumen OpenDocument")
    return FileType.ODS


def _in_ole(content: bytes) -> FileType:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise locked()
    if holds("WordDocument"):
        raise _not_a_sheet("dokumen Word")
    if _has_password(content):
        raise locked()
    if holds("Workbook") or holds("Book"):
        return FileType.XLS
    raise broken()


def _has_password(content: bytes) -> bool:
    begin = content.find(BOF)
    return begin >= 0 and content.startswith(FILEPASS, begin + BOF_LENGTH)


def _text(content: bytes) -> FileType:
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.replace(b"\0", b"").lstrip(b"\xff\xfe").startswith(b"<"):
        raise Unreadable(
            "halaman_web",
            "Berkas ini sebenarnya halaman web yang diberi nama Excel. "
            "Buka di Excel, pilih Simpan Sebagai, jenis .xlsx, lalu unggah lagi.",
        )
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return FileType.CSV
    strange = sum(byte < 9 or 13 < byte < 32 for byte in start) - start.count(0)
    if strange > len(start) // 50 or start.count(0) > len(start) * 6 // 10:
        raise _not_a_sheet("berkas biner")
    return FileType.CSV


def _not_a_sheet(what: str) -> Unreadable:
    return Unreadable(
        "jenis",
        f"Berkas ini {what}, bukan lembar kerja. Unggah berkas .xlsx, .xls, .ods, atau .csv.",
    )


def locked() -> Unreadable:
    return Unreadable("sandi", "Berkas dilindungi sandi. Hapus sandinya dulu, lalu unggah lagi.")


def broken() -> Unreadable:
    return Unreadable(
        "rusak",
        "Berkas ini rusak atau terpotong. Buka di Excel, pilih Simpan Sebagai, jenis .xlsx, "
        "lalu unggah lagi.",
    )


def too_many() -> Unreadable:
    return Unreadable(
        "terlalu_banyak",
        "Berkas ini memuat lebih dari 250.000 baris. Bagi menjadi beberapa berkas, "
        "lalu unggah satu per satu.",
    )
