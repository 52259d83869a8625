"""Who took which step of a wave, and when: told from the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from spi_portal.audit import ledger, wording
from spi_portal.audit.models.approvals import Approval
from spi_portal.audit.models.entries import Entry
from surveys.models.waves import Wave

# The deed that fulfils each step, in the order of surveys/standing.py STEPS, and who must agree.
DEEDS = (
    ("wave.started", None),
    ("wave.frozen", None),
    ("wave.drawn", "draw"),
    ("wave.issued", None),
    ("wave.opened", "open"),
    ("wave.reworded", "reword"),  # the last time; no step of its own, yet two people's
    ("wave.closed", None),
    ("wave.counted", "count"),
    ("wave.published", "publish"),
    ("wave.box_destroyed", "destroy"),
)


UNDONE = "wave.unfrozen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    label: str
    at: datetime
    by: str
    agreed: str  # the second person; empty where one is enough


def of(wave: Wave) -> list[Deed]:
    """The steps that stand, oldest first; two queries."""
    verbs = [verb for verb, _ in DEEDS]
    entries = Entry.objects.filter(subject=ledger.reference(wave), verb__in=[*verbs, UNDONE])
    latest: dict[str, Entry] = {}
    for entry in entries.order_by("pk"):
        if entry.verb == UNDONE:
            latest.pop("wave.frozen", None)
        else:
            latest[entry.verb] = entry
    agreed = _agreed(wave)
    return [
        Deed(
            label=wording.VERBS[verb],
            at=latest[verb].at,
            by=wording.doer(latest[verb].actor),
            agreed=agreed.get(step or "", ""),
        )
        for verb, step in DEEDS
        if verb in latest
    ]


def frozen_at(wave: Wave) -> datetime | None:
    """When the lists were frozen, if they still are."""
    entries = Entry.objects.filter(subject=ledger.reference(wave), verb__in=["wave.frozen", UNDONE])
    last = entries.order_by("-pk").first()
    return last.at if last and last.verb != UNDONE else None


def _agreed(wave: Wave) -> dict[str, str]:
    used = Approval.objects.about_wave(wave.slug).filter(used_at__isnull=False)
    return {
        one.verb: str(one.decided_by)
        for one in used.select_related("decided_by").order_by("used_at")
    }
