"""Counting a wave: out of the sealed box, into sheets that belong to nobody.

Runs where the key of the box is: in the process `counter`, or in the room once two of three key
sheets were read. Only after the registrar's key is destroyed, for from then on nobody can tell
whose right is whose. All or nothing; a count that was interrupted or refused can be repeated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import connection
from django.utils import timezone

from respondents import access
from spi_portal import keyring
from spi_portal.audit import approvals, ledger
from spi_portal.audit.models.approvals import Approval
from surveys import box_keys, coarsening
from surveys.box import contents, outcomes, tallying
from surveys.box.tallying import ReadAnswers, Totals
from surveys.box.verifying import Contents
from surveys.box.verifying_rights import Noted
from surveys.models.cities import City
from surveys.models.groups import AnonymityGroup
from surveys.models.manifests import SignedOutcome
from surveys.models.rights import IssuedRights
from surveys.models.sheets import NOT_ASKED, Count
from surveys.models.waves import Wave
from surveys.questionnaire import instrument
from surveys.questionnaire.path import InvalidAnswers, Questionnaire
from surveys.steps import order

ME = "surveys.counter"
_STORE = "COPY surveys_sheet (id, group_id, answers) FROM STDIN"
ROUNDING = 5


class RegistrarKeyStillThere(Exception):
    """The registrar could still tell whose right is whose: nothing is opened."""


def granted() -> Iterator[Wave]:
    """Closed waves of our own whose count a second person has granted."""
    for wave in Wave.objects.filter(state=Wave.State.CLOSED, mode=Wave.Mode.SERVICE):
        if Approval.objects.granted("count", wave.slug).exists():
            yield wave


def count(*, wave: Wave, box_key: X25519PrivateKey | None = None) -> Totals:
    """Count `wave` with the counter's key, or with the one that two key sheets gave.

    Needs a second person's grant. Raises StepOutOfOrder, box_keys.KeyIsElsewhere,
    approvals.NotApproved, RegistrarKeyStillThere, and
    verifying.BoxIsInconsistent with the codes of all that does not fit together.
    """
    with access.acting(ME):
        wave = order.begin(wave, Wave.State.CLOSED)
        approvals.use("count", wave.slug)
        require_no_registrar_key(wave)
        key, box = box_key or box_keys.load(wave), read_box(wave)
        counted = tallying.count(
            box,
            wave_key=Ed25519PublicKey.from_public_bytes(keyring.load("wave-public")),
            batch_key=Ed25519PublicKey.from_public_bytes(keyring.load("batch-public")),
            box_key=key,
            read=_reader(wave),
        )
        coarsening.coarsen(counted.sheets, _instruments(wave))
        _store(wave, counted, box)
        wave.counted_at = timezone.now()
        order.finish(wave, Wave.State.COUNTED, "counted_at")
    return counted.totals


def read_box(wave: Wave) -> Contents:
    """All that lies in the box, and the end of its log of rights as it was noted elsewhere."""
    return contents.read(wave.pk, noted=noted(wave))


def noted(wave: Wave) -> Noted:
    """The end of the activation log, as the registrar wrote it down in the registry."""
    issued = IssuedRights.objects.filter(wave=wave).first()
    if issued is None:
        return Noted(number=0, hash=b"")
    return Noted(number=issued.log_number, hash=bytes(issued.log_hash))


def require_no_registrar_key(wave: Wave) -> None:
    """Raises RegistrarKeyStillThere."""
    here = "registrar" in keyring.kinds() and keyring.holds("registrar", wave.slug)
    if here or wave.registrar_key_gone_at is None:
        raise RegistrarKeyStillThere(
            f"The registrar's key of {wave.slug} is not destroyed yet; that comes first."
        )


def _instruments(wave: Wave) -> dict[str, instrument.Instrument]:
    asked = wave.waveinstrument_set.select_related("version")
    return {one.kind: one.version.read() for one in asked}


def _reader(wave: Wave) -> ReadAnswers:
    """Answers as they count: what is off the path is marked, what no path reaches refused."""
    questionnaires = {kind: Questionnaire(read) for kind, read in _instruments(wave).items()}

    def read(kind: str, packed: bytes) -> list[int] | None:
        questionnaire, answers = questionnaires[kind], instrument.unpack(packed)
        try:
            questionnaire.validate(answers)
        except InvalidAnswers:
            return None
        standing = questionnaire.standing(answers)
        if not standing.complete:
            return None
        return [standing.path.get(place, NOT_ASKED) for place in range(len(answers))]

    return read


def _note_response(wave: Wave, counted: tallying.Count) -> None:
    """How many of those invited answered, by kind: what the next wave expects.

    Rounded to five answers, as every published number of people is.
    """
    minimum = (City.objects.first() or City()).minimum_answers
    kind_of, invited = {}, Counter[str]()
    for group in AnonymityGroup.objects.filter(wave=wave):
        kind_of[group.pk] = group.kind
        invited[group.kind] += group.invited
    answers = Counter(kind_of[sheet.group_id] for sheet in counted.sheets)
    for kind, number in answers.items():
        if number >= minimum:
            rounded = Decimal(ROUNDING * round(number / ROUNDING))
            share = min(Decimal(1), rounded / invited[kind]).quantize(Decimal("0.001"))
            wave.waveinstrument_set.filter(kind=kind).update(response=share)


def _sign(wave: Wave, box: Contents, totals: Totals) -> None:
    """Say it to everybody: worker send carries it to the public page."""
    key = Ed25519PrivateKey.from_private_bytes(keyring.load("count"))
    outcome = outcomes.of(box, totals, day=timezone.localdate())
    body, signature = outcomes.sign(outcome, key)
    SignedOutcome.objects.create(wave=wave, body=body, signature=signature)


def _store(wave: Wave, counted: tallying.Count, box: Contents) -> None:
    with connection.cursor() as cursor, cursor.copy(_STORE) as copy:
        for sheet in counted.sheets:
            copy.write_row((uuid4(), sheet.group_id, sheet.answers))
    _note_response(wave, counted)
    totals = counted.totals
    Count.objects.create(
        wave=wave,
        received=totals.received,
        counted=totals.counted,
        superseded=totals.superseded,
        withdrawn=totals.withdrawn,
        void=totals.void,
        invalid=totals.invalid,
    )
    _sign(wave, box, totals)
    ledger.record(
        "wave.counted", wave, by=ME, received=totals.received, counted=totals.counted,
        why_invalid={str(reason): n for reason, n in counted.invalid.items()},
    )  # fmt: skip
