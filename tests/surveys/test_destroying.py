"""The end of a box: nothing of it is left, and no old copy opens any more (trust L10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections
from django.utils import timezone

from spi_portal import keyring, pending
from spi_portal.audit import approvals
from spi_portal.audit.models.approvals import Approval
from spi_portal.audit.models.entries import Entry
from surveys import box_end, counting, destroying
from surveys.box import ballots, batches, ending, issued, rights, sealing, shuffling, tasks
from surveys.box.models.ballots import Ballot
from surveys.box.models.drafts import Draft
from surveys.box.models.ended import EndedWave
from surveys.box.models.receipts import Receipt, ReceiptGone
from surveys.box.models.rights import BallotRight
from surveys.models.custody import Canary
from surveys.models.sheets import Sheet
from surveys.models.waves import Wave
from surveys.steps import order
from tests import box_wave
from tests.journeys import town

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 30
OF_A_BOX = ("box_ballot", "box_right")


def cast(wave: Wave, link: int, *, nonce: bytes) -> None:
    """A sheet of one item that is on no path: it is counted as invalid, and sealed like any."""
    from surveys.box import derivations

    secret, groups = box_wave.secret(link), box_wave.group_numbers(wave)
    group = groups[link % len(groups)]
    key = X25519PrivateKey.from_private_bytes(keyring.load("box", wave.slug)).public_key()
    sheet = sealing.Sheet(instrument=bytes(8), answers=bytes([link % 7]))
    sealed = sealing.seal(sheet, wave=wave.pk, group=group, key=key)
    ballots.cast(
        right=derivations.right(secret, wave.pk),
        wave=wave.pk,
        group=group,
        draft_id=derivations.draft_id(secret, wave.pk),
        draft=None,
        sealed=sealed,
        signature=sealing.sign(
            derivations.signing_key(secret, wave.pk), wave=wave.pk, group=group, sealed=sealed
        ),
        tag=nonce.ljust(16, b"\0"),
    )


@pytest.fixture
def open_wave(db) -> Wave:
    wave = box_wave.wave(box_wave.instrument(), groups=2, people=PEOPLE)
    box_wave.give_rights(wave, range(PEOPLE))
    for link in range(12):
        cast(wave, link, nonce=b"one")
    cast(wave, 0, nonce=b"two")  # replaced: leaves a note of it
    return wave


@pytest.fixture
def counted(open_wave) -> Wave:
    box_wave.close(open_wave)
    batches.draw_up_due(key=Ed25519PrivateKey.from_private_bytes(keyring.load("batch")))
    box_wave.grant_count(open_wave)
    counting.count(wave=open_wave)
    open_wave.refresh_from_db()
    return open_wave


@pytest.fixture
def granted(counted, ratna, hadi) -> Wave:
    town.grant("destroy", counted, by=ratna, second=hadi)
    return counted


def rehearse(wave: Wave) -> None:
    """What a rehearsal leaves in the box: the right of its trial sheet."""
    canary = Canary.objects.create(
        pk=uuid4(), wave=wave, box_key=bytes(32), secret=bytes(16), body=b"", signature=b"",
        until=timezone.now(),
    )  # fmt: skip
    rights.issue([issued.Right(key=b"r" * 32, group_id=1, status="o")], wave=canary.pk)


def dump(folder: Path) -> None:
    """What a backup of the box holds, as its own COPY writes it."""
    with connections["box"].cursor() as cursor:
        for table in OF_A_BOX:
            with (
                cursor.copy(f"COPY {table} TO STDOUT") as rows,
                (folder / table).open("wb") as file,
            ):
                for block in rows:
                    file.write(block)


def sealed_in(folder: Path) -> Iterator[tuple[int, bytes]]:
    """Group and sealed sheet of every row of the dump."""
    with connections["box"].cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = 'box_ballot' ORDER BY ordinal_position"
        )
        names = [name for (name,) in cursor.fetchall()]
    for line in (folder / "box_ballot").read_text().splitlines():
        row = dict(zip(names, line.split("\t"), strict=True))
        yield int(row["group_id"]), bytes.fromhex(row["sealed"].removeprefix("\\\\x"))


def opened_by_anybody(folder: Path, wave: Wave) -> int:
    """How many sheets of the dump open with any key file that is still anywhere."""
    files = [path for path in settings.KEYS.glob("**/*") if path.is_file()]
    keys = [X25519PrivateKey.from_private_bytes(bytes.fromhex(p.read_text())) for p in files]
    assert len(keys) >= 6
    return sum(_opens(sealed, group, wave, keys) for group, sealed in sealed_in(folder))


def _opens(sealed: bytes, group: int, wave: Wave, keys: list[X25519PrivateKey]) -> bool:
    for key in keys:
        try:
            sealing.open_sealed(sealed, wave=wave.pk, group=group, key=key)
        except sealing.SheetDoesNotOpen:
            continue
        return True
    return False


def destroy(wave: Wave) -> None:
    """As the counter and worker `box` do it, turn by turn."""
    assert not destroying.destroy(wave=wave)
    tasks.work()
    assert destroying.destroy(wave=wave)
    wave.refresh_from_db()


def test_an_old_copy_opens_before_the_destruction_and_never_after(granted, tmp_path):
    dump(tmp_path)
    assert opened_by_anybody(tmp_path, granted) == 12  # or the test proves nothing

    destroy(granted)

    assert opened_by_anybody(tmp_path, granted) == 0


def test_nothing_of_the_box_is_left_but_receipts(granted):
    assert ReceiptGone.objects.count() == 1
    rehearse(granted)

    destroy(granted)

    for model in (Ballot, BallotRight, Draft, ReceiptGone):
        assert not model.objects.exists()
    assert Receipt.objects.filter(wave=granted.pk).count() == 13
    assert len(batches.chain(granted.pk)) == 1
    assert Sheet.objects.count() == 0  # all twelve were invalid
    assert not keyring.holds("box", granted.slug)


def test_tables_are_written_anew_and_other_waves_stay(granted, open_wave):
    other = box_wave.wave(open_wave.instruments.get(), groups=1, people=PEOPLE)
    box_wave.give_rights(other, range(100, 120))
    for link in range(100, 105):
        cast(other, link, nonce=b"x")
    kept = set(BallotRight.objects.filter(wave=other.pk).values_list("key", flat=True))
    files = {table: _file_of(table) for table in ending.TABLES}

    destroy(granted)

    assert all(_file_of(table) != before for table, before in files.items())
    assert Ballot.objects.filter(wave=other.pk).count() == Ballot.objects.count() == 5
    assert set(BallotRight.objects.values_list("key", flat=True)) == kept
    assert keyring.holds("box", other.slug)


def test_what_stays_lies_in_an_order_that_tells_nothing(granted, open_wave):
    other = box_wave.wave(open_wave.instruments.get(), groups=1, people=PEOPLE)
    box_wave.give_rights(other, range(100, 120))
    for link in range(100, 120):
        cast(other, link, nonce=b"x")
    first = min(_lying("box_right", other))
    BallotRight.objects.filter(key=first).update(status="o")  # now its row is the last
    before = _lying("box_ballot", other)

    destroy(granted)

    after, keys = _lying("box_ballot", other), _lying("box_right", other)
    assert sorted(after) == sorted(before)
    assert after != before
    assert keys == sorted(keys)


def _lying(table: str, wave: Wave) -> list[bytes]:
    """Keys as they lie in the table's file."""
    with connections["box"].cursor() as cursor:
        cursor.execute(f"SELECT pk FROM {table} WHERE wave = %s ORDER BY ctid", [wave.pk])
        return [bytes(key) for (key,) in cursor.fetchall()]


