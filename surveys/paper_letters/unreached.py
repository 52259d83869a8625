"""Those of the sample whom no message of this wave reaches."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from respondents import access
from surveys.models.invitations import Invitation
from surveys.models.messages import Message
from surveys.models.waves import Wave

ME = "surveys.unreached"
REACHES = (Message.State.READY, Message.State.SENT)


def of(wave: Wave, *, for_all: bool) -> QuerySet[Invitation]:
    """Without an address, or with one that refused every message; on paper each gets one letter.

    Whoever has a telephone number is left out unless `for_all`: somebody may ring them. Who opted
    out is among them and printing leaves them out, so that no number moves by one who does.
    """
    theirs = Message.objects.filter(invitation=OuterRef("pk"), state__in=REACHES)
    drawn = Invitation.objects.filter(wave=wave).exclude(state=Invitation.State.RESERVE)
    silent = drawn.filter(~Exists(theirs))
    return silent if for_all else silent.filter(person__phone_index__isnull=True)


def numbers(wave: Wave) -> tuple[int, int]:
    """How many there are without a telephone number, and how many in all."""
    with access.acting(ME):
        return of(wave, for_all=False).count(), of(wave, for_all=True).count()
