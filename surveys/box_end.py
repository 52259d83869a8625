"""Until when a wave's box must be destroyed."""

from __future__ import annotations

from datetime import datetime, timedelta

from surveys.models.waves import Wave

WITHIN = timedelta(days=14)  # of the count
AFTER_COUNT = (Wave.State.COUNTED, Wave.State.PUBLISHED)


def is_due(wave: Wave) -> bool:
    """Whether there is a box to destroy, and it may be."""
    return wave.state in AFTER_COUNT and wave.box_gone_at is None


def due_at(wave: Wave) -> datetime | None:
    """Until when; None where there is nothing to destroy, or nobody knows when it was counted."""
    if not is_due(wave) or wave.counted_at is None:
        return None
    return wave.counted_at + WITHIN
