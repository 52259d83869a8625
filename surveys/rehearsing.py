"""The rehearsal: one trial sheet goes the way of every sheet, and is opened with the very key.

The trial is a survey of one question that belongs to no wave: its link is shown to whoever
prepares the survey, who answers it on the respondents' pages. What opens it opens the box.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.utils import timezone

from respondents import access
from spi_portal import keyring
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from surveys.box import codes, derivations, manifest, trial
from surveys.box.manifest import GroupText, Manifest
from surveys.models.custody import Canary, Rehearsal
from surveys.models.jobs import Job
from surveys.models.manifests import WaveKey
from surveys.models.waves import Wave
from surveys.questionnaire import instrument
from surveys.questionnaire.instrument import Choice, Instrument, Item, Kind, Section
from surveys.steps import announcing, order
from surveys.steps.issuing import ask_registrar

ME = "surveys.counter"
LASTS = timedelta(days=2)
BEFORE_OPENING = (Wave.State.FROZEN, Wave.State.DRAWN, Wave.State.ISSUED)
GROUP = 1


class NotRehearsed(Exception):
    """Nobody has shown yet that the box can be opened. The message is for the user."""


def begin(*, wave: Wave, by: User) -> Canary:
    """A trial for the key that the wave has now; the one that is on its way, if there is one.

    Raises order.StepOutOfOrder, announcing.CounterHasNoKey.
    """
    with access.acting("surveys.rehearse"):
        wave = order.begin(wave, *BEFORE_OPENING)
        key = bytes.fromhex(announcing.box_key(wave))
        if standing := current(wave):
            return standing
        canary = _sign(wave, key)
        ask_registrar(wave, Job.Step.REHEARSE)
        ledger.record("wave.rehearsal_begun", wave, by=by)
    return canary


def current(wave: Wave) -> Canary | None:
    """The trial for the wave's key of now that can still be answered."""
    key = WaveKey.objects.filter(wave=wave).first()
    if key is None:
        return None
    fresh = Canary.objects.filter(wave=wave, until__gt=timezone.now())
    return fresh.filter(box_key=bytes(key.public_key)).first()


def last(wave: Wave) -> Rehearsal | None:
    """The last rehearsal with the key that the wave has now."""
    key = WaveKey.objects.filter(wave=wave).first()
    if key is None:
        return None
    return Rehearsal.objects.filter(wave=wave, box_key=bytes(key.public_key)).last()


def require(wave: Wave) -> None:
    """Raises NotRehearsed."""
    if last(wave) is None:
        raise NotRehearsed(
            "Latihan membuka kotak belum dilakukan. Lakukan di halaman “Siapa memegang kunci”."
        )


def code(canary: Canary) -> str:
    """Of the link that leads to the trial."""
    return codes.encode(bytes(canary.secret))


def open_trial(wave: Wave, *, box_key: X25519PrivateKey, sheets: str = "") -> Rehearsal:
    """Open the wave's trial sheet and write down that it opened.

    `sheets`: which of three gave the key, as "1+3". Raises trial.TrialHasNotArrived,
    trial.TrialDoesNotOpen.
    """
    canary = current(wave)
    if canary is None:
        raise trial.TrialHasNotArrived
    if box_key.public_key().public_bytes_raw() != bytes(canary.box_key):
        raise trial.TrialDoesNotOpen("the key is not the one that is tried")
    wave_key = Ed25519PublicKey.from_public_bytes(keyring.load("wave-public"))
    trial.open_sheet(canary.pk, wave_key=wave_key, box_key=box_key)
    with access.acting(ME):
        done = Rehearsal.objects.create(wave=wave, box_key=bytes(canary.box_key), sheets=sheets)
        told = {"sheets": sheets} if sheets else {}
        ledger.record("wave.rehearsed", wave, by=ME, **told)
    return done


def _sign(wave: Wave, key: bytes) -> Canary:
    now = timezone.now()
    canary = Canary(
        pk=uuid4(),
        wave=wave,
        box_key=key,
        secret=secrets.token_bytes(derivations.SECRET_LENGTH),
        until=now + LASTS,
    )
    private = Ed25519PrivateKey.from_private_bytes(keyring.load("wave"))
    announced = _announcement(announcing.compose(wave, version=1), canary)
    canary.body, canary.signature = manifest.sign(announced, private)
    canary.save(force_insert=True)
    return canary


def _announcement(real: Manifest, canary: Canary) -> Manifest:
    """What the wave will say of itself, about a survey of one question for one person."""
    questionnaire = one_question()
    group = GroupText(id=GROUP, kind=questionnaire.kind, name="Latihan", people=1, census=True)
    opens = timezone.localtime(canary.until - LASTS - timedelta(minutes=1))
    return replace(
        real,
        wave=canary.pk,
        slug=f"{real.slug}-latihan",
        title=f"LATIHAN: {real.title}",
        opens_at=opens.isoformat(),
        closes_at=timezone.localtime(canary.until).isoformat(),
        results_expected="",
        instruments={questionnaire.kind: instrument.to_json(questionnaire)},
        groups=(group,),
        texts={},
        earlier_wordings={},
        rights=None,
        is_rehearsal=True,
    )


def one_question(kind: Kind = "internal") -> Instrument:
    """The whole questionnaire of a trial."""
    title = {"id": "Lembar latihan", "en": "Trial sheet"}
    item = Item(
        name="latihan",
        label={
            "id": "Ini lembar latihan, bukan survei. Pilih salah satu, lalu kirim.",
            "en": "This is a trial sheet, not the survey. Choose one, then send.",
        },
        choices=(
            Choice(code="1", label={"id": "Pilihan pertama", "en": "First choice"}),
            Choice(code="2", label={"id": "Pilihan kedua", "en": "Second choice"}),
        ),
        role="information",
    )
    return Instrument(
        kind=kind,
        title=title,
        sections=(Section(name="latihan", title=title, items=(item,)),),
    )
