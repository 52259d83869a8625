"""From the list to the invitation: how many are lost on each rung, and which addresses failed.

Counts only. What was refused last year is told by hashes; whose they are is told to nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from respondents import access
from respondents.kinds import Kind
from respondents.models.offices import Office
from respondents.models.people import Person
from spi_portal.ui import formats
from surveys import units
from surveys.models.messages import Message
from surveys.models.undelivered import Undelivered
from surveys.models.waves import Wave

ME = "surveys.ladder"
FEWEST_ADDRESSES = 10  # of fewer nothing is told
OVER = (Wave.State.CLOSED, Wave.State.COUNTED, Wave.State.PUBLISHED)
BY_MAIL = Q(email_index__isnull=False)
CONTACT = BY_MAIL | Q(phone_index__isnull=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rungs:
    """The people of one kind on one office's list, each number a part of the one before."""

    office: Office | None  # None: of the whole city
    kind: Kind
    listed: int
    eligible: int
    with_contact: int  # a number or an address in its right form; no other is kept
    by_mail: int  # an address: where invitations go


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """Last wave's addresses of one kind. `same`: refused then, and on the list again today."""

    kind: Kind
    written_to: int
    refused: int
    same: int

    @property
    def sentence(self) -> str:
        """To those who know the sample: with every figure."""
        told = self._told
        if self.refused:
            told += f"; {formats.number(self.same)} di antaranya masih sama"
        return f"{told}."

    @property
    def for_office(self) -> str:
        """To an office: exact figures of today would tell it, by trying, whom the draw took."""
        if 2 * self.same > self.refused:
            return f"{self._told}. Lebih dari separuhnya masih sama: minta alamat yang baru."
        return f"{self._told}."

    @property
    def _told(self) -> str:
        refused, written_to = formats.number(self.refused), formats.number(self.written_to)
        return f"{self.kind.label}: {refused} dari {written_to} alamat tidak sampai tahun lalu"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    rungs: tuple[Rungs, ...]  # by office and kind
    losses: tuple[Losses, ...]  # by kind


def of(wave: Wave, offices: Collection[int]) -> Ladder:
    """The lists of these offices, given by key; six queries, however many."""
    with access.acting(ME):
        last = _last_before(wave)
        return Ladder(
            rungs=_rungs(wave, offices), losses=_losses(last, offices) if last is not None else ()
        )


def of_city(wave: Wave) -> Ladder:
    """The lists of all offices, one row a kind; as many queries as for one."""
    everywhere = list(Office.objects.values_list("pk", flat=True))
    found = of(wave, everywhere)
    return Ladder(rungs=tuple(_summed(found.rungs)), losses=found.losses)


def _rungs(wave: Wave, offices: Collection[int]) -> tuple[Rungs, ...]:
    may_be_asked = units.rule(wave)
    counted = (
        units.listed(wave)
        .filter(office__in=offices)
        .values("office_id", "kind")
        .annotate(
            listed=Count("pk"),
            eligible=Count("pk", filter=may_be_asked),
            with_contact=Count("pk", filter=may_be_asked & CONTACT),
            by_mail=Count("pk", filter=may_be_asked & BY_MAIL),
        )
        .order_by()
    )
    named = Office.objects.in_bulk(list(offices))
    rungs = [
        Rungs(
            office=named[row["office_id"]],
            kind=Kind(row["kind"]),
            listed=row["listed"],
            eligible=row["eligible"],
            with_contact=row["with_contact"],
            by_mail=row["by_mail"],
        )
        for row in counted
    ]
    return tuple(sorted(rungs, key=_by_office))


def _by_office(one: Rungs) -> tuple[bool, str, int]:
    """The office above the others first: its people are not those of a unit."""
    is_unit = one.office is not None and one.office.parent_id is not None
    return is_unit, one.office.name if one.office else "", list(Kind).index(one.kind)


def _summed(rungs: Collection[Rungs]) -> Iterator[Rungs]:
    for kind in Kind:
        of_kind = [one for one in rungs if one.kind == kind]
        if of_kind:
            yield Rungs(
                office=None,
                kind=kind,
                listed=sum(one.listed for one in of_kind),
                eligible=sum(one.eligible for one in of_kind),
                with_contact=sum(one.with_contact for one in of_kind),
                by_mail=sum(one.by_mail for one in of_kind),
            )


def _last_before(wave: Wave) -> Wave | None:
    over = Wave.objects.real().filter(state__in=OVER, opens_at__lt=wave.opens_at)
    return over.exclude(pk=wave.pk).order_by("-opens_at").first()


def _losses(last: Wave, offices: Collection[int]) -> tuple[Losses, ...]:
    sent = Message.objects.filter(
        invitation__wave=last, office__in=offices, channel=Message.Channel.EMAIL
    ).exclude(round=Message.Round.NEW_LINK)
    written_to = dict(
        sent.values_list("invitation__group__kind").annotate(Count("invitation", distinct=True))
    )
    still_listed = Person.objects.on_lists().filter(
        office__in=offices, kind=OuterRef("kind"), email_index=OuterRef("email_index")
    )
    refused = Undelivered.objects.filter(wave=last, office__in=offices).values("kind")
    lost = {
        row["kind"]: row
        for row in refused.annotate(
            refused=Count("pk"), same=Count("pk", filter=Exists(still_listed))
        ).order_by()
    }
    return tuple(
        Losses(
            kind=kind,
            written_to=written_to[kind],
            refused=lost[kind]["refused"] if kind in lost else 0,
            same=lost[kind]["same"] if kind in lost else 0,
        )
        for kind in Kind
        if written_to.get(kind, 0) >= FEWEST_ADDRESSES
    )
