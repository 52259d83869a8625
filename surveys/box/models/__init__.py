"""The tables of the database `box`: no name, no time of day, no running number beside answers."""

from surveys.box.models import (  # noqa: F401  (Django finds the models through this module)
    activations,
    ballots,
    drafts,
    ended,
    inbox,
    manifests,
    point_days,
    publications,
    receipts,
    rights,
)
