"""Publishing: the figures as everybody sees them, after suppression, frozen for good.

All roles, pages, papers and files read the same publication; none reads a run.
"""

from __future__ import annotations

import copy

from django.db import transaction

from reports import suppression
from reports.index import Figures
from reports.models.publications import Publication
from reports.models.runs import IndexRun
from spi_portal.accounts.models import User
from spi_portal.audit import approvals, ledger
from surveys.models.waves import Wave
from surveys.steps import order

REST = ""  # the groups of the whole city, which have no office's name


class NotComputed(Exception):
    """The wave has no index run yet. The message is for the user."""


@transaction.atomic
def publish(*, wave: Wave, by: User) -> Publication:
    """Freeze the latest run; needs a second person's grant.

    Raises StepOutOfOrder, approvals.NotApproved, NotComputed.
    """
    wave = order.begin(wave, Wave.State.COUNTED)
    approvals.use("publish", wave.slug)
    latest = IndexRun.objects.filter(wave=wave).first()
    if latest is None:
        raise NotComputed("Indeks gelombang ini belum selesai dihitung. Coba lagi sebentar lagi.")
    publication = Publication.objects.create(
        wave=wave, run=latest, figures=release(latest.figures), published_by=by
    )
    order.finish(wave, Wave.State.PUBLISHED)
    ledger.record("wave.published", wave, by=by, run=latest.pk, result=latest.result_hash)
    return publication


def release(figures: Figures) -> Figures:
    """The same figures without what would speak of fewer than the minimum.

    A component that is hidden so that another cannot be got by subtraction takes its office's
    index with it; counts of people are rounded to five.
    """
    released: Figures = copy.deepcopy(figures)
    for kind in released["city"]["kinds"]:
        for code in _hidden(figures, kind):
            _hide(_office(released, code), kind)
    for part in (released["city"], *released["offices"]):
        for of_kind in part["kinds"].values():
            of_kind["answers"] = suppression.rounded_count(of_kind["answers"])
    return released


def _hidden(figures: Figures, kind: str) -> list[str]:
    """Codes of the offices whose part in the city's figure of `kind` must not be shown."""
    answers = {
        office["code"]: office["kinds"][kind]["answers"]
        for office in figures["offices"]
        if kind in office["kinds"]
    }
    rest = figures["city"]["kinds"][kind]["answers"] - sum(answers.values())
    parts = answers | ({REST: rest} if rest else {})
    gone = suppression.hidden(parts, minimum=figures["minimum"], add_up=True)
    return sorted(gone - {REST})


def _office(figures: Figures, code: str) -> Figures:
    found: Figures = next(office for office in figures["offices"] if office["code"] == code)
    return found


def _hide(office: Figures, kind: str) -> None:
    of_kind = office["kinds"][kind]
    of_kind["dimensions"] = {}
    if of_kind["component"] is None:
        return
    of_kind["component"] = None
    office["index"] |= {
        "state": "insufficient",
        "figure": None,
        "decimals": None,
        "category": None,
        "missing": sorted({*office["index"]["missing"], kind}),
        "before_correction": None,
    }