def _file_of(table: str) -> int:
    with connections["box"].cursor() as cursor:
        cursor.execute("SELECT pg_relation_filenode(%s::regclass)", [table])
        return int(cursor.fetchall()[0][0])


def test_one_person_alone_destroys_nothing(counted, ratna):
    approvals.ask("destroy", counted.slug, reason="…", by=ratna)

    with pytest.raises(approvals.NotApproved):
        destroying.destroy(wave=counted)
    assert list(destroying.granted()) == []
    assert keyring.holds("box", counted.slug)
    assert Ballot.objects.count() == 12


def test_a_box_that_was_not_counted_is_never_destroyed(open_wave, ratna, hadi):
    town.grant("destroy", open_wave, by=ratna, second=hadi)

    with pytest.raises(order.StepOutOfOrder):
        destroying.destroy(wave=open_wave)
    assert list(destroying.granted()) == []
    assert keyring.holds("box", open_wave.slug)


def test_the_database_calls_no_box_destroyed_before_its_count(open_wave):
    with pytest.raises(IntegrityError, match="wave_loses_its_box_after_the_count"):
        Wave.objects.filter(pk=open_wave.pk).update(box_gone_at=timezone.now())


def test_interrupted_anywhere_it_goes_on(granted, monkeypatch):
    """Killed after the key, after the mark, and while worker `box` writes anew."""
    for killed in ("surveys.box.ending.mark", "surveys.box.ending.are_empty"):
        with monkeypatch.context() as patched:
            patched.setattr(killed, _die)
            with pytest.raises(OSError, match="power"):
                destroying.destroy(wave=granted)
        assert list(destroying.granted()) == [granted]
    assert not destroying.destroy(wave=granted)
    with monkeypatch.context() as patched:
        patched.setattr(shuffling, "put_in_place", _die)
        with pytest.raises(OSError, match="power"):
            ending.empty_marked()
    assert Ballot.objects.count() == 12  # all or nothing

    assert ending.empty_marked() == 12 + PEOPLE + 1
    assert destroying.destroy(wave=granted)
    assert ending.empty_marked() == 0


