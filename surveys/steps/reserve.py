"""Calling up the reserve: how many of which group, and why. Who comes next, the draw has decided.

Whoever orders it sees numbers alone. The registrar calls them up in the night and invites them
in the morning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from respondents import access
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from spi_portal.ui import formats
from surveys import nights
from surveys.models.groups import AnonymityGroup
from surveys.models.invitations import Invitation
from surveys.models.messages import Message
from surveys.models.rights import IssuedRights, ReserveCall
from surveys.models.waves import Wave
from surveys.steps import order

ME = "surveys.reserve"


class CannotBeCalled(Exception):
    """The message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One group: how many are still in reserve, and what would be a reason to call some up."""

    group: AnonymityGroup
    left: int  # in reserve, as drawn
    undelivered: int  # of the sample, whom no message has reached
    called: int  # so far
    waiting: ReserveCall | None  # for the night


def of(wave: Wave, groups: Iterable[AnonymityGroup]) -> list[Standing]:
    """Where each of these groups stands."""
    left, undelivered = _left(wave), _undelivered(wave)
    calls = ReserveCall.objects.filter(wave=wave).select_related("ordered_by")
    waiting = {call.group_id: call for call in calls.filter(called=None)}
    sums = calls.filter(called__gt=0).values_list("group").annotate(called=Sum("called"))
    called = dict(sums.order_by())
    return [
        Standing(
            group=group,
            left=left[group.pk],
            undelivered=undelivered[group.pk],
            called=called.get(group.pk, 0),
            waiting=waiting.get(group.pk),
        )
        for group in groups
    ]


def problem(wave: Wave) -> str:
    """Why the last night could not change anything; '' when it could."""
    issued = IssuedRights.objects.filter(wave=wave).first()
    return issued.problem if issued else ""


def call(
    *, wave: Wave, group: AnonymityGroup, wanted: int, why: ReserveCall.Why, reason: str, by: User
) -> ReserveCall:
    """Have the next `wanted` of the group's reserve called up tonight.

    For invitations that did not arrive, at most as many. Raises StepOutOfOrder, CannotBeCalled.
    """
    with access.acting(ME):
        wave = order.begin(wave, Wave.State.OPEN)
        _require_a_morning(wave)
        (standing,) = of(wave, [group])
        _require(standing, wanted, why)
        ordered = ReserveCall.objects.create(
            wave=wave, group=group, wanted=wanted, why=why, reason=reason,
            ordered_by=by, ordered_on=timezone.localdate(),
        )  # fmt: skip
        ledger.record(
            "reserve.called", wave, by=by, group=group.name, wanted=wanted,
            why=ReserveCall.Why(why).label, reason=reason,
        )  # fmt: skip
    return ordered


@transaction.atomic
def withdraw(ordered: ReserveCall, *, by: User) -> None:
    """Take it back on the same day. Raises CannotBeCalled once the night has come."""
    today = ReserveCall.objects.filter(pk=ordered.pk, called=None, ordered_on=timezone.localdate())
    if not today.delete()[0]:
        raise CannotBeCalled("Panggilan ini sudah diproses dan tidak dapat dibatalkan lagi.")
    ledger.record(
        "reserve.call_withdrawn", ordered.wave, by=by,
        group=ordered.group.name, wanted=ordered.wanted,
    )  # fmt: skip


def _require_a_morning(wave: Wave) -> None:
    """Whoever is called up tonight is written to in the morning: the survey must be open then."""
    night = nights.following(timezone.now())
    if wave.closes_at <= nights.morning_of(night.date()):
        raise CannotBeCalled(
            f"Survei ditutup {formats.moment(wave.closes_at)}, sebelum cadangan sempat diundang. "
            "Perpanjang dulu surveinya."
        )


def _require(standing: Standing, wanted: int, why: ReserveCall.Why) -> None:
    if standing.waiting:
        raise CannotBeCalled(
            "Panggilan untuk kelompok ini sudah ada dan diproses malam ini. "
            "Batalkan dulu bila jumlahnya lain."
        )
    if wanted > standing.left:
        raise CannotBeCalled(f"Cadangan kelompok ini tinggal {standing.left} orang.")
    if why == ReserveCall.Why.UNDELIVERED and wanted > standing.undelivered:
        raise CannotBeCalled(
            f"Undangan yang tidak sampai di kelompok ini {standing.undelivered}. "
            "Untuk itu tidak dapat dipanggil lebih banyak cadangan."
        )


def _left(wave: Wave) -> Counter[int]:
    reserve = Invitation.objects.filter(wave=wave, state=Invitation.State.RESERVE)
    return Counter(dict(reserve.values_list("group").annotate(number=Count("pk")).order_by()))


def _undelivered(wave: Wave) -> Counter[int]:
    """Of the sample, by group: those to whom something failed and nothing was sent.

    Without new links: whoever ordered a single one would learn that the person was drawn.
    """
    queued = Message.objects.filter(invitation__wave=wave).exclude(round=Message.Round.NEW_LINK)
    failed = queued.filter(state=Message.State.FAILED)
    sent = queued.filter(state=Message.State.SENT).values("invitation")
    unreached = failed.exclude(invitation__in=sent)
    numbers = unreached.values_list("invitation__group").annotate(
        number=Count("invitation", distinct=True)
    )
    return Counter(dict(numbers.order_by()))
