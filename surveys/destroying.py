"""Destroying a wave's box after its count: what opens it goes first, then what lies in it.

The counter does it once it was asked and granted, and may be interrupted anywhere: the grant is
used up only when nothing is left. The city may be sure within fourteen days of the count.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.utils import timezone

from respondents import access
from spi_portal import keyring
from spi_portal.audit import approvals, ledger
from spi_portal.audit.models.approvals import Approval
from surveys.box import ending
from surveys.box_end import AFTER_COUNT
from surveys.models.custody import Canary
from surveys.models.waves import Wave
from surveys.steps import order

ME = "surveys.counter"


class BoxIsGone(Exception):
    """It was destroyed before. The message is for the user."""


def granted() -> Iterator[Wave]:
    """Waves whose destruction a second person has granted."""
    for wave in Wave.objects.filter(state__in=AFTER_COUNT, box_gone_at=None):
        if Approval.objects.granted("destroy", wave.slug).exists():
            yield wave


def destroy(*, wave: Wave) -> bool:
    """Destroy what opens the box and have it emptied; True once nothing is left.

    False while worker `box` has not emptied it yet: call it again. Raises
    order.StepOutOfOrder, approvals.NotApproved, BoxIsGone.
    """
    with access.acting(ME):
        _destroy_key(_begin(wave))
    with access.acting(ME):
        wave = _begin(wave)
        gone = _of(wave)
        ending.mark(gone)
        if not ending.are_empty(gone):
            return False
        approvals.use("destroy", wave.slug)
        wave.box_gone_at = timezone.now()
        wave.save(update_fields=["box_gone_at"])
        ledger.record("wave.box_destroyed", wave, by=ME)
    return True


def _begin(wave: Wave) -> Wave:
    """The wave's row, locked, if its box may be destroyed. Raises as `destroy` does."""
    wave = order.begin(wave, *AFTER_COUNT)
    if wave.box_gone_at is not None:
        raise BoxIsGone(f"Kotak gelombang {wave} sudah dimusnahkan.")
    if not Approval.objects.granted("destroy", wave.slug).exists():
        raise approvals.NotApproved(f"destroy {wave.slug}")
    return wave


def _destroy_key(wave: Wave) -> None:
    """Committed by itself: a key that is gone is gone, whatever becomes of the rest."""
    copies = keyring.destroy("box", wave.slug) if "box" in keyring.kinds() else 0
    if copies:
        ledger.record("wave.box_key_destroyed", wave, by=ME, copies=copies)


def _of(wave: Wave) -> list[UUID]:
    """The wave, and the trials of its rehearsals."""
    return [wave.pk, *Canary.objects.filter(wave=wave).values_list("pk", flat=True)]
