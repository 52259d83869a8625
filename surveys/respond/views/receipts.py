"""Kode bukti: looked for by its beginning, and everything that anybody needs to check it all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from spi_portal import keyring
from surveys.box import batches, crockford, outcomes, periksa, proofs, receipts
from surveys.box.batches import Length
from surveys.box.manifest import Manifest
from surveys.box.outcomes import Outcome
from surveys.respond import counted, languages, loading
from surveys.respond.rendering import Rendered, answer, pack_large, render
from surveys.respond.views import refusals
from surveys.respond.views.guarding import guarded
from surveys.respond.views.policies import with_script

# Up to so many receipts the page shows all that begin with none, with one, with two characters.
# So whoever runs the server never learns which one was looked for, and the page stays small.
ALL_SHOWN, BY_ONE = 300, 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A wave as the page of receipts shows it."""

    manifest: Manifest
    length: Length
    outcome: Outcome | None
    is_forged: bool  # an outcome that the counter did not sign
    found: list[tuple[str, int]] | None  # receipt, number of its list; None: not looked for
    beginning: str


@dataclass(frozen=True, slots=True)
class _Packed:
    state: proofs.State
    file: Rendered


_shelf: dict[UUID, _Packed] = {}  # the files as they were last made; they grow once a night


@with_script
@guarded("GET")
def page(request: HttpRequest) -> HttpResponse:
    """Receipts by how they begin, so that nobody learns which one was looked for."""
    known = _surveys()
    lengths = [batches.length(wave.wave) for wave in known]
    asked_for = max(map(_characters, lengths), default=1)
    typed = crockford.clean(request.GET.get("awal", ""))[:asked_for]
    is_valid = len(typed) == asked_for and (not typed or receipts.span(typed) is not None)
    beginning = typed if is_valid else None
    front = loading.in_front(timezone.now())
    words = {
        "characters": asked_for,
        "beginning": typed,
        "is_wrong": bool(typed) and not is_valid,
        "waves": [_listed(*each, beginning) for each in zip(known, lengths, strict=True)],
        "key": _in_fours(keyring.load("wave-public").hex()),
    }
    manifest = front.manifest if front else None
    body = render("receipts", languages.of(request), manifest, words, bilingual=True)
    return HttpResponse(body)


@guarded("GET")
def file(request: HttpRequest, slug: str) -> HttpResponse:
    """The public file of a wave: all lists, all announcements, the outcome."""
    for wave in _surveys():
        if wave.slug == slug:
            response = answer(request, _file(wave), content_type="application/json")
            response.headers["Content-Disposition"] = f'attachment; filename="bukti-{slug}.json"'
            return response
    return refusals.no_such_page(request)


@guarded("GET")
def program(request: HttpRequest) -> HttpResponse:
    """The verifier, as it stands in the source."""
    text = Path(periksa.__file__).read_bytes()
    return _attached(text, "periksa.py", "text/x-python; charset=utf-8")


@guarded("GET")
def manual(request: HttpRequest, name: str) -> HttpResponse:
    """A page of docs/ as it stands: who can know what, or how to write a verifier of one's own."""
    text = (Path(settings.BASE_DIR) / "docs" / name).read_bytes()
    return _attached(text, name, "text/markdown; charset=utf-8")


def _attached(text: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(text, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _surveys() -> list[Manifest]:
    """A rehearsal is none: it is of no wave, and never counted."""
    recent = [wave.manifest for wave in loading.recent()]
    return [wave for wave in recent if not wave.is_rehearsal]


def _file(wave: Manifest) -> Rendered:
    state = proofs.state(wave.wave, wave.slug)
    packed = _shelf.get(wave.wave)
    if packed is None or packed.state != state:
        made = proofs.public_file(wave.wave, wave.slug, wave_key=keyring.load("wave-public"))
        packed = _shelf[wave.wave] = _Packed(state, pack_large(proofs.to_bytes(made)))
    return packed.file


def _listed(wave: Manifest, length: Length, beginning: str | None) -> Listed:
    found, outcome, is_forged = None, None, False
    try:
        outcome = counted.outcome_of(wave)
    except outcomes.OutcomeForged:
        is_forged = True
    own = "" if beginning is None else beginning[: _characters(length)]
    if beginning is not None:
        there = batches.beginning_with(own, wave=wave.wave) if own else batches.listed(wave.wave)
        found = [(receipts.show(each), number) for each, number in there]
    return Listed(
        manifest=wave,
        length=length,
        outcome=outcome,
        is_forged=is_forged,
        found=found,
        beginning=own,
    )


def _characters(length: Length) -> int:
    """How many of a receipt are asked for, of a wave with so many."""
    return 0 if length.receipts <= ALL_SHOWN else 1 if length.receipts <= BY_ONE else 2


def _in_fours(text: str) -> str:
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
