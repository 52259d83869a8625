"""Issuing the links: announced by staff, carried out by the registrar."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from spi_portal import bells
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from surveys.models.jobs import Job
from surveys.models.waves import Wave
from surveys.steps import announcing, order


class NothingFailed(Exception):
    """There is nothing to ask for again. The message is for the user."""


@transaction.atomic
def issue(*, wave: Wave, by: User) -> Job:
    """Sign the first announcement and ask the registrar for the links of sample and reserve.

    Raises StepOutOfOrder, announcing.CounterHasNoKey.
    """
    wave = order.begin(wave, Wave.State.DRAWN)
    announcing.announce(wave)
    ledger.record("wave.issue_asked", wave, by=by)
    return ask_registrar(wave, Job.Step.ISSUE)


@transaction.atomic
def ask_registrar(wave: Wave, step: Job.Step) -> Job:
    """Queue a step for worker `send`. Asking again while it waits returns the same job.

    One that is being taken right now is waited for: it may have read what was there before.
    """
    job, _ = Job.objects.select_for_update().get_or_create(
        wave=wave, step=step, state=Job.State.WAITING, defaults={"due_at": timezone.now()}
    )
    bells.ring("surveys.tasks.work")
    return job


@transaction.atomic
def ask_again(*, wave: Wave, by: User) -> list[str]:
    """Ask anew for the steps that failed for good; returns which. Raises NothingFailed."""
    failed = Job.objects.select_for_update().filter(wave=wave, state=Job.State.FAILED)
    steps = list(dict.fromkeys(failed.order_by("pk").values_list("step", flat=True)))
    if not steps:
        raise NothingFailed(f"Tidak ada langkah yang gagal pada gelombang {wave}.")
    failed.delete()
    for step in steps:
        ask_registrar(wave, Job.Step(step))
    ledger.record("wave.steps_retried", wave, by=by, steps=steps)
    return steps
