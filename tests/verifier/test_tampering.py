"""Whatever is done to a box, the count finds it, and both verifiers find what they can see.

The second verifier was written from docs/verifying.md alone (second.py). Where the two disagree,
one of them, or the page, is wrong.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from surveys.box import activations, periksa, receipts, verifying, verifying_rights
from surveys.box.verifying import Ballot, Contents
from tests.surveys.box import make
from tests.verifier import files, second, tampering
from tests.verifier.files import Files
from tests.verifier.tampering import BOX, MORE, WAYS, Seen, Tampering

OUTCOME = files.counted(BOX)
GOOD = files.of(BOX, OUTCOME)
ALL = [pytest.param(way, id=way.what) for way in (*WAYS, *MORE)]
Json = dict[str, Any]


def counted(contents: Contents) -> Counter[str]:
    """The codes with which the count refuses it."""
    with pytest.raises(verifying.BoxIsInconsistent) as refused:
        verifying.verify(
            contents,
            wave_key=make.WAVE_KEY.public_key(),
            batch_key=make.BATCH_KEY.public_key(),
            box_key=make.BOX_KEY,
        )
    return refused.value.faults


def both(given: list[Json], **asked: str) -> set[str]:
    """What the two verifiers find, which is the same."""
    first = {code for code, _ in periksa.check(given, **asked)}
    assert first == second.check(given, **asked)
    return first


@pytest.mark.parametrize("way", ALL)
def test_the_count_finds_it_with_a_code_of_its_own(way: Tampering) -> None:
    assert way.code in counted(way.box())


def test_no_two_ways_have_the_same_code() -> None:
    codes = [way.code for way in WAYS]
    assert len(set(codes)) == len(codes) >= 40


@pytest.mark.parametrize("way", ALL)
def test_both_verifiers_find_what_they_can_see(way: Tampering) -> None:
    made = files.of(way.box())
    public, everything = both(made.all[:1]), both(made.all)
    assert (way.code in public) == (way.seen is Seen.PUBLIC)
    assert (way.code in everything) == (way.seen is not Seen.NOBODY)
    if way.seen is Seen.NOBODY:
        assert everything == set()


def test_every_code_of_the_count_has_its_way() -> None:
    """But that of another box key, which is no tampering with the box: test_verifying.py."""
    of_the_count = {
        str(code)
        for faults in (
            verifying.Fault, verifying_rights.Fault, activations.Fault, receipts.Fault
        )
        for code in faults
    }  # fmt: skip
    assert {way.code for way in WAYS} == of_the_count - {"box-key"}


def replaced_and_put_back() -> tuple[Contents, Contents]:
    """Link 0 answered twice: as it lies there, and the older sheet in the newer one's place."""
    older, newer = BOX.ballots[0], make.ballot(make.Link(0), 1)
    both_there = make.with_sheet(BOX, newer)
    return as_if_gone(both_there, older, "superseded"), as_if_gone(both_there, newer, "superseded")


def withdrawn_and_put_back() -> tuple[Contents, Contents]:
    there = make.with_sheet(BOX, make.ballot(make.Link(13), 1))
    return as_if_gone(there, there.ballots[-1], "withdrawn"), there


def as_if_gone(contents: Contents, sheet: Ballot, why: str) -> Contents:
    return replace(
        contents,
        ballots=[each for each in contents.ballots if each != sheet],
        gone=[*contents.gone, (receipts.receipt(sheet.sealed), why)],
    )


@pytest.mark.parametrize("done", [replaced_and_put_back, withdrawn_and_put_back])
def test_an_old_sheet_that_is_put_back_is_found_by_nobody(
    done: Callable[[], tuple[Contents, Contents]],
) -> None:
    """No aim but a limit: docs/privacy.md states it, decision 24 says why it is not closed."""
    honest, tampered = done()
    assert {each.key for each in tampered.ballots} >= {each.key for each in honest.ballots}
    assert honest.ballots != tampered.ballots
    for contents in (honest, tampered):
        assert both(files.of(contents, files.counted(contents)).all) == set()


