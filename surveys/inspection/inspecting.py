"""Measuring the installation: asked for on a page or due once a day, done by worker `send`.

Nothing waits for a host that does not answer: each question has its time, all of them together
have SECONDS, and what is not known by then is a finding, too.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from spi_portal import bells
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from surveys.inspection import machine, mail_domain, tls
from surveys.inspection.observation import Observation, attention
from surveys.models.cities import City
from surveys.models.inspections import Finding, Inspection

BELL = "surveys.tasks.work"
LEASE = timedelta(minutes=2)
EVERY = timedelta(days=1)
SECONDS = 12.0

UNKNOWN = attention(
    "Tidak ada jawaban pada waktunya, jadi belum diketahui.",
    "Periksa lagi nanti. Bila tetap begitu, minta pengelola server membuka jalan ke DNS dan ke "
    "alamat itu.",
)

Subject = Finding.Subject
log = logging.getLogger(__name__)

Looks = Mapping[Subject, Callable[[], Observation]]


@transaction.atomic
def ask(*, by: User) -> Inspection:
    """Have the installation looked at now. Asking again while one waits asks nothing more."""
    now = timezone.now()
    inspection, is_new = Inspection.objects.get_or_create(
        state=Inspection.State.WAITING,
        defaults={"asked_at": now, "due_at": now, "web_ahead": machine.ahead()},
    )
    if is_new:
        ledger.record("inspection.asked", "portal", by=by)
    bells.ring(BELL)
    return inspection


def inspect_due() -> int:
    """Do what is asked for, or due by the day; returns how many inspections were done."""
    _ask_daily()
    claimed = _claim()
    if claimed is None:
        return 0
    city = City.objects.get()
    _write(claimed, _look(looks_at(city)) | _of_this_machine(claimed))
    return 1


def looks_at(city: City) -> Looks:
    """What is asked of other machines. Nothing in here touches the database."""
    domain = city.sender_address.rpartition("@")[2]
    return {
        Subject.PUBLIC_TLS: lambda: tls.look(city.public_address),
        Subject.STAFF_TLS: lambda: tls.look(settings.STAFF_URL),
        Subject.SPF: lambda: mail_domain.spf(domain),
        Subject.DKIM: lambda: mail_domain.dkim(domain, city.dkim_selector),
        Subject.DMARC: lambda: mail_domain.dmarc(domain),
    }


def _ask_daily() -> None:
    """Once a day without being asked; a fictional city's addresses belong to nobody."""
    now = timezone.now()
    recent = Inspection.objects.filter(asked_at__gt=now - EVERY).exists()
    if not recent and City.objects.filter(is_demo=False).exists():
        Inspection.objects.get_or_create(
            state=Inspection.State.WAITING, defaults={"asked_at": now, "due_at": now}
        )


@transaction.atomic
def _claim() -> Inspection | None:
    """Take one on a lease: a worker that dies gives it back by its end."""
    due = Inspection.objects.due(timezone.now()).select_for_update(skip_locked=True)
    claimed = due.first() if City.objects.exists() else None
    if claimed is not None:
        claimed.due_at = timezone.now() + LEASE
        claimed.save(update_fields=["due_at"])
    return claimed


def _look(looks: Looks, *, seconds: float = SECONDS) -> dict[Subject, Observation]:
    """All at once; whoever is not back in time is left behind."""
    crew = ThreadPoolExecutor(max_workers=len(looks))
    running = {subject: crew.submit(look) for subject, look in looks.items()}
    ends = timezone.now() + timedelta(seconds=seconds)
    try:
        return {subject: _outcome(future, ends) for subject, future in running.items()}
    finally:
        crew.shutdown(wait=False, cancel_futures=True)


def _outcome(future: Future[Observation], ends: datetime) -> Observation:
    left = max(0.0, (ends - timezone.now()).total_seconds())
    try:
        return future.result(timeout=left)
    except (TooLate, mail_domain.NoResolver):
        return UNKNOWN
    except Exception:  # one look that fails must not cost the others
        log.exception("A look at the installation failed.")
        return UNKNOWN


def _of_this_machine(inspection: Inspection) -> dict[Subject, Observation]:
    place = settings.KEYS if settings.KEYS.is_dir() else settings.BASE_DIR
    return {
        Subject.CLOCK: machine.clock(machine.ahead(), inspection.web_ahead),
        Subject.DISK: machine.disk(place),
    }


@transaction.atomic
def _write(inspection: Inspection, found: Mapping[Subject, Observation]) -> None:
    """Unless another worker, to whom the lease fell, has written already."""
    waiting = Inspection.objects.filter(pk=inspection.pk, state=Inspection.State.WAITING)
    if waiting.update(state=Inspection.State.DONE, done_at=timezone.now()):
        Finding.objects.bulk_create(
            Finding(
                inspection=inspection,
                subject=subject,
                state=one.state,
                measured=one.measured,
                advice=one.advice,
            )
            for subject, one in found.items()
        )