def _die(*_):
    raise OSError("the power is gone")


def test_it_is_done_once_and_written_down(granted, ratna, hadi):
    destroy(granted)
    town.grant("destroy", granted, by=ratna, second=hadi)

    with pytest.raises(destroying.BoxIsGone):
        destroying.destroy(wave=granted)
    assert Entry.objects.filter(verb="wave.box_destroyed").count() == 1
    assert EndedWave.objects.get(wave=granted.pk).emptied


def test_the_ledger_says_how_many_copies_of_the_key_went(granted):
    destroy(granted)

    (entry,) = Entry.objects.filter(verb="wave.box_key_destroyed")
    assert entry.details == {"copies": 1}


def test_a_key_that_went_is_written_down_whatever_comes_after(granted, ratna, monkeypatch):
    """Also when the box cannot be marked, and when the grant is taken back before it is empty."""
    with monkeypatch.context() as patched:
        patched.setattr("surveys.box.ending.mark", _die)
        with pytest.raises(OSError, match="power"):
            destroying.destroy(wave=granted)
    approvals.withdraw(Approval.objects.get(verb="destroy"), by=ratna)

    assert not keyring.holds("box", granted.slug)
    assert Entry.objects.filter(verb="wave.box_key_destroyed").count() == 1


def test_the_command_does_both_parts(granted, ratna):
    call_command("wave", "destroy", granted.slug, by=ratna.email)

    granted.refresh_from_db()
    assert granted.box_gone_at is not None
    assert not Ballot.objects.exists()
    with pytest.raises(CommandError, match="sudah dimusnahkan"):
        call_command("wave", "destroy", granted.slug, by=ratna.email)


def test_the_command_says_that_nobody_has_granted_it(counted, ratna):
    with pytest.raises(CommandError, match="No second person"):
        call_command("wave", "destroy", counted.slug, by=ratna.email)


def test_who_runs_the_survey_is_reminded_from_the_count_on(counted):
    (matter,) = pending._of_boxes()
    assert f"Musnahkan kotak jawaban {counted}" in matter.text
    assert box_end.due_at(counted) == counted.counted_at + timedelta(days=14)

    Wave.objects.update(counted_at=timezone.now() - timedelta(days=15))
    (late,) = pending._of_boxes()
    assert late.detail == "Sudah lewat."


def test_nobody_is_reminded_of_a_box_that_is_gone(granted):
    destroy(granted)

    assert pending._of_boxes() == []
