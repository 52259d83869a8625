"""What an auditor wants to know about a wave, gathered from the ledger and the requests.

Officials are named; of respondents there is nothing but numbers.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from reports.models.publications import Publication
from respondents import criteria
from spi_portal.audit import chain, ledger
from spi_portal.audit.models.approvals import ABOUT_PARTS, Approval
from spi_portal.audit.models.entries import Entry
from surveys import corrections
from surveys.models.draws import DrawRecord
from surveys.models.groups import AnonymityGroup
from surveys.models.manifests import SignedManifest, SignedOutcome
from surveys.models.waves import Wave
from surveys.paper_letters import counted
from surveys.steps import vouching

# Steps that left the ordinary way, each with its reason in its details.
EXCEPTIONS = (
    "wave.unfrozen",
    "wave.extended",
    "wave.extension_undone",
    "wave.reworded",
    "reserve.called",
    "reserve.call_withdrawn",
    "approval.refused",
    "approval.withdrawn",
)
ROLES = ("account.", "duty.", "deputy.")  # how the verbs of the history of roles begin
BEFORE_THE_DRAW = (Wave.State.LISTS, Wave.State.FROZEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    wave: Wave
    steps: list[Entry]  # oldest first, like all of these
    requests: list[Approval]
    exceptions: list[Entry]
    roles: list[Entry]
    manifests: list[SignedManifest]
    outcome: SignedOutcome | None  # what the count came to; None before
    criteria: dict[criteria.Name, criteria.Sourced]  # who could be asked, and where that was read
    draw: DrawRecord | None  # once the sample was drawn
    head: str  # "N:HASH" of the ledger's last entry; '' while it is empty


def gather(wave: Wave) -> Evidence:
    named = Q(subject__in=(ledger.reference(wave), wave.slug))
    named |= Q(details__step__in=ABOUT_PARTS, subject__startswith=f"{wave.slug} ")
    of_wave = Entry.objects.filter(named)
    corrected = Q(verb__in=corrections.VERBS, details__frozen_for=wave.slug)
    unusual = named & Q(verb__in=EXCEPTIONS)
    about_people = Q()
    for beginning in ROLES:
        about_people |= Q(verb__startswith=beginning)
    requests = Approval.objects.about_wave(wave.slug)
    return Evidence(
        wave=wave,
        steps=list(of_wave.order_by("pk")),
        requests=list(
            requests.select_related("asked_by", "decided_by", "decided_for").order_by("pk")
        ),
        exceptions=list(Entry.objects.filter(unusual | corrected).order_by("pk")),
        roles=list(Entry.objects.filter(about_people).order_by("pk")),
        manifests=list(SignedManifest.objects.filter(wave=wave)),
        outcome=SignedOutcome.objects.filter(wave=wave).first(),
        criteria=criteria.written(wave.slug),
        draw=DrawRecord.objects.filter(wave=wave).first(),
        head=str(chain.head() or ""),
    )


def facts(evidence: Evidence) -> dict[str, Any]:
    """What was fixed about the wave, as far as it is public: roots, draw, groups, totals."""
    wave = evidence.wave
    groups = AnonymityGroup.objects.filter(wave=wave).order_by("kind", "name", "pk")
    published = Publication.objects.filter(wave=wave).first()
    printed = counted.of(wave)
    return {
        "kode": wave.slug,
        "judul": wave.title,
        "keadaan": Wave.State(wave.state).label,
        "dibuka": wave.opens_at.isoformat(),
        "ditutup": wave.closes_at.isoformat(),
        "daftar_beku": {
            "akar": wave.frame_root.hex(),
            "janji_acak": _commitment(wave),
            "tidak_ditandatangani": vouching.kept(wave),
            "perbaikan_sesudahnya": corrections.number(wave),
        },
        "surat_cetak": {"surat": printed.letters, "dicetak_ulang": printed.again},
        "undian": None if wave.state in BEFORE_THE_DRAW else {
            "bilangan_umum": wave.draw_randomness,
            "diumumkan_di": evidence.draw.source if evidence.draw else "",
            "saksi": evidence.draw.witnesses if evidence.draw else [],
            "bilangan_rahasia_yang_dijanjikan": wave.draw_nonce.hex(),
        },
        "kelompok": [
            {
                "jenis": group.kind,
                "nama": group.name,
                "orang": group.population,
                "diundang": group.invited,
                "terlalu_kecil": group.is_too_small,
            }
            for group in groups
        ],
        "penghitungan": _totals(evidence.steps),
        "terbitan": _mark(published),
    }  # fmt: skip


def _commitment(wave: Wave) -> str:
    """What was promised at the freeze; the number itself stays secret until the draw."""
    return hashlib.sha256(wave.draw_nonce).hexdigest() if wave.draw_nonce else ""


def _mark(published: Publication | None) -> dict[str, str] | None:
    """The mark that stands on its papers: of the figures as they were published."""
    return {"sidik_hasil": published.figures["imprint"]["result_hash"]} if published else None


def _totals(steps: list[Entry]) -> dict[str, Any] | None:
    counted = [entry.details for entry in steps if entry.verb == "wave.counted"]
    return counted[-1] if counted else None
