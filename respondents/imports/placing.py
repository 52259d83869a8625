"""Where a row belongs: the office by its code or its unit, the service by its name."""

from __future__ import annotations

from respondents.findings import Finding, blocks, repairable, warns
from respondents.imports.cells import quoted
from respondents.imports.context import Context
from respondents.imports.row_reader import RowReader
from respondents.vocabulary import closest, key_of

ALIKE = 84  # of 100: "Pusk. Melati" and "Puskesmas Melati" are below, typos above
ALIKE_CODES = 70
ABBREVIATIONS = {
    "pusk": "puskesmas",
    "kel": "kelurahan",
    "kec": "kecamatan",
    "bag": "bagian",
    "bid": "bidang",
    "sekr": "sekretariat",
    "rsud": "rumah sakit umum daerah",
}


def office_of(reader: RowReader, context: Context) -> int | None:
    """The office that the row's code names; None without a code, or with a wrong one."""
    code = reader.text("office_code")
    if not code:
        return None
    known = context.unit_by_code.get(code.casefold()) or context.unit_by_name.get(key_of(code))
    if known is None:
        reader.note("office_code", _unknown_code(code, context))
    return known


def _unknown_code(code: str, context: Context) -> Finding:
    if code.casefold() in context.codes_elsewhere:
        return blocks(
            "opd_lain",
            f"Kode {quoted(code)} milik OPD lain. Daftar ini hanya untuk "
            f"{context.office.short_name} dan unitnya. Hapus baris ini.",
        )
    close = closest(code.casefold(), context.unit_by_code, alike=ALIKE_CODES)
    proposal = close.upper() or context.office.code
    return blocks(
        "opd_tidak_dikenal",
        f"Kode OPD {quoted(code)} tidak dikenal. Tulis {proposal}, atau kosongkan.",
        proposal,
    )


def unit_of(reader: RowReader, context: Context) -> tuple[str, int | None]:
    """The unit as we write it, and the office it is, if it is one of those below.

    A unit that resembles none of them is a name of its own (a bidang, a puskesmas): offices
    need not keep every desk in the tree.
    """
    text = " ".join(reader.text("unit").split())
    if not text:
        return "", None
    key = key_of(text)
    if key in context.unit_by_name:
        return context.written[key], context.unit_by_name[key]
    if text not in context.meant:
        context.meant[text] = _nearest(text, context)
    meant = context.meant[text]
    if not meant:
        return text, None
    reader.note(
        "unit",
        repairable("unit", f"Unit {quoted(text)} tidak dikenal. Maksudnya {quoted(meant)}?", meant),
    )
    return meant, context.unit_by_name[key_of(meant)]


def _nearest(text: str, context: Context) -> str:
    words = text.casefold().replace(".", " ").split()
    full = key_of(" ".join(ABBREVIATIONS.get(word, word) for word in words))
    for key in (full, key_of(text)):
        if close := closest(key, context.written, alike=ALIKE):
            return context.written[close]
    return ""


def service_of(reader: RowReader, context: Context) -> str:
    """The service as the office calls it; one that is not on its list stays and warns."""
    text = " ".join(reader.text("service").split())
    key = key_of(text)
    if not text or not context.service_by_key or key in context.service_by_key:
        return context.service_by_key.get(key, text)
    meant = context.service_by_key.get(closest(key, context.service_by_key, alike=ALIKE), "")
    hint = f"Maksudnya {quoted(meant)}?" if meant else "Periksa ejaannya."
    reader.note(
        "service",
        warns(
            "layanan",
            f"Layanan {quoted(text)} tidak ada di daftar layanan "
            f"{context.office.short_name}. {hint}",
            meant,
        ),
    )
    return text
