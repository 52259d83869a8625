"""Cards for the room where key sheets are read: given on the page of a wave, good once.

The card is a word of eight characters. Only its hash is kept; a later card ends an earlier one.
"""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from spi_portal.audit.models.approvals import Approval
from surveys import rehearsing
from surveys.box import crockford
from surveys.models.custody import CARD_LASTS, RoomCard
from surveys.models.manifests import WaveKey
from surveys.models.waves import Wave
from surveys.steps import custody

LENGTH = 8  # characters of five bits; good for half an hour, and the room takes few wrong ones
Purpose = RoomCard.Purpose


class NoCardNow(Exception):
    """What the card would be for is not due. The message is for the user."""


class CardIsNotGood(Exception):
    """Unknown, used, ended by a later one, or too old: which one is not told."""


@transaction.atomic
def give(*, wave: Wave, purpose: Purpose, by: User) -> str:
    """The card's code, shown once. Raises NoCardNow."""
    if refusal := lacking(wave, purpose):
        raise NoCardNow(refusal)
    code = crockford.write(secrets.randbits(5 * LENGTH), LENGTH)
    RoomCard.objects.filter(wave=wave, used_at=None).update(used_at=timezone.now())
    RoomCard.objects.create(wave=wave, purpose=purpose, digest=_digest(code), given_to=by)
    ledger.record("room.card_given", wave, by=by, purpose=purpose.label)
    return crockford.group(code)


def lacking(wave: Wave, purpose: Purpose) -> str:
    """Why no card is given now; empty if one is."""
    if wave.mode != Wave.Mode.TRUSTEES:
        return "Kotak gelombang ini dibuka layanan penghitung; tidak ada lembar kunci."
    if purpose == Purpose.MAKE:
        return "" if custody.can_change(wave) else "Lembar kunci tidak dapat diganti lagi."
    key = WaveKey.objects.filter(wave=wave, mode=Wave.Mode.TRUSTEES)
    if not key.exists():
        return "Lembar kunci belum dibuat."
    if purpose == Purpose.REHEARSE:
        return "" if rehearsing.current(wave) else "Siapkan lembar latihan dulu."
    return _not_counting(wave)


def _not_counting(wave: Wave) -> str:
    if wave.state != Wave.State.CLOSED:
        return "Penghitungan baru mungkin sesudah survei ditutup."
    if not Approval.objects.granted("count", wave.slug).exists():
        return "Penghitungan belum disetujui orang kedua."
    return ""


@transaction.atomic
def redeem(code: str) -> RoomCard:
    """Use the card. Raises CardIsNotGood."""
    read = crockford.read(code, LENGTH)
    digest = "" if read is None else _digest(crockford.write(read, LENGTH))
    card = RoomCard.objects.select_for_update(of=("self",)).select_related("wave").filter(
        digest=digest, used_at=None, given_at__gt=timezone.now() - CARD_LASTS
    ).first()  # fmt: skip
    if card is None:
        raise CardIsNotGood
    card.used_at = timezone.now()
    card.save(update_fields=["used_at"])
    return card


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
