"""The files of an auditor's dossier, each from the evidence alone and always the same bytes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from reports import evidence as evidences
from reports.evidence import Evidence
from respondents import criteria
from spi_portal.audit import chain, wording
from spi_portal.audit.extract import BOM, harmless
from spi_portal.audit.models.approvals import Approval
from spi_portal.audit.models.entries import Entry
from spi_portal.paper import pdf
from spi_portal.ui import formats
from surveys import draw_file
from surveys.models.cities import City

# The program that the public page of receipts hands out, as a file: reports know no box.
VERIFIER = Path(settings.BASE_DIR) / "surveys" / "box" / "periksa.py"
SUMS = "SHA256SUMS"
Written: TypeAlias = Callable[[datetime | None], str]  # how a moment is written
PERSON = "respondents.person "  # how the subject of an entry about one respondent begins
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the ZIP format's first second: no file tells when it was made


def archive(evidence: Evidence, *, made_at: datetime) -> bytes:
    """The ZIP: files by name, and after them the list of their hashes.

    Raises what pdf.render raises.
    """
    files = dict(sorted(_files(evidence, made_at).items()))
    sums = "".join(f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in files.items())
    return _zipped(files | {SUMS: sums.encode()}, folder=f"berkas-pemeriksaan-{evidence.wave.slug}")


def _zipped(files: Mapping[str, bytes], *, folder: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            entry = zipfile.ZipInfo(f"{folder}/{name}", LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, body)
    return packed.getvalue()


def _files(evidence: Evidence, made_at: datetime) -> dict[str, bytes]:
    made = {
        "01-berita-acara.pdf": pdf.render(minutes(evidence, made_at=made_at)).content,
        "02-langkah-dan-keputusan.csv": _table(STEP, map(_step, evidence.steps)),
        "03-permintaan-dan-persetujuan.csv": _table(REQUEST, map(_request, evidence.requests)),
        "04-pengecualian.csv": _table(STEP, map(_step, evidence.exceptions)),
        "05-riwayat-peran.csv": _table(STEP, map(_step, evidence.roles)),
        "06-gelombang.json": _json(evidences.facts(evidence)),
        "08-jejak-audit.jsonl": _chain(),
        "09-cara-memeriksa.txt": _guide(evidence),
        "10-syarat-responden.csv": _table(CRITERION, map(_criterion, evidence.criteria.items())),
        "13-periksa.py": VERIFIER.read_bytes(),
    }
    if evidence.draw is not None:
        made[draw_file.NAME] = bytes(evidence.draw.body)
    if evidence.outcome is not None:
        made["12-hasil-hitung.json"] = bytes(evidence.outcome.body)
        made["12-hasil-hitung.sig"] = bytes(evidence.outcome.signature)
    for signed in evidence.manifests:
        name = f"07-pengumuman-{signed.version:02}"
        made |= {f"{name}.json": bytes(signed.body), f"{name}.sig": bytes(signed.signature)}
    return made


def minutes(evidence: Evidence, *, made_at: datetime) -> str:
    """The same as a page to read and to sign."""
    city = City.objects.first()
    return render_to_string(
        "reports/dossier.html",
        {
            "paper": True,
            "city_name": city.name if city else "",
            "city": city,
            "made_at": made_at,
            "evidence": evidence,
            "facts": evidences.facts(evidence),
            "criteria": list(map(_criterion, evidence.criteria.items())),
            "steps": [_step(entry, formats.moment) for entry in evidence.steps],
            "exceptions": [_step(entry, formats.moment) for entry in evidence.exceptions],
            "requests": [_request(one, formats.moment) for one in evidence.requests],
        },
    )


# --- Tables, for Indonesian Excel ---------------------------------------------------------

STEP = ("Nomor", "Waktu", "Pelaku", "Kegiatan", "Hal", "Rincian")
CRITERION = ("Syarat", "Nilai", "Sumber")
REQUEST = (
    "Nomor", "Langkah", "Alasan", "Diminta oleh", "Diminta", "Keputusan", "Diputus oleh",
    "Sebagai pengganti", "Diputus", "Dipakai", "Ditarik",
)  # fmt: skip


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return (BOM + text.getvalue()).encode()


def _sortable(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(sep=" ", timespec="minutes") if at else ""


def _step(entry: Entry, written: Written = _sortable) -> tuple[str, ...]:
    about = "satu orang" if entry.subject.startswith(PERSON) else wording.thing(entry.subject)
    details = wording.detail(entry.details)
    told = "; ".join(f"{word}: {value}" for word, value in details if value)
    doer, deed = wording.doer(entry.actor), wording.deed(entry.verb)
    return (str(entry.pk), written(entry.at), doer, deed, about, told)


def _criterion(one: tuple[criteria.Name, criteria.Sourced]) -> tuple[str, ...]:
    name, sourced = one
    return (name.label, criteria.in_words(sourced), sourced.source)


def _request(approval: Approval, written: Written = _sortable) -> tuple[str, ...]:
    return (
        str(approval.pk),
        wording.step(approval.verb),
        approval.reason,
        str(approval.asked_by),
        written(approval.asked_at),
        approval.get_decision_display(),
        str(approval.decided_by or ""),
        str(approval.decided_for or ""),
        written(approval.decided_at),
        written(approval.used_at),
        written(approval.withdrawn_at),
    )


# --- The chain, and how to check it ---------------------------------------------------------


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _chain() -> bytes:
    """A line an entry: its number, its digest, and the texts that the digest is made of.

    Of entries about one respondent the digest alone: the chain goes on through it.
    """
    lines = []
    for row in chain.rows():
        if row.number is None or row.id is None:
            continue  # `verify audit` tells of these; a line cannot
        hidden = row.subject.startswith(PERSON)
        line = {
            "nomor": row.number,
            "sidik": (row.digest or b"").hex(),
            "isi": None if hidden else chain.content(row),
        }
        lines.append(json.dumps(line, ensure_ascii=False) + "\n")
    return "".join(lines).encode()


def _guide(evidence: Evidence) -> bytes:
    context = {"slug": evidence.wave.slug, "head": evidence.head}
    return render_to_string("reports/dossier_guide.txt", context).encode()
