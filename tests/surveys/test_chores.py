from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from threading import Event

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.utils import timezone

from spi_portal.audit import ledger
from spi_portal.audit.models.entries import Entry
from surveys import box_keys, chores, registrar
from surveys.models.jobs import Job
from surveys.models.waves import Wave
from surveys.steps import issuing
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(ratna) -> Job:
    """The registrar was asked for the links of a wave."""
    wave = playing.drawn(ratna)
    box_keys.make(wave)
    return issuing.issue(wave=wave, by=ratna)


class NoDisk(Exception):
    pass


@pytest.fixture
def broken(monkeypatch):
    def perform(job: Job) -> None:
        Wave.objects.update(title="half done")
        raise NoDisk("no space left")

    monkeypatch.setattr(registrar, "perform", perform)


def test_a_step_is_taken_once(asked):
    assert chores.do_steps() == 1
    assert chores.do_steps() == 0

    asked.refresh_from_db()
    assert (asked.state, asked.tries) == (Job.State.DONE, 1)
    assert playing.again(asked.wave).state == Wave.State.ISSUED


def test_a_step_that_fails_leaves_nothing_half_done(asked, broken):
    assert chores.do_steps() == 0

    assert playing.again(asked.wave).title == "Survei Integritas OPD 2026"


def test_it_says_what_went_wrong_and_comes_again(asked, broken):
    chores.do_steps()

    asked.refresh_from_db()
    assert (asked.state, asked.problem) == (Job.State.WAITING, "NoDisk: no space left")
    assert not Job.objects.due(timezone.now()).exists()
    assert Job.objects.due(timezone.now() + timedelta(minutes=1)).exists()


def test_it_fails_for_good_after_the_last_try(asked, broken):
    Job.objects.update(tries=chores.MAX_TRIES - 1)

    chores.do_steps()

    asked.refresh_from_db()
    assert asked.state == Job.State.FAILED
    assert asked.problem


@pytest.mark.parametrize("step", ["close", "renew"])
def test_what_nobody_can_do_without_is_tried_for_ever(asked, broken, step):
    """A key that is never destroyed is a wave that can never be counted."""
    Job.objects.update(step=step, tries=30_000)

    chores.do_steps()

    asked.refresh_from_db()
    assert asked.state == Job.State.WAITING
    assert timedelta(minutes=9) < asked.due_at - timezone.now() <= timedelta(minutes=10)


def test_pauses_grow(asked, broken):
    pauses = []
    for _ in range(3):
        Job.objects.update(due_at=timezone.now())
        chores.do_steps()
        asked.refresh_from_db()
        pauses.append(round((asked.due_at - timezone.now()).total_seconds()))

    assert pauses == [30, 60, 120]


def test_it_says_since_when_it_fails(asked, broken):
    chores.do_steps()
    asked.refresh_from_db()
    first = asked.failing_since
    assert timezone.now() - first < timedelta(minutes=1)

    Job.objects.update(due_at=timezone.now())
    chores.do_steps()

    asked.refresh_from_db()
    assert (asked.tries, asked.failing_since) == (2, first)


class TestAgain:
    """`wave retry`: for whoever mended what a step failed of."""

    @pytest.fixture
    def failed(self, asked) -> Job:
        Job.objects.update(state="failed", problem="NoDisk", tries=5, failing_since=timezone.now())
        return asked

    def test_it_is_taken_at_the_next_look(self, failed, ratna):
        call_command("wave", "retry", failed.wave.slug, by=ratna.email)

        assert chores.do_steps() == 1
        assert playing.again(failed.wave).state == Wave.State.ISSUED
        entry = Entry.objects.get(verb="wave.steps_retried")
        assert (entry.actor, entry.details) == (ledger.name_of(ratna), {"steps": ["issue"]})

    def test_beside_one_that_waits_it_only_goes(self, failed, ratna):
        issuing.ask_registrar(failed.wave, Job.Step.ISSUE)

        call_command("wave", "retry", failed.wave.slug, by=ratna.email)

        assert [job.state for job in Job.objects.all()] == [Job.State.WAITING]

    def test_where_nothing_failed_it_says_so(self, asked, ratna):
        with pytest.raises(CommandError, match="Tidak ada langkah yang gagal"):
            call_command("wave", "retry", asked.wave.slug, by=ratna.email)


