"""What was mended on the lists after they were frozen: for which wave, and how often.

A number and nothing about persons, so that whoever reads results may read it too.
"""

from __future__ import annotations

from spi_portal.audit import ledger
from spi_portal.audit.models.entries import Entry
from surveys.models.waves import Wave

VERBS = (
    "contact.corrected",
    "people.transferred",  # a decree counts once, for all its rows
    "person.added",
    "person.changed",
    "person.removed",
)


def number(wave: Wave) -> int:
    """How many corrections were recorded since the lists of this wave were frozen last."""
    frozen = ledger.last(wave, "wave.frozen")
    since = Entry.objects.filter(pk__gt=frozen.pk if frozen else 0)
    return since.filter(verb__in=VERBS, details__frozen_for=wave.slug).count()
