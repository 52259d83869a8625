"""The printed statement that the head of an OPD signs: ordered, printed by the worker, kept.

The order carries all that stands on the sheet; the worker that prints it looks at no person.
"""

from __future__ import annotations

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from reports import orders
from reports.models.statements import Statement
from respondents import signatures
from respondents.digests import Listed
from respondents.models.offices import Office
from spi_portal import bells
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from spi_portal.paper import pdf, qr
from spi_portal.paper.pdf import Paper
from surveys.models.cities import City


@transaction.atomic
def ask(*, office: Office, kind: str, listed: Listed, page: str, by: User) -> Statement:
    """The sheet for the list as it stands: the one that is there, or an order for it.

    `page` is the whole address where the signed sheet is handed in.
    """
    code = signatures.code_of(office, kind, listed)
    statement, is_new = Statement.objects.defer("content").get_or_create(
        office=office,
        kind=kind,
        code=code,
        defaults={
            "rows": listed.rows,
            "address": f"{page}?kode={code}",
            "dated": signatures.dated(office, kind),
            "due_at": timezone.now(),
        },
    )
    failed = statement.state == Statement.State.FAILED
    if failed:
        orders.begin_anew(statement)
    if is_new or failed:
        subject = signatures.subject_of(office, kind)
        ledger.record("statement.asked", subject, by=by, rows=listed.rows, code=statement.code)
    bells.ring(orders.BELL)
    return statement


def print_due() -> int:
    """Print every sheet that is due; returns how many were printed. Safe on many workers."""
    return orders.fulfil_due(Statement.objects.select_related("office"), _print)


def _print(statement: Statement) -> Paper:
    return pdf.render(page(statement))


def page(statement: Statement) -> str:
    """The sheet as HTML."""
    city = City.objects.first()
    return render_to_string(
        "reports/statement.html",
        {
            "paper": True,
            "city": city,
            "city_name": city.name if city else "",
            "statement": statement,
            "picture": qr.drawing(statement.address),
        },
    )
