"""Counting a wave: out of the sealed box, into sheets that belong to nobody.

Runs in the process `counter` alone, which holds the box key, once the registrar's key is
destroyed: from then on nobody can tell whose right is whose. All or nothing; a count that
was interrupted or refused can be repeated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.utils import timezone

from respondents import access
from spi_portal import keyring
from spi_portal.audit import approvals, ledger
from spi_portal.audit.models.approvals import Approval
from surveys import coarsening
from surveys.box import contents, outcomes, tallying
from surveys.box.tallying import ReadAnswers, Totals
from surveys.box.verifying import Contents
from surveys.box.verifying_rights import Noted
from surveys.models.cities import City
from surveys.models.groups import AnonymityGroup
from surveys.models.manifests import SignedOutcome, WaveKey
from surveys.models.rights import IssuedRights
from surveys.models.sheets import NOT_ASKED, Count, Sheet
from surveys.models.waves import Wave
from surveys.questionnaire import instrument
from surveys.questionnaire.path import InvalidAnswers, Questionnaire
from surveys.steps import order

ME = "surveys.counter"
ROUNDING = 5


class RegistrarKeyStillThere(Exception):
    """The registrar could still tell whose right is whose: nothing is opened."""


def make_keys() -> int:
    """Make the box key of every wave that has none yet; returns how many were made."""
    made = 0
    for wave in Wave.objects.filter(box_key__isnull=True).exclude(state=Wave.State.LISTS):
        make_key(wave)
        made += 1
    return made


def make_key(wave: Wave) -> None:
    """The private half stays in this process's folder; the public one is for the announcement."""
    if not keyring.holds("box", wave.slug):
        keyring.keep("box", X25519PrivateKey.generate().private_bytes_raw(), wave.slug)
    private = X25519PrivateKey.from_private_bytes(keyring.load("box", wave.slug))
    with access.acting(ME):
        WaveKey.objects.create(wave=wave, public_key=private.public_key().public_bytes_raw())
        ledger.record("wave.box_key_made", wave, by=ME)


def granted() -> Iterator[Wave]:
    """Closed waves whose count a second person has granted."""
    for wave in Wave.objects.filter(state=Wave.State.CLOSED):
        if Approval.objects.granted("count", wave.slug).exists():
            yield wave


def count(*, wave: Wave) -> Totals:
    """Count `wave`; needs a second person's grant.

    Raises StepOutOfOrder, approvals.NotApproved, RegistrarKeyStillThere, and
    verifying.BoxIsInconsistent with the codes of all that does not fit together.
    """
    with access.acting(ME):
        wave = order.begin(wave, Wave.State.CLOSED)
        approvals.use("count", wave.slug)
        require_no_registrar_key(wave)
        box = read_box(wave)
        counted = tallying.count(
            box,
            wave_key=Ed25519PublicKey.from_public_bytes(keyring.load("wave-public")),
            batch_key=Ed25519PublicKey.from_public_bytes(keyring.load("batch-public")),
            box_key=X25519PrivateKey.from_private_bytes(keyring.load("box", wave.slug)),
            read=_reader(wave),
        )
        coarsening.coarsen(counted.sheets, _instruments(wave))
        _store(wave, counted, box)
        order.finish(wave, Wave.State.COUNTED)
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
        if not questionnaire.complete(answers):
            return None
        path = questionnaire.settled(answers)
        return [path.get(place, NOT_ASKED) for place in range(len(answers))]

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
    Sheet.objects.bulk_create(
        (Sheet(group_id=sheet.group_id, answers=sheet.answers) for sheet in counted.sheets),
        batch_size=5000,
    )
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
