from __future__ import annotations

import os
import threading

import pytest

from surveys.box import side_by_side

THINGS = list(range(side_by_side.MANY + 1))

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")


@pytest.fixture(autouse=True)
def two_cores(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def test_both_halves_come_back_in_order():
    assert side_by_side.each(lambda thing: thing * 2, THINGS) == [thing * 2 for thing in THINGS]


def test_many_are_done_by_two_processes_and_few_by_one():
    assert len(set(side_by_side.each(lambda thing: os.getpid(), THINGS))) == 2
    assert set(side_by_side.each(lambda thing: os.getpid(), THINGS[:9])) == {os.getpid()}


@pytest.mark.parametrize("which", [THINGS[0], THINGS[-1]])
def test_what_fails_in_either_half_is_raised(which):
    def work(thing):
        if thing == which:
            raise KeyError(thing)

    with pytest.raises(KeyError):
        side_by_side.each(work, THINGS)


def test_a_half_that_is_killed_is_no_result():
    here = os.getpid()

    def work(thing):
        if os.getpid() != here:
            os.kill(os.getpid(), 9)

    with pytest.raises(side_by_side.OtherHalfWasLost):
        side_by_side.each(work, THINGS)


def test_beside_other_threads_one_process_does_it_all():
    """A thread of a server: a copy of it could wait for a lock that nobody opens any more."""
    done: list[int] = []

    def work():
        done.extend(side_by_side.each(lambda thing: os.getpid(), THINGS))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert set(done) == {os.getpid()}
