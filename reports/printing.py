"""The paper of one office: ordered by a page, printed once, kept. How, is told in orders.py."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from reports import orders, papers
from reports.models.documents import Document
from reports.models.publications import Publication
from respondents import successions
from respondents.models.offices import Office
from spi_portal import bells
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from spi_portal.paper import pdf
from spi_portal.paper.pdf import Paper


@transaction.atomic
def ask(*, publication: Publication, office: Office, by: User) -> Document:
    """The paper of one office: the one that is there, or an order for it.

    One that failed is tried anew. Asking twice orders once.
    """
    document, is_new = Document.objects.defer("content").get_or_create(
        publication=publication, office=office, defaults={"due_at": timezone.now()}
    )
    failed = document.state == Document.State.FAILED
    if failed:
        orders.begin_anew(document)
    if is_new or failed:
        ledger.record("document.asked", document, by=by)
    bells.ring(orders.BELL)
    return document


def print_due() -> int:
    """Print every paper that is due; returns how many were printed. Safe on many workers."""
    return orders.fulfil_due(Document.objects.select_related("publication", "office"), _print)


def _print(document: Document) -> Paper:
    code = successions.code_on(document.office, document.publication.published_at)
    return pdf.render(papers.of_office(document.publication, code))