def test_both_find_nothing_where_nothing_was_done() -> None:
    shown = GOOD.public["batches"][1]["receipts"][0]
    assert both(GOOD.all, key=files.KEY.hex(), receipt=shown.lower()) == set()
    assert both(files.of(BOX).all) == set()  # before the count


# --- What concerns the files alone ----------------------------------------------------------


def outcome(**changes: int | str) -> Files:
    return files.of(BOX, files.counted(BOX, **changes))


def forged_outcome() -> Files:
    body, signature = OUTCOME
    return files.of(BOX, (body.replace(b'"withdrawn":1', b'"withdrawn":0'), signature))


def counted_by_another_announcement() -> Files:
    extended = tampering.announced(tampering.version(1), tampering.version(2))
    return files.of(extended, OUTCOME)


def a_list_after_the_count() -> Files:
    return files.of(make.with_sheet(BOX, make.ballot(make.Link(13), 1)), OUTCOME)


def another_wave() -> Files:
    return GOOD.with_public(wave=str(make.WAVE.__class__(int=1)))


OF_FILES = {
    "files-of-other-waves": another_wave,
    "outcome-forged": forged_outcome,
    "outcome-sum": lambda: outcome(counted=11),
    "outcome-received": a_list_after_the_count,
    "outcome-batches": lambda: outcome(batches=1),
    "outcome-activations": lambda: outcome(last_activation="0" * 64),
    "outcome-manifest": counted_by_another_announcement,
    "outcome-gone": lambda: outcome(superseded=0, withdrawn=2),
    "outcome-log": lambda: outcome(released=0),
    "outcome-sheets": lambda: outcome(counted=9, superseded=2),
    "outcome-void": lambda: outcome(void=0, invalid=1),
}


@pytest.mark.parametrize("code", OF_FILES)
def test_both_find_what_is_wrong_with_an_outcome(code: str) -> None:
    assert code in both(OF_FILES[code]().all)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"key": "00" * 32}, "wave-key"),
        ({"receipt": "0000-0000-0000-0000"}, "receipt-unknown"),
        ({"receipt": "nonsense"}, "receipt-unknown"),
    ],
)
def test_both_answer_what_was_asked(asked: dict[str, str], code: str) -> None:
    assert both(GOOD.all, **asked) == {code}


def test_every_code_that_has_a_sentence_has_its_way_and_no_other_has() -> None:
    seen = {way.code for way in WAYS if way.seen is not Seen.NOBODY}
    assert seen | set(OF_FILES) | {"wave-key", "receipt-unknown"} == set(periksa.WRONG)


def test_what_is_replaced_by_chance_they_judge_alike() -> None:
    """Three hundred times one value somewhere in the files is exchanged for another."""
    luck = random.Random(6)
    found: Counter[str] = Counter()
    for _ in range(300):
        given = GOOD.all
        exchange(given[luck.randrange(3)], luck)
        found[judged_alike(given)] += 1
    assert found["fault"] > 150
    assert found["unreadable"] > 15


def judged_alike(given: list[Json]) -> str:
    try:
        first = {code for code, _ in periksa.check(given)}
    except periksa.NotReadable:
        first = None
    try:
        other = second.check(given)
    except (AttributeError, KeyError, IndexError, TypeError, ValueError, OverflowError):
        other = None
    except second.struct.error:
        other = None
    assert (first is None) == (other is None)
    assert first == other
    return "unreadable" if first is None else "fault" if first else "nothing"


def exchange(value: Any, luck: random.Random) -> None:
    """One leaf of the tree, in place."""
    while True:
        at = luck.choice(sorted(value) if isinstance(value, dict) else range(len(value)))
        inside = value[at]
        if not isinstance(inside, dict | list) or not inside:
            break
        value = inside
    value[at] = other(inside, luck)


def other(value: Any, luck: random.Random) -> Any:
    if isinstance(value, int):
        return luck.choice([value + 1, -1, None])
    if isinstance(value, str) and value:
        at = luck.randrange(len(value))
        return luck.choice([value[:at] + luck.choice("0123456789abcdef") + value[at + 1 :], "", 7])
    return luck.choice(["", 1, {}])
