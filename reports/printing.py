"""Papers on demand: asked for by a page, printed by worker `reports`, kept.

The row of a Document is the order, and its `due_at` the lease: whoever moves it forward has
it. A worker that dies lets it fall due again.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from reports import papers, pdf
from reports.models.documents import Document
from reports.models.publications import Publication
from respondents.models.offices import Office
from spi_portal import bells
from spi_portal.accounts.models import User
from spi_portal.audit import ledger

BELL = "reports.tasks.work"
LEASE = timedelta(minutes=3)  # longer than pdf.SECONDS
WAIT = timedelta(seconds=30)
MAX_TRIES = 3
UNAVAILABLE = "PDF belum tersedia di server ini: pustaka untuk mencetak belum lengkap."
GIVEN_UP = "PDF gagal dibuat setelah tiga kali dicoba. Beri tahu administrator sistem."

log = logging.getLogger(__name__)


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
        document.state, document.due_at = Document.State.WAITING, timezone.now()
        document.tries, document.problem = 0, ""
        document.save(update_fields=["state", "due_at", "tries", "problem"])
    if is_new or failed:
        ledger.record("document.asked", document, by=by)
    bells.ring(BELL)
    return document


def print_due() -> int:
    """Print every paper that is due; returns how many were printed. Safe on many workers."""
    _give_up_on_those_that_kill()
    due = list(Document.objects.due(timezone.now()).values_list("pk", flat=True))
    return sum(_print(pk) for pk in due)


def _give_up_on_those_that_kill() -> None:
    """A paper whose every try ended with the worker itself is not tried a fourth time."""
    spent = Document.objects.due(timezone.now()).filter(tries__gte=MAX_TRIES)
    spent.update(state=Document.State.FAILED, problem=GIVEN_UP)


def _print(pk: int) -> bool:
    now = timezone.now()
    free = Document.objects.due(now).filter(pk=pk)
    if not free.update(due_at=now + LEASE, tries=F("tries") + 1):
        return False  # another worker has it
    document = Document.objects.select_related("publication", "office").get(pk=pk)
    try:
        paper = pdf.render(papers.of_office(document.publication, document.office.code))
    except pdf.NoLibraries as missing:
        log.warning("No PDF on this machine: %s", missing)
        _settle(document, state=Document.State.FAILED, problem=UNAVAILABLE)
        return False
    except Exception as fault:
        log.exception("Printing %s failed.", document)
        _put_back(document, fault)
        return False
    return _settle(document, state=Document.State.READY, content=paper.content, sha256=paper.sha256)


def _put_back(document: Document, fault: Exception) -> None:
    if document.tries >= MAX_TRIES:
        _settle(document, state=Document.State.FAILED, problem=GIVEN_UP)
    else:
        again = timezone.now() + WAIT * document.tries
        _settle(document, due_at=again, problem=f"{type(fault).__name__}: {fault}"[:300])


def _settle(document: Document, **values: object) -> bool:
    """Write what came of it, unless the lease ran out and somebody else has it now."""
    ours = Document.objects.filter(
        pk=document.pk, state=Document.State.WAITING, tries=document.tries
    )
    return bool(ours.update(**({"problem": ""} | values)))
