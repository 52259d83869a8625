"""When an index is computed: once a wave is counted, and again when somebody asks.

Sheets are read by worker `reports` alone, so a page can only ask and say that it is waiting.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.db import transaction

from reports import formula, index, method
from reports.models.runs import IndexRun, Recomputation
from spi_portal import bells
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from surveys.models.waves import Wave
from surveys.steps import order

ME = "reports.index"
BELL = "reports.tasks.work"

log = logging.getLogger(__name__)


@transaction.atomic
def ask(*, wave: Wave, by: User) -> Recomputation:
    """Ask for the index of a counted wave; asking while one waits returns that one.

    Raises StepOutOfOrder before the count and after publication.
    """
    wave = order.begin(wave, Wave.State.COUNTED)
    asked, is_new = Recomputation.objects.get_or_create(
        wave=wave, run=None, defaults={"asked_by": by}
    )
    if is_new:
        ledger.record("index.asked", wave, by=by)
    bells.ring(BELL)
    return asked


def is_waiting(wave: Wave) -> bool:
    """Whether worker `reports` still has to compute this wave."""
    return wave.pk in {due.pk for due in _due()}


def compute_due() -> int:
    """Compute every counted wave that has no index, or is to get a new one; returns how many.

    A wave that cannot be computed (no weight set, unsound weights) is logged, and in nobody's
    way; its page says what is missing.
    """
    return sum(_compute(wave) for wave in _due())


def _due() -> Iterable[Wave]:
    counted = Wave.objects.filter(state=Wave.State.COUNTED)
    never = counted.exclude(pk__in=IndexRun.objects.values("wave"))
    again = counted.filter(pk__in=Recomputation.objects.filter(run=None).values("wave"))
    return list(never | again)


def _compute(wave: Wave) -> bool:
    asked = list(Recomputation.objects.filter(wave=wave, run=None).values_list("pk", flat=True))
    try:
        with transaction.atomic():
            run = index.run(wave=wave, by=ME)
            Recomputation.objects.filter(pk__in=asked).update(run=run)
    except (method.NoWeightSet, formula.UnsoundWeights) as fault:
        log.warning("The index of %s waits: %s", wave, fault)
        return False
    return True
