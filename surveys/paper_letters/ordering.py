"""Ordering letters, and taking them: what the Inspektur does."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from respondents import access
from spi_portal import bells
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from surveys.models.letter_batches import LetterBatch
from surveys.models.messages import Message
from surveys.models.waves import Wave
from surveys.paper_letters import sealing
from surveys.steps import order

State = LetterBatch.State


class NotYet(Exception):
    """Another batch of this wave waits. The message is for the user."""


class CannotBeTaken(Exception):
    """It was taken, given up, or is somebody else's. The message is for the user."""


def ask(*, wave: Wave, for_all: bool, by: User) -> LetterBatch:
    """Order letters for everybody whom nothing reached. Raises StepOutOfOrder, NotYet."""
    return _order(wave, for_all=for_all, again=None, by=by)


def ask_again(batch: LetterBatch, *, by: User) -> LetterBatch:
    """The letters of a batch once more, with the same links: nothing becomes void by it.

    Raises StepOutOfOrder, NotYet, CannotBeTaken.
    """
    first = batch.again or batch
    if first.state != State.TAKEN:
        raise CannotBeTaken("Yang belum pernah diambil tidak perlu dicetak ulang.")
    return _order(batch.wave, for_all=first.for_all, again=first, by=by)


def _order(wave: Wave, *, for_all: bool, again: LetterBatch | None, by: User) -> LetterBatch:
    with access.acting("surveys.paper_letters"):
        wave = order.begin(wave, Wave.State.OPEN)
        earlier = LetterBatch.objects.filter(wave=wave)
        if earlier.unfinished().exists():
            raise NotYet("Masih ada berkas surat yang belum diambil. Ambil atau hapus dulu.")
        sealing.forget_all_but(frozenset(_unfinished()))
        key, now = uuid4(), timezone.now()
        lock, signature = sealing.new_lock(key, wave.pk)
        batch = LetterBatch.objects.create(
            pk=key, wave=wave, number=(earlier.aggregate(last=Max("number"))["last"] or 0) + 1,
            again=again, for_all=for_all, asked_by=by, asked_at=now, due_at=now,
            lock=lock, signature=signature,
        )  # fmt: skip
        ledger.record(
            "letters.asked", wave, by=by, batch=batch.number,
            **({"again": again.number} if again else {}),
        )  # fmt: skip
    bells.ring("surveys.tasks.work")
    return batch


def _unfinished() -> QuerySet[LetterBatch, UUID]:
    return LetterBatch.objects.unfinished().values_list("pk", flat=True)


def take(batch: LetterBatch, *, by: User) -> bytes:
    """The PDF, for the one who ordered it, once: afterwards nobody can open it any more.

    Raises CannotBeTaken.
    """
    with access.acting("surveys.paper_letters"):
        batch = LetterBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if batch.asked_by_id != by.pk:
            raise CannotBeTaken(f"Berkas ini diminta {batch.asked_by.name}, dan hanya untuk dia.")
        if batch.state != State.READY:
            raise CannotBeTaken("Berkas ini tidak dapat diambil (lagi). Minta cetak ulang.")
        try:
            paper = sealing.unseal(bytes(batch.content), batch=batch.pk)
        except sealing.CannotBeOpened as fault:
            raise CannotBeTaken("Berkas ini tidak dapat dibuka. Hapus, lalu minta lagi.") from fault
        _close(batch, State.TAKEN)
        waiting = Message.objects.filter(batch=batch, state=Message.State.READY)
        waiting.update(state=Message.State.SENT, sent_on=timezone.localdate())
        ledger.record("letters.taken", batch.wave, by=by, batch=batch.number, letters=batch.letters)
    return paper


def drop(batch: LetterBatch, *, by: User) -> None:
    """Give up what was not taken; its people can be in the next one. Raises CannotBeTaken."""
    with access.acting("surveys.paper_letters"):
        batch = LetterBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if batch.state not in (State.WAITING, State.READY):
            raise CannotBeTaken("Berkas ini sudah diambil atau sudah dihapus.")
        _close(batch, State.DROPPED)
        waiting = Message.objects.filter(batch=batch, state=Message.State.READY)
        waiting.update(state=Message.State.CANCELLED)
        ledger.record("letters.dropped", batch.wave, by=by, batch=batch.number)


def end_all(wave: Wave) -> None:
    """The survey is closed: what was not taken goes, and no link in it opens anything."""
    waiting = LetterBatch.objects.filter(wave=wave).unfinished()
    waiting.update(state=State.DROPPED, content=b"")
    transaction.on_commit(lambda: forget_all(wave))


def forget_all(wave: Wave) -> None:
    """Destroy what would open its files in a backup, where this process holds it.

    Worker `send` closes at the announced minute and holds none: `staff` does it, when somebody
    asks for the count.
    """
    for batch in LetterBatch.objects.filter(wave=wave).values_list("pk", flat=True):
        sealing.forget(batch)


def _close(batch: LetterBatch, state: LetterBatch.State) -> None:
    batch.state, batch.content = state, b""
    batch.taken_at = timezone.now() if state == State.TAKEN else None
    batch.save(update_fields=["state", "content", "taken_at"])
    transaction.on_commit(lambda: sealing.forget(batch.pk))
