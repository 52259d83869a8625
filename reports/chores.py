"""What worker `reports` does when its bell rings: the index of counted waves, and papers."""

from __future__ import annotations

from reports import index, printing
from reports.models.runs import IndexRun
from surveys.models.waves import Wave

ME = "reports.index"


def do_all() -> dict[str, int]:
    """Everything that is due now. Safe to run twice, or on two workers at once."""
    return {"indexes": compute_missing(), "printed": printing.print_due()}


def compute_missing() -> int:
    """Compute the index of every counted wave that has none; returns how many."""
    computed = IndexRun.objects.values("wave")
    waves = list(Wave.objects.filter(state=Wave.State.COUNTED).exclude(pk__in=computed))
    for wave in waves:
        index.run(wave=wave, by=ME)
    return len(waves)
