"""What the count of a wave came to, as everybody may read it: signed by the counter, or nothing."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from surveys.box import outcomes, publications
from surveys.box.manifest import Manifest
from surveys.box.outcomes import Outcome


def outcome_of(wave: Manifest) -> Outcome | None:
    """None before the count. Raises OutcomeForged."""
    signed = publications.latest(publications.outcome_of(wave.slug))
    if signed is None or not wave.count_public_key:
        return None
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(wave.count_public_key))
    return outcomes.verify(*signed, key)
