"""What worker `send` does when its bell rings: the registrar's steps, the inbox, the mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from spi_portal.apart import apart
from surveys import activating, delivery, registrar
from surveys.inspection import inspecting
from surveys.intake import farewells
from surveys.models.jobs import MAX_TRIES, Job
from surveys.paper_letters import printing
from surveys.steps import closing

WAIT = timedelta(seconds=30)  # after the first try that failed, then twice as long each time
LONGEST_WAIT = timedelta(minutes=10)
MOST_TRIES = 32_767  # that are counted: what the column holds


def do_all() -> dict[str, int]:
    """Everything that is due now. Safe to run twice, or on two workers at once.

    Each sort apart: mail goes out also while an envelope of the inbox cannot be dealt with.
    """
    return {
        "closed": _number("closed", closing.close_due),
        "steps": _number("steps", do_steps),
        "wishes": _number("wishes", registrar.empty_inbox),
        "activated": _number("activated", activating.carry_out_due),
        "points": _number("points", registrar.carry_points),
        "outcomes": _number("outcomes", registrar.carry_outcomes),
        "farewells": _number("farewells", farewells.tell_due),
        "sent": _number("sent", delivery.deliver_due),
        "letters": _number("letters", printing.print_due),
        "inspected": _number("inspected", inspecting.inspect_due),
    }


def do_steps() -> int:
    """Take the registrar's due steps, oldest first; returns how many were taken.

    A step of two parts takes its second one at once.
    """
    due = list(Job.objects.due(timezone.now()).values_list("pk", flat=True))
    return sum(_number("step", partial(_take, pk)) for pk in due)


def _number(sort: str, chore: Callable[[], int]) -> int:
    with apart(sort):
        return chore()
    return 0


def _take(pk: int) -> bool:
    return _do(pk) or _do(pk)


def _do(pk: int) -> bool:
    """One step. What waits for its commit may fail, too, and is put back as well."""
    try:
        return _do_locked(pk)
    except Exception as fault:
        with transaction.atomic():
            job = Job.objects.select_for_update().get(pk=pk)
            if job.state == Job.State.WAITING:
                _put_back(job, fault)
        return False


def _do_locked(pk: int) -> bool:
    """One step under a lock of its row: a second worker passes it by.

    The wave's row is locked with it, or the step is passed by until the next look. Whoever has
    that row and asks for a step waits for the step's row; nobody may wait the other way round.
    """
    with transaction.atomic():
        free = Job.objects.select_for_update(skip_locked=True, of=("self", "wave"))
        job = free.due(timezone.now()).filter(pk=pk).select_related("wave").first()
        if job is None:
            return False
        job.tries = min(job.tries + 1, MOST_TRIES)
        try:
            with transaction.atomic():
                is_done = registrar.perform(job)
        except Exception as fault:
            _put_back(job, fault)
            return False
        if is_done:
            job.state = Job.State.DONE
        job.save(update_fields=["state", "tries"])
    return is_done


def _put_back(job: Job, fault: Exception) -> None:
    now = timezone.now()
    job.problem = f"{type(fault).__name__}: {fault}"[:300]
    job.failing_since = job.failing_since or now
    job.due_at = now + min(WAIT * 2 ** min(job.tries - 1, 10), LONGEST_WAIT)
    if job.tries >= MAX_TRIES and not job.is_never_given_up:
        job.state = Job.State.FAILED
    job.save(update_fields=["state", "tries", "problem", "due_at", "failing_since"])
