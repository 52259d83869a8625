"""Files for tests: `sheets.xlsx([sheets.employee()])`. What a test does not say is valid."""

from __future__ import annotations

import csv
import io
import zipfile
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from respondents.imports.columns import TEMPLATES

numbers = count(1)
HEADINGS = {kind: [column.name for column in TEMPLATES[kind]] for kind in TEMPLATES}


def employee(**given: Any) -> dict[str, Any]:
    n = next(numbers)
    return {
        "nama": f"Pegawai Contoh {n}",
        "nip": f"1985{(2 + n // 1000) % 12 + 1:02d}122010011{n % 1000:03d}",
        "status": "PNS",
        "jabatan": "Staf",
        "jenjang": "Pelaksana",
        "unit_kerja": "Sekretariat",
        "tmt_instansi": "01-01-2010",
        "tmt_unit": "01-01-2020",
        "tugas_utama": "Ya",
        "no_wa": f"0812{n:08d}",
        "email": f"orang{n}@contoh.id",
    } | given


def visitor(**given: Any) -> dict[str, Any]:
    n = next(numbers)
    return {
        "nama": f"Warga Contoh {n}",
        "jenis_responden": "masyarakat",
        "jenis_layanan": "Izin",
        "tanggal_layanan": "01-05-2026",
        "no_wa": f"0813{n:08d}",
        "email": f"warga{n}@contoh.id",
        "persetujuan_dihubungi": "Ya, 01-05-2026",
    } | given


def expert(**given: Any) -> dict[str, Any]:
    n = next(numbers)
    return {
        "nama": f"Ahli Contoh {n}",
        "kelompok": "Ombudsman",
        "instansi": "Ombudsman perwakilan",
        "no_wa": f"0857{n:08d}",
        "email": f"ahli{n}@contoh.id",
    } | given


def table(rows: list[dict[str, Any]], headings: list[str]) -> list[list[Any]]:
    return [headings, *([row.get(heading) for heading in headings] for row in rows)]


def headings_of(rows: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(heading for row in rows for heading in row))


def xlsx(rows: list[dict[str, Any]], *, headings: list[str] | None = None) -> bytes:
    return workbook({"Data": table(rows, headings or headings_of(rows))})


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_value(content: bytes, *, formula: str, value: str) -> bytes:
    """The workbook as Excel saves it: with the value that the formula had."""
    return rewritten(
        content,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(
            f"<f>{formula}</f><v></v>".encode(), f"<f>{formula}</f><v>{value}</v>".encode()
        ).replace(f"<f>{formula}</f><v />".encode(), f"<f>{formula}</f><v>{value}</v>".encode()),
    )


def rewritten(content: bytes, part: str, change) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == part else data)
    return file.getvalue()


def csv_text(rows: list[dict[str, Any]], *, delimiter: str = ";") -> str:
    file = io.StringIO()
    headings = headings_of(rows)
    csv.writer(file, delimiter=delimiter).writerows(table(rows, headings))
    return file.getvalue()


def ods(lines: list[list[str]], *, kind: str = "spreadsheet", manifest: str = "") -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in line
        )
        + "</table:table-row>"
        for line in lines
    )
    namespaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {namespaces}><office:body>'
            f'<office:spreadsheet><table:table table:name="Data">{cells}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return file.getvalue()


def uploaded(rows: list[dict[str, Any]], *, name: str = "daftar.xlsx") -> SimpleUploadedFile:
    """As a browser sends it."""
    return SimpleUploadedFile(name, xlsx(rows))
