"""The stored versions of the instruments: read from a workbook once, published, never changed."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from spi_portal.accounts.models import User
from spi_portal.audit import approvals, ledger
from surveys.models.instruments import METHOD_ROLE, InstrumentVersion
from surveys.questionnaire import instrument, rehearsal, xlsform
from surveys.questionnaire.instrument import Kind
from surveys.questionnaire.path import Questionnaire
from surveys.questionnaire.rehearsal import Rehearsal

STEP = "instrument"  # of the approvals
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


class PublishedAlready(Exception):
    """The message is for the user."""


@transaction.atomic
def publish(version: InstrumentVersion, *, by: User) -> None:
    """From now on new waves ask it. Raises approvals.NotApproved, PublishedAlready."""
    version = InstrumentVersion.objects.select_for_update().get(pk=version.pk)
    if version.published_at is not None:
        raise PublishedAlready("Versi ini sudah terbit.")
    approvals.use(STEP, str(version))
    _publish(version, by=by)


@transaction.atomic
def store_shipped(*, by: User | str) -> dict[str, InstrumentVersion]:
    """The three questionnaires that come with the portal, published, as versions by kind.

    They were reviewed where the portal is made; no second person of the city is asked.
    """
    return {
        kind: store_ours((SHIPPED / f"{kind}.xlsx").read_bytes(), kind=kind, by=by)
        for kind in KINDS
    }


def store_ours(workbook: bytes, *, kind: Kind, by: User | str) -> InstrumentVersion:
    """Store and publish what was reviewed where the portal is made; no second person is asked."""
    version = store(workbook, kind=kind, by=by)
    if version.published_at is None:
        _publish(version, by=by)
    return version


def latest() -> dict[str, InstrumentVersion]:
    """The newest published version of each kind that has one, by kind; without its body.

    One with the city-level method module is asked by the wave that switched it on, and no other.
    """
    published = InstrumentVersion.objects.published().without_method_module()
    newest = published.order_by("kind", "-published_at", "-pk")
    return {version.kind: version for version in newest.distinct("kind").without_bodies()}


def before(version: InstrumentVersion) -> InstrumentVersion | None:
    """The published version that this one follows, if there is one."""
    earlier = InstrumentVersion.objects.published().filter(kind=version.kind, pk__lt=version.pk)
    if METHOD_ROLE not in version.body:
        earlier = earlier.without_method_module()
    return earlier.order_by("-pk").first()


@lru_cache(maxsize=8)
def compiled(digest: str) -> Questionnaire:
    """A version ready to be walked. Raises InstrumentVersion.DoesNotExist."""
    return Questionnaire(InstrumentVersion.objects.get(digest=digest).read())


@lru_cache(maxsize=16)
def rehearsed(digest: str) -> Rehearsal:
    """What a thousand invented respondents meet; always the same for one version."""
    return rehearsal.rehearse(compiled(digest))


def _publish(version: InstrumentVersion, *, by: User | str) -> None:
    version.published_at = timezone.now()
    version.save(update_fields=["published_at"])
    ledger.record("instrument.published", version, by=by, digest=version.digest)
