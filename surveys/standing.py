"""Where a wave stands: its place in the year, and totals that name nobody.

Totals only, and none of them tells whether anybody answered: turnout is not read here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Case, Count, When

from respondents import access
from spi_portal.audit.models.approvals import Approval
from surveys.models.groups import AnonymityGroup
from surveys.models.invitations import Invitation
from surveys.models.jobs import Job
from surveys.models.messages import Message
from surveys.models.waves import Wave

ME = "surveys.standing"
STEPS = ("Daftar", "Beku", "Sampel", "Tautan", "Berjalan", "Ditutup", "Dihitung", "Terbit")
RUNNING = (Wave.State.OPEN, Wave.State.CLOSED, Wave.State.COUNTED)
REMINDERS = (Message.Round.REMINDER, Message.Round.LAST_REMINDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    people: int  # on the frozen lists
    count: int
    too_small: tuple[str, ...]  # by name: their result will be "data belum mencukupi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    waiting: int
    sent: int
    failed: int
    cancelled: int
    reasons: tuple[tuple[str, int], ...]  # why messages failed, commonest first
    held_up: tuple[tuple[str, int], ...]  # why messages that wait were not taken at the last try
    rounds: frozenset[str]  # that were queued


NO_MESSAGES = Messages(
    waiting=0, sent=0, failed=0, cancelled=0, reasons=(), held_up=(), rounds=frozenset()
)  # before anybody is drawn


def current() -> Wave | None:
    """The wave that people speak of now, never a pilot.

    The one in the field or the count; else the newest that is prepared; else the newest.
    """
    is_running = When(state__in=RUNNING, then=0)
    is_over = When(state=Wave.State.PUBLISHED, then=2)
    rank = Case(is_running, is_over, default=1)
    return Wave.objects.real().annotate(rank=rank).order_by("rank", "-year", "slug").first()


def place(wave: Wave) -> int:
    """The step it is at, from 1; one past the last when all are done."""
    number = list(Wave.State).index(Wave.State(wave.state)) + 1
    return number + (wave.state == Wave.State.PUBLISHED)


def groups(wave: Wave) -> Groups:
    formed = list(AnonymityGroup.objects.filter(wave=wave).values_list(
        "name", "population", "is_too_small"
    ))  # fmt: skip
    return Groups(
        people=sum(population for _, population, _ in formed),
        count=len(formed),
        too_small=tuple(name for name, _, too_small in formed if too_small),
    )


def invitations(wave: Wave) -> dict[str, int]:
    """How many stand in the sample and in reserve."""
    with access.acting(ME):
        states = Invitation.objects.filter(wave=wave).values_list("state")
        counted = dict(states.annotate(number=Count("pk")))
    return {"sample": counted.get("sample", 0), "reserve": counted.get("reserve", 0)}


def messages(wave: Wave) -> Messages:
    """Without new links: their number would tell the desk that whoever asked was drawn."""
    with access.acting(ME):
        rounds = Message.objects.exclude(round=Message.Round.NEW_LINK)
        queued = rounds.filter(invitation__wave=wave)
        rows = list(queued.values_list("state", "round", "failure").annotate(number=Count("pk")))
    states, reasons, held_up = Counter[str](), Counter[str](), Counter[str]()
    for state, _, failure, number in rows:
        states[state] += number
        if state == Message.State.FAILED:
            reasons[failure] += number
        elif state == Message.State.READY and failure:
            held_up[failure] += number
    return Messages(
        waiting=states["ready"],
        sent=states["sent"],
        failed=states["failed"],
        cancelled=states["cancelled"],
        reasons=tuple(reasons.most_common(5)),
        held_up=tuple(held_up.most_common(5)),
        rounds=frozenset(round for _, round, _, _ in rows),
    )


def unfinished_jobs(wave: Wave) -> list[Job]:
    """What the registrar still has to do, or could not do."""
    return list(Job.objects.filter(wave=wave).exclude(state=Job.State.DONE).order_by("pk"))


def second_person(wave: Wave) -> str | None:
    """The verb of the step that comes now, if it takes two (publishing: reports)."""
    match wave.state:
        case Wave.State.FROZEN:
            return "draw"
        case Wave.State.ISSUED if wave.beside_kpk:
            return "open"
        case Wave.State.CLOSED:
            return "count"
    return None


def permit(wave: Wave) -> Approval | None:
    """The last request for the step that comes now and takes two; none once it was used."""
    verb = second_person(wave)
    if verb is None:
        return None
    asked = Approval.objects.filter(verb=verb, subject=wave.slug, used_at=None)
    return asked.select_related("asked_by", "decided_by", "decided_for").order_by("-pk").first()
