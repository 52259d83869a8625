from __future__ import annotations

from dataclasses import fields, replace

import pytest

from surveys.box import sealing, tallying, verifying
from surveys.box.sealing import Sheet
from surveys.box.tallying import CountedSheet, Invalid, Totals
from surveys.box.verifying import Contents
from tests.surveys.box import make
from tests.surveys.box.make import Link

BOX = make.box()


def read(kind: str, packed: bytes) -> list[int] | None:
    """Answer 250 is on no path."""
    return None if 250 in packed else list(packed)


def count(contents: Contents, read: tallying.ReadAnswers = read) -> tallying.Count:
    return tallying.count(
        contents,
        wave_key=make.WAVE_KEY.public_key(),
        batch_key=make.BATCH_KEY.public_key(),
        box_key=make.BOX_KEY,
        read=read,
    )


def sheet_of(link: Link, sealed: bytes) -> Contents:
    return make.with_sheet(BOX, make.ballot(link, sheet=sealed))


def test_every_sheet_that_counts_is_opened() -> None:
    answers = sorted(sheet.answers[0] for sheet in count(BOX).sheets)
    assert answers == [0, 1, 4, 5, 6, 7, 8, 9, 10, 11]  # 2 was withdrawn, 3 is void


def test_a_sheet_keeps_its_group_and_kind() -> None:
    (external,) = [sheet for sheet in count(BOX).sheets if sheet.kind == "external"]
    assert (external.group_id, external.answers) == (8, [11])


def test_the_equation_holds() -> None:
    assert count(BOX).totals == Totals(
        received=13, counted=10, superseded=1, withdrawn=1, void=1, invalid=0
    )


def test_totals_that_do_not_add_up_cannot_be_stated() -> None:
    with pytest.raises(ValueError, match="13 were received, 12"):
        Totals(received=13, counted=10, superseded=1, withdrawn=1, void=0, invalid=0)


def test_nothing_but_group_kind_and_answers_is_left() -> None:
    assert [field.name for field in fields(CountedSheet)] == ["group_id", "kind", "answers"]


def test_sheets_are_opened_in_no_order() -> None:
    orders = {tuple(sheet.answers[0] for sheet in count(BOX).sheets) for _ in range(3)}
    assert len(orders) == 3


def test_keys_are_dropped_and_blobs_shuffled_before_anything_is_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps: list[str] = []
    shuffle = tallying.secrets.SystemRandom.shuffle

    def watched_shuffle(self: object, blobs: list[object]) -> None:
        steps.append("shuffle")
        assert not any(hasattr(blob, "key") or hasattr(blob, "signature") for blob in blobs)
        shuffle(self, blobs)

    monkeypatch.setattr(tallying.secrets.SystemRandom, "shuffle", watched_shuffle)
    monkeypatch.setattr(
        tallying.sealing,
        "open_sealed",
        lambda *args, **kwargs: steps.append("open") or Sheet(instrument=b"", answers=b""),
    )
    count(BOX)
    assert steps == ["shuffle", *["open"] * 10]


def test_nothing_is_opened_when_the_box_does_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        pytest.fail("a sheet was opened")

    monkeypatch.setattr(tallying.sealing, "open_sealed", refuse)
    with pytest.raises(verifying.BoxIsInconsistent):
        count(replace(BOX, ballots=BOX.ballots[1:]))


def other_key() -> bytes:
    key = make.INBOX_KEY.public_key()
    sheet = Sheet(instrument=make.manifest().instrument_digest("internal"), answers=b"\x01")
    return sealing.seal(sheet, wave=make.WAVE, group=7, key=key)


def no_sheet() -> bytes:
    info = b"spi1|" + make.WAVE.bytes + b"|" + (7).to_bytes(8)
    return sealing._HPKE.encrypt(bytes(256), make.BOX_KEY.public_key(), info=info)


@pytest.mark.parametrize(
    ("reason", "sealed"),
    [
        (Invalid.DOES_NOT_OPEN, other_key()),
        (Invalid.MALFORMED, no_sheet()),
        (Invalid.OTHER_INSTRUMENT, make.sealed(1, kind="external")),
        (Invalid.OFF_THE_PATH, make.sealed(250)),
    ],
)
def test_a_sheet_that_cannot_count_is_told_with_its_reason(reason: Invalid, sealed: bytes) -> None:
    counted = count(sheet_of(Link(13), sealed))
    assert counted.invalid == {reason: 1}
    assert (counted.totals.counted, counted.totals.invalid) == (10, 1)


def test_what_reading_returns_is_what_is_counted() -> None:
    reduced = count(BOX, read=lambda kind, packed: [len(kind)])
    assert {tuple(sheet.answers) for sheet in reduced.sheets} == {(8,)}


def test_a_sheet_with_an_earlier_wording_counts_once_the_manifest_knows_it() -> None:
    earlier = "ab" * 32
    sheet = Sheet(instrument=bytes.fromhex(earlier)[:8], answers=b"\x09")
    sealed = sealing.seal(sheet, wave=make.WAVE, group=7, key=make.BOX_KEY.public_key())
    unknown, known = make.manifest(), make.manifest(earlier_wordings={"internal": (earlier,)})
    blob = tallying._Blob(group_id=7, sealed=sealed)

    assert tallying._open(blob, unknown, make.BOX_KEY, read) is Invalid.OTHER_INSTRUMENT
    found = tallying._open(blob, known, make.BOX_KEY, read)
    assert isinstance(found, CountedSheet)
    assert found.answers == [9]
