from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from threading import Timer

import pytest
from django.conf import LazySettings

from spi_portal import keyring
from surveys.box.shuffling import DRAFT_DAYS
from surveys.respond import draft_keys

TODAY = date(2026, 10, 20)
KEY = bytes(range(32))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Iterator[Path]:
    settings.KEYS = tmp_path
    draft_keys.forget()
    yield tmp_path
    draft_keys.forget()


def days() -> list[str]:
    return keyring.names("draft")


def test_todays_key_is_made_once() -> None:
    key = draft_keys.of(TODAY, today=TODAY)
    draft_keys.forget()
    assert draft_keys.of(TODAY, today=TODAY) == key
    assert (len(key), days()) == (32, ["2026-10-20"])


def test_every_day_has_its_own() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert draft_keys.of(TODAY, today=TODAY) != draft_keys.of(tomorrow, today=tomorrow)


def test_an_earlier_key_is_never_made_afterwards() -> None:
    with pytest.raises(draft_keys.NoKey):
        draft_keys.of(TODAY - timedelta(days=1), today=TODAY)
    assert days() == []


def test_keys_go_when_their_drafts_expire() -> None:
    last, expired = TODAY - timedelta(days=DRAFT_DAYS), TODAY - timedelta(days=DRAFT_DAYS + 1)
    for day in (expired, last, TODAY):
        draft_keys.of(day, today=day)
    assert draft_keys.tidy(today=TODAY, survey_is_open=True) == [expired]
    assert days() == [str(last), str(TODAY)]


def test_an_expired_key_is_not_held_in_memory_either() -> None:
    expired = TODAY - timedelta(days=DRAFT_DAYS + 1)
    draft_keys.of(expired, today=expired)
    draft_keys.tidy(today=TODAY, survey_is_open=True)
    with pytest.raises(draft_keys.NoKey):
        draft_keys.of(expired, today=TODAY)


def test_all_of_them_go_once_no_survey_is_open() -> None:
    """Also on a day on which the keys were looked after while it was open."""
    draft_keys.tidy(today=TODAY, survey_is_open=True)
    for day in (TODAY - timedelta(days=1), TODAY):
        draft_keys.of(day, today=day)
    draft_keys.tidy(today=TODAY, survey_is_open=False)
    assert days() == []


def test_tidying_happens_once_a_day() -> None:
    draft_keys.tidy(today=TODAY, survey_is_open=True)
    expired = TODAY - timedelta(days=DRAFT_DAYS + 1)
    draft_keys.of(expired, today=expired)
    assert draft_keys.tidy(today=TODAY, survey_is_open=True) == []
    assert draft_keys.tidy(today=TODAY + timedelta(days=1), survey_is_open=True) == [expired]


def test_a_key_that_the_other_worker_destroyed_is_not_used_from_memory() -> None:
    yesterday = TODAY - timedelta(days=1)
    draft_keys.of(yesterday, today=yesterday)
    keyring.destroy("draft", str(yesterday))
    with pytest.raises(draft_keys.NoKey):
        draft_keys.of(yesterday, today=TODAY)


def test_a_key_that_the_other_worker_made_anew_is_used_from_then_on() -> None:
    draft_keys.of(TODAY, today=TODAY)
    keyring.destroy("draft", str(TODAY))
    new = keyring.load_or_make("draft", str(TODAY))
    assert draft_keys.of(TODAY, today=TODAY) == new


def test_a_key_that_the_other_worker_is_writing_is_waited_for(folder: Path) -> None:
    path = folder / "public" / f"draft.{TODAY}"
    path.parent.mkdir()
    path.touch()
    Timer(0.1, path.write_text, [KEY.hex()]).start()
    assert draft_keys.of(TODAY, today=TODAY) == KEY


def test_a_key_that_is_being_overwritten_is_no_key(folder: Path) -> None:
    """Zeros stand in its file for a moment; nothing may ever be locked with them."""
    yesterday = TODAY - timedelta(days=1)
    path = folder / "public" / f"draft.{yesterday}"
    path.parent.mkdir()
    path.write_text("0" * 64)
    Timer(0.1, path.unlink).start()
    with pytest.raises(draft_keys.NoKey):
        draft_keys.of(yesterday, today=TODAY)
