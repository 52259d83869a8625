"""The waves that the public server knows: verified, compiled and rendered once per version."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from spi_portal import keyring
from surveys.box import noticeboard
from surveys.box.manifest import Manifest
from surveys.questionnaire import instrument
from surveys.questionnaire.path import Questionnaire
from surveys.respond.pages import WavePages

_FRESH = 5.0  # seconds in which a code that nobody knows does not make us look again


@dataclass(frozen=True, kw_only=True)
class LoadedWave:
    """One version of a wave's manifest, with all that is made from it once."""

    manifest: Manifest
    questionnaires: Mapping[str, Questionnaire]
    pages: WavePages

    @cached_property
    def box_key(self) -> X25519PublicKey:
        return X25519PublicKey.from_public_bytes(bytes.fromhex(self.manifest.box_public_key))

    @cached_property
    def inbox_key(self) -> X25519PublicKey:
        return X25519PublicKey.from_public_bytes(bytes.fromhex(self.manifest.inbox_public_key))


@dataclass(slots=True)
class _Shelf:
    waves: tuple[LoadedWave, ...] = ()  # the one that closes last comes first
    looked_at: float | None = None  # time.monotonic()


_shelf = _Shelf()


def waves() -> tuple[LoadedWave, ...]:
    """What is known; looks into the box at the first call. Raises ManifestForged."""
    return _shelf.waves if _shelf.looked_at is not None else refresh()


def recent() -> tuple[LoadedWave, ...]:
    """What was there some seconds ago at most. Raises ManifestForged."""
    return _shelf.waves if is_fresh() else refresh()


def is_fresh() -> bool:
    looked_at = _shelf.looked_at
    return looked_at is not None and time.monotonic() - looked_at < _FRESH


def refresh() -> tuple[LoadedWave, ...]:
    """Look into the box again. Raises ManifestForged, and then nothing changes."""
    key = Ed25519PublicKey.from_public_bytes(keyring.load("wave-public"))
    known = {each.manifest.wave: each for each in _shelf.waves}
    found = [_load(each, known) for each in noticeboard.latest(key=key).values()]
    _shelf.waves = tuple(sorted(found, key=lambda each: each.manifest.closes, reverse=True))
    _shelf.looked_at = time.monotonic()
    return _shelf.waves


def forget() -> None:
    """Know nothing, as after a start."""
    _shelf.waves, _shelf.looked_at = (), None


def in_front(at: datetime) -> LoadedWave | None:
    """The wave that public pages speak of: the open one, else the next, else the last."""
    known = [each for each in _shelf.waves if not each.manifest.is_rehearsal]
    if running := [each for each in known if each.manifest.opens <= at < each.manifest.closes]:
        return running[0]
    if coming := [each for each in known if at < each.manifest.opens]:
        return coming[-1]
    return known[0] if known else None


def _load(manifest: Manifest, known: Mapping[UUID, LoadedWave]) -> LoadedWave:
    before = known.get(manifest.wave)
    if before is not None and before.manifest == manifest:
        return before
    questionnaires = {
        kind: Questionnaire(instrument.from_json(body))
        for kind, body in manifest.instruments.items()
    }
    return LoadedWave(
        manifest=manifest,
        questionnaires=questionnaires,
        pages=WavePages(manifest, questionnaires),
    )