@pytest.mark.django_db(transaction=True)
class TestTwoConnections:
    @pytest.fixture
    def at_work(self, asked, monkeypatch):
        """The registrar is in the middle of carrying over; `go` lets it end."""
        issuing.ask_registrar(asked.wave, Job.Step.RENEW)
        Job.objects.filter(pk=asked.pk).delete()
        working, go = Event(), Event()

        def perform(job: Job) -> bool:
            working.set()
            return go.wait(20)

        monkeypatch.setattr(registrar, "perform", perform)
        with ThreadPoolExecutor(2) as pool:
            worker = pool.submit(beside, chores.do_steps)
            assert working.wait(20)
            yield pool, go
            go.set()
            assert worker.result(20) == 1

    def test_what_is_asked_for_while_it_runs_is_done_after_it(self, asked, at_work):
        pool, go = at_work
        wave = asked.wave
        second = pool.submit(beside, lambda: issuing.ask_registrar(wave, Job.Step.RENEW))
        wait([second], timeout=1)
        go.set()
        second.result(20)

        until = time.monotonic() + 20
        while not Job.objects.filter(state=Job.State.DONE).exists():
            assert time.monotonic() < until
        assert Job.objects.filter(step="renew", state=Job.State.WAITING).count() == 1

    def test_a_wave_in_other_hands_is_passed_by(self, asked):
        """Or these hands, when they ask for a step, and the step would wait for each other."""
        with ThreadPoolExecutor(1) as pool, transaction.atomic():
            Wave.objects.select_for_update().get(pk=asked.wave_id)
            assert pool.submit(beside, chores.do_steps).result(20) == 0
        assert Job.objects.get().tries == 0


def beside(work):
    """In a thread, and so on a connection of its own."""
    try:
        return work()
    finally:
        connections.close_all()


def test_a_chore_that_fails_keeps_no_other_from_running(ratna, monkeypatch, caplog):
    wave = playing.opened(ratna)
    Wave.objects.filter(pk=wave.pk).update(closes_at=timezone.now() - timedelta(seconds=1))

    def fail() -> int:
        raise NoDisk("a name, a right")

    monkeypatch.setattr(chores.closing, "close_due", fail)
    monkeypatch.setattr(chores.registrar, "empty_inbox", fail)
    monkeypatch.setattr(chores.delivery, "deliver_due", lambda: 7)

    done = chores.do_all()

    assert (done["closed"], done["wishes"], done["sent"]) == (0, 0, 7)
    assert "wishes: NoDisk at " in caplog.text
    assert "a name, a right" not in caplog.text


def test_one_broken_step_does_not_hold_up_the_others(ratna, asked, monkeypatch):
    other = playing.drawn(ratna)
    box_keys.make(other)
    issuing.issue(wave=other, by=ratna)
    whole = registrar.perform

    def perform(job: Job) -> bool:
        if job.pk == asked.pk:
            raise NoDisk
        return whole(job)

    monkeypatch.setattr(registrar, "perform", perform)

    assert chores.do_steps() == 1
    assert playing.again(other).state == Wave.State.ISSUED


def test_what_is_not_due_yet_waits(asked):
    Job.objects.update(due_at=timezone.now() + timedelta(hours=1))

    assert chores.do_steps() == 0


def test_one_bell_does_everything_that_is_due(ratna, settings):
    wave = playing.opened(ratna)
    Wave.objects.filter(pk=wave.pk).update(closes_at=timezone.now() - timedelta(seconds=1))

    assert chores.do_all() == {
        "closed": 1,
        "steps": 1,
        "activated": 0,
        "letters": 0,
        "outcomes": 0,
        "points": 0,
        "wishes": 0,
        "farewells": 0,
        "sent": 0,
        "inspected": 0,
    }

    assert playing.again(wave).registrar_key_gone_at is not None
