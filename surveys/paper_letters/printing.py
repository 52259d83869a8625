"""Printing letters, in worker `send`: it alone can tell the link of somebody.

A batch is claimed by its `due_at`, as everywhere. The people are read, the sheets printed in a
process of their own, sealed, and stored with one message a person, all or nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from respondents import access, objections
from spi_portal.audit import ledger
from spi_portal.paper import pdf
from surveys.models.cities import City
from surveys.models.invitations import Invitation
from surveys.models.letter_batches import LetterBatch
from surveys.models.messages import Message
from surveys.models.waves import Wave
from surveys.paper_letters import sealing, sheets, unreached

ME = "surveys.paper_letters"
AT_MOST = 200  # letters in one file: printed within pdf.SECONDS, and one person can fold them
LEASE = timedelta(minutes=3)  # longer than pdf.SECONDS
WAIT = timedelta(seconds=30)
MAX_TRIES = 3
UNAVAILABLE = "Surat belum dapat dicetak di server ini: pustaka untuk mencetak belum lengkap."
GIVEN_UP = "Surat gagal dicetak setelah tiga kali dicoba. Beri tahu administrator sistem."
State = LetterBatch.State
log = logging.getLogger(__name__)


def print_due() -> int:
    """Print every batch that is due; returns how many. Safe on many workers."""
    due = list(LetterBatch.objects.due(timezone.now()).values_list("pk", flat=True))
    return sum(_print(LetterBatch.objects.get(pk=pk)) for pk in due)


def _print(batch: LetterBatch) -> bool:
    now = timezone.now()
    free = LetterBatch.objects.due(now).filter(pk=batch.pk, tries=batch.tries)
    if not free.update(due_at=now + LEASE, tries=F("tries") + 1):
        return False  # another worker has it
    batch.tries += 1
    try:
        return _fulfil(batch)
    except pdf.NoLibraries as missing:
        log.warning("No letters on this machine: %s", missing)
        _settle(batch, state=State.FAILED, problem=UNAVAILABLE)
    except Exception as fault:
        # Its message could hold a page, and so a link: the kind of fault is all that is kept.
        log.error("Printing batch %s failed: %s", batch.number, type(fault).__name__)
        _put_back(batch)
    return False


def _fulfil(batch: LetterBatch) -> bool:
    key = sealing.verified(
        bytes(batch.lock), bytes(batch.signature), batch=batch.pk, wave=batch.wave_id
    )
    people = _people(batch)
    if not people:
        _settle(batch, state=State.NOBODY)
        return False
    with access.acting(ME):
        unwilling = objections.among([one.person_id for one in people])
        willing = [one for one in people if _wants(one) and one.person_id not in unwilling]
        html = sheets.write(willing, batch, City.objects.get())
    paper = pdf.render(html)
    return _store(batch, people, sealing.seal(paper.content, key, batch=batch.pk))


def _people(batch: LetterBatch) -> list[Invitation]:
    """Also whoever gets no letter: a number without them would tell that they were drawn."""
    with access.acting(ME):
        if batch.again_id:
            printed = Message.objects.filter(batch=batch.again_id).values("invitation")
            found = Invitation.objects.filter(pk__in=printed)
        else:
            found = unreached.of(batch.wave, for_all=batch.for_all)
        with_all = found.select_related("person", "office", "group", "wave")
        return list(with_all.order_by("office__code", "person__name", "pk")[:AT_MOST])


def _wants(one: Invitation) -> bool:
    return one.state == Invitation.State.SAMPLE and not one.person.is_gone


def _store(batch: LetterBatch, people: Sequence[Invitation], content: bytes) -> bool:
    """Unless the survey was closed meanwhile, or somebody else has the batch now."""
    with access.acting(ME):
        wave = Wave.objects.select_for_update().get(pk=batch.wave_id)
        if wave.state != Wave.State.OPEN:
            return False
        if not _settle(batch, state=State.READY, content=content, letters=len(people)):
            return False
        if not batch.again_id:
            _queue(batch, people)
        ledger.record("letters.printed", wave, by=ME, batch=batch.number, letters=len(people))
    return True


def _queue(batch: LetterBatch, people: Sequence[Invitation]) -> None:
    """One message a person on paper, however many batches it took until one was taken."""
    Message.objects.bulk_create(
        [
            Message(
                invitation=one,
                office_id=one.office_id,
                round=Message.Round.INVITATION,
                channel=Message.Channel.PAPER,
                due_at=timezone.now(),
                batch=batch,
            )
            for one in people
        ],
        update_conflicts=True,
        unique_fields=["invitation", "round", "channel"],
        update_fields=["state", "due_at", "batch"],
    )


def _put_back(batch: LetterBatch) -> None:
    if batch.tries >= MAX_TRIES:
        _settle(batch, state=State.FAILED, problem=GIVEN_UP)
    else:
        _settle(batch, due_at=timezone.now() + WAIT * batch.tries)


def _settle(batch: LetterBatch, **values: object) -> bool:
    ours = LetterBatch.objects.filter(pk=batch.pk, state=State.WAITING, tries=batch.tries)
    return bool(ours.update(**values))
