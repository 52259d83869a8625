"""The stored versions of the instruments: read from a workbook once, never changed."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from surveys.models.instruments import InstrumentVersion
from surveys.questionnaire import instrument, xlsform
from surveys.questionnaire.instrument import Kind

SHIPPED = Path(__file__).parent / "instruments"
KINDS: tuple[Kind, ...] = ("internal", "external", "expert")


@transaction.atomic
def store(workbook: bytes, *, kind: Kind, by: User | str) -> InstrumentVersion:
    """Store a workbook as a version; the same one again returns the version that is there.

    Raises questionnaire.faults.InstrumentRefused with every fault.
    """
    read = xlsform.read(workbook, kind)
    there = InstrumentVersion.objects.filter(digest=read.digest).first()
    if there:
        return there
    version = InstrumentVersion.objects.create(
        kind=kind,
        title=read.title["id"],
        digest=read.digest,
        body=instrument.to_json(read),
        workbook=workbook,
    )
    ledger.record("instrument.stored", version, by=by, items=len(read.items))
    return version


def store_shipped(*, by: User | str) -> dict[str, InstrumentVersion]:
    """The three questionnaires that come with the portal, as versions by kind."""
    return {
        kind: store((SHIPPED / f"{kind}.xlsx").read_bytes(), kind=kind, by=by) for kind in KINDS
    }


def latest() -> dict[str, InstrumentVersion]:
    """The newest version of each kind that has one, by kind; without its body."""
    newest = InstrumentVersion.objects.order_by("kind", "-pk").distinct("kind")
    return {version.kind: version for version in newest.defer("body", "workbook")}
