"""The poster of a service point: ordered, printed by the worker, kept."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from reports import orders
from reports.models.posters import Poster
from respondents.models.service_points import ServicePoint
from spi_portal import bells
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from spi_portal.paper import pdf, qr
from spi_portal.paper.pdf import Paper
from surveys.models.cities import City


@transaction.atomic
def ask(point: ServicePoint, *, by: User) -> Poster:
    """The poster that is there, or an order for it."""
    poster, is_new = Poster.objects.defer("content").get_or_create(
        point=point,
        defaults={
            "address": f"{settings.PUBLIC_URL}/daftar/{point.code}/",
            "due_at": timezone.now(),
        },
    )
    failed = poster.state == Poster.State.FAILED
    if failed:
        orders.begin_anew(poster)
    if is_new or failed:
        ledger.record("poster.asked", point, by=by)
    bells.ring(orders.BELL)
    return poster


def print_due() -> int:
    """Print every poster that is due; returns how many were printed. Safe on many workers."""
    return orders.fulfil_due(Poster.objects.select_related("point__office"), _print)


def _print(poster: Poster) -> Paper:
    return pdf.render(page(poster))


def page(poster: Poster) -> str:
    """The sheet as HTML."""
    city = City.objects.get()
    return render_to_string(
        "reports/poster.html",
        {
            "paper": True,
            "city": city,
            "city_name": city.name,
            "point": poster.point,
            "typed": poster.address.partition("://")[2],
            "picture": qr.drawing(poster.address),
        },
    )
