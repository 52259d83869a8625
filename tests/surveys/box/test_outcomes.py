from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from surveys.box import outcomes
from surveys.box.outcomes import Outcome
from surveys.box.tallying import Totals
from tests.surveys.box import make

BOX = make.box()
TOTALS = Totals(received=13, counted=10, superseded=1, withdrawn=1, void=1, invalid=0)
OUTCOME = outcomes.of(BOX, TOTALS, day=date(2026, 11, 3))
BODY, SIGNATURE = outcomes.sign(OUTCOME, make.COUNT_KEY)


def test_what_was_signed_is_read_again() -> None:
    assert outcomes.verify(BODY, SIGNATURE, make.COUNT_KEY.public_key()) == OUTCOME


def test_it_is_tied_to_the_end_of_both_chains() -> None:
    assert (OUTCOME.batches, OUTCOME.last_batch) == (2, BOX.batches[-1].hash.hex())
    assert (OUTCOME.activations, OUTCOME.last_activation) == (3, BOX.log[-1].hash.hex())
    assert (OUTCOME.released, OUTCOME.replaced, OUTCOME.revoked) == (1, 1, 1)


def test_of_an_empty_box_the_chains_begin_with_zeros() -> None:
    empty = outcomes.of(replace(BOX, batches=[], log=[]), TOTALS, day=date(2026, 11, 3))
    assert empty.last_batch == empty.last_activation == "0" * 64


def test_it_tells_a_day_and_no_hour_and_names_nobody() -> None:
    assert OUTCOME.day == "2026-11-03"
    assert set(json.loads(BODY)) == {
        "wave", "day", "manifest", "batches", "last_batch", "activations", "last_activation",
        "released", "replaced", "revoked", "received", "counted", "superseded", "withdrawn",
        "void", "invalid",
    }  # fmt: skip


@pytest.mark.parametrize("at", range(0, len(BODY), 7))
def test_every_changed_byte_is_a_forgery(at: int) -> None:
    changed = BODY[:at] + bytes([BODY[at] ^ 1]) + BODY[at + 1 :]
    with pytest.raises(outcomes.OutcomeForged):
        outcomes.verify(changed, SIGNATURE, make.COUNT_KEY.public_key())


def test_another_key_is_a_forgery() -> None:
    with pytest.raises(outcomes.OutcomeForged):
        outcomes.verify(BODY, SIGNATURE, Ed25519PrivateKey.generate().public_key())


@pytest.mark.parametrize("body", [b"", b"[]", b'{"wave":"x"}'])
def test_what_is_signed_and_no_outcome_is_refused(body: bytes) -> None:
    signature = make.COUNT_KEY.sign(b"spi1/outcome|" + body)
    with pytest.raises(outcomes.OutcomeForged):
        outcomes.verify(body, signature, make.COUNT_KEY.public_key())


def test_it_has_the_fields_of_its_class_and_no_other() -> None:
    more = json.loads(BODY) | {"who": "x"}
    body = json.dumps(more).encode()
    with pytest.raises(outcomes.OutcomeForged):
        outcomes.verify(
            body, make.COUNT_KEY.sign(b"spi1/outcome|" + body), make.COUNT_KEY.public_key()
        )
    assert set(more) - {"who"} == set(Outcome.__dataclass_fields__)
