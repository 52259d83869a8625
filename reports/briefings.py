"""The page for the Monday meeting: ordered with its facts, printed by the worker, kept."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from reports import orders
from reports.models.briefings import Briefing
from spi_portal import bells
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from spi_portal.paper import pdf
from spi_portal.paper.pdf import Paper
from surveys.models.cities import City


@transaction.atomic
def ask(facts: dict[str, Any], *, by: User) -> Briefing:
    """Order the page for what stands now. Asking while one waits returns that one."""
    waiting = Briefing.objects.filter(state=Briefing.State.WAITING).first()
    if waiting is not None:
        return waiting
    briefing = Briefing.objects.create(facts=facts, asked_by=by, due_at=timezone.now())
    ledger.record("briefing.asked", briefing, by=by)
    bells.ring(orders.BELL)
    return briefing


def print_due() -> int:
    """Print every page that is due; returns how many were printed. Safe on many workers."""
    return orders.fulfil_due(Briefing.objects.select_related("asked_by"), _print)


def _print(briefing: Briefing) -> Paper:
    return pdf.render(page(briefing))


def page(briefing: Briefing) -> str:
    """The page as HTML."""
    city = City.objects.first()
    words = {
        "paper": True,
        "city": city,
        "city_name": city.name if city else "",
        "briefing": briefing,
        "facts": briefing.facts,
    }
    return render_to_string("reports/briefing.html", words)
