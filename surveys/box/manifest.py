"""The wave manifest: everything that the public server may know about a wave, signed.

Staff sign it with the wave key; the public server has pinned that key's public half and shows
nothing that does not verify. A later version (an extension) replaces an earlier one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from surveys.box.sealing import DIGEST_LENGTH

_DOMAIN = b"spi1/manifest|"
FIXED = ("wave", "slug", "mode", "box_public_key", "batch_public_key", "count_public_key")
LISTS_FROZEN = "lists_frozen"  # among a manifest's texts: a day, ISO 8601


def reworded(kind: str, language: str) -> str:
    """Among a manifest's texts: what whoever answers that questionnaire is told of mended words."""
    return f"reworded_{kind}_{language}"


class ManifestForged(Exception):
    """Not signed by the wave key, or changed after it was signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupText:
    """What a respondent is told about the group with which their answers are reported."""

    id: int
    kind: str  # internal, external or expert
    name: str
    people: int
    census: bool  # everyone was invited, not a sample


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsText:
    """The rights of the wave as they were issued, before it opened. See issued.py."""

    root: str  # hex
    activation_key: str  # Ed25519, hex: whoever signs the log of what changes later
    totals: Mapping[str, tuple[int, int]]  # group -> open, in reserve


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    wave: UUID
    slug: str
    version: int
    title: str
    city: str
    organiser: str
    help_phone: str
    help_hours: str
    public_address: str
    sender_address: str
    opens_at: str  # ISO 8601 with zone; open from this instant
    closes_at: str  # closed from this instant on
    results_expected: str
    mode: str  # "layanan": the counter keeps what opens the box; "2-dari-3": three people do
    box_public_key: str  # X25519, hex
    inbox_public_key: str  # X25519, hex
    instruments: Mapping[str, str]  # kind -> the questionnaire's canonical JSON
    groups: tuple[GroupText, ...]
    texts: Mapping[str, str]
    is_demo: bool = False  # a fictional city: every page says so
    is_rehearsal: bool = False  # a trial sheet before the opening: of no wave, in no count
    beside_kpk: bool = False  # KPK's survey is in the field, too: every first page says so
    batch_public_key: str = ""  # Ed25519, hex: signs the lists of receipts
    count_public_key: str = ""  # Ed25519, hex: signs what the count came to
    # kind -> digests (hex) of earlier wordings of the same questionnaire
    earlier_wordings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rights: RightsText | None = None  # none before the survey was opened

    @property
    def opens(self) -> datetime:
        return datetime.fromisoformat(self.opens_at)

    @property
    def closes(self) -> datetime:
        return datetime.fromisoformat(self.closes_at)

    @property
    def lists_frozen(self) -> date | None:
        """The day on which the lists were frozen, from which people were drawn."""
        text = self.texts.get(LISTS_FROZEN)
        return date.fromisoformat(text) if text else None

    def group(self, group_id: int) -> GroupText:
        """Raises KeyError for a group that is not of this wave."""
        for group in self.groups:
            if group.id == group_id:
                return group
        raise KeyError(group_id)

    def instrument_digest(self, kind: str) -> bytes:
        """What stands in a sheet to say which questionnaire it answers; 8 bytes."""
        return hashlib.sha256(self.instruments[kind].encode()).digest()[:DIGEST_LENGTH]

    def instrument_digests(self, kind: str) -> frozenset[bytes]:
        """What may stand in a sheet: also those of wordings that were mended since."""
        earlier = (bytes.fromhex(each) for each in self.earlier_wordings.get(kind, ()))
        return frozenset({self.instrument_digest(kind), *(it[:DIGEST_LENGTH] for it in earlier)})


def to_bytes(manifest: Manifest) -> bytes:
    """Canonical JSON: sorted keys, no spaces, so that equal manifests are equal bytes."""
    fields = asdict(manifest) | {"wave": str(manifest.wave)}
    text = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def was_changed(earlier: Manifest, later: Manifest) -> bool:
    """Whether something is another that stays the same once a wave has opened."""
    return earlier.rights is not None and any(
        getattr(earlier, name) != getattr(later, name) for name in FIXED
    )


def digest(body: bytes) -> bytes:
    """SHA-256 of a manifest's bytes: shown to the public, and bound into drafts."""
    return hashlib.sha256(body).digest()


def sign(manifest: Manifest, key: Ed25519PrivateKey) -> tuple[bytes, bytes]:
    """The manifest's bytes and their signature. Raises ValueError for dates without a zone."""
    for instant in (manifest.opens, manifest.closes):
        if instant.tzinfo is None:
            raise ValueError(f"{instant} has no time zone")
    if manifest.opens >= manifest.closes:
        raise ValueError(f"{manifest.slug} would close before it opens")
    body = to_bytes(manifest)
    return body, key.sign(_DOMAIN + body)


def verify(body: bytes, signature: bytes, key: Ed25519PublicKey) -> Manifest:
    """The manifest in `body`. Raises ManifestForged."""
    try:
        key.verify(signature, _DOMAIN + body)
    except InvalidSignature as fault:
        raise ManifestForged("the manifest is not signed by the wave key") from fault
    try:
        return _manifest(json.loads(body))
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        raise ManifestForged(f"the manifest cannot be read: {fault}") from fault


def _manifest(fields: dict[str, Any]) -> Manifest:
    groups = tuple(GroupText(**group) for group in fields.pop("groups"))
    earlier = {kind: tuple(them) for kind, them in fields.pop("earlier_wordings", {}).items()}
    rights = fields.pop("rights", None)
    return Manifest(
        wave=UUID(fields.pop("wave")),
        groups=groups,
        earlier_wordings=earlier,
        rights=_rights(rights) if rights else None,
        **fields,
    )


def _rights(fields: dict[str, Any]) -> RightsText:
    both = {group: (int(here), int(kept)) for group, (here, kept) in fields.pop("totals").items()}
    return RightsText(totals=both, **fields)
