"""What a count came to, as everybody may read it: signed by the counter.

It ties the totals to the announcement by which was counted and to the end of the chain of
receipts, so that neither can be exchanged afterwards. There is a day in it, and no hour.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from surveys.box import activations, receipts
from surveys.box import manifest as manifests
from surveys.box.tallying import Totals
from surveys.box.verifying import Contents

_DOMAIN = b"spi1/outcome|"


class OutcomeForged(Exception):
    """Not signed by the key of the counter, or changed after it was signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    wave: str  # UUID
    day: str  # ISO 8601
    manifest: str  # SHA-256 of the announcement's bytes, hex
    batches: int
    last_batch: str  # hash of the last one, hex; zeros where there is none
    activations: int  # the same of the log of what became of rights
    last_activation: str
    released: int  # rights: what that log came to
    replaced: int
    revoked: int
    received: int
    counted: int
    superseded: int
    withdrawn: int
    void: int
    invalid: int

    @property
    def counted_on(self) -> date:
        return date.fromisoformat(self.day)


def of(contents: Contents, totals: Totals, *, day: date) -> Outcome:
    last = contents.batches[-1].hash if contents.batches else receipts.START_OF_CHAIN
    last_entry = contents.log[-1].hash if contents.log else activations.START_OF_CHAIN
    return Outcome(
        wave=str(contents.wave),
        day=day.isoformat(),
        manifest=manifests.digest(contents.manifest_body).hex(),
        batches=len(contents.batches),
        last_batch=last.hex(),
        activations=len(contents.log),
        last_activation=last_entry.hex(),
        **asdict(activations.totals(contents.log)),
        **asdict(totals),
    )


def sign(outcome: Outcome, key: Ed25519PrivateKey) -> tuple[bytes, bytes]:
    """Canonical JSON, and its signature."""
    body = json.dumps(asdict(outcome), sort_keys=True, separators=(",", ":")).encode()
    return body, key.sign(_DOMAIN + body)


def verify(body: bytes, signature: bytes, key: Ed25519PublicKey) -> Outcome:
    """The outcome in `body`. Raises OutcomeForged."""
    try:
        key.verify(signature, _DOMAIN + body)
        return Outcome(**json.loads(body))
    except (InvalidSignature, TypeError, ValueError) as fault:
        raise OutcomeForged("the totals are not signed by the counter") from fault
