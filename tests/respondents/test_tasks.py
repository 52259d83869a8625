from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from respondents import lists, tasks
from respondents.models.lists import LEASE, Upload
from respondents.models.people import Person
from respondents.models.staged import StagedRow
from tests import make
from tests.respondents import sheets

pytestmark = pytest.mark.django_db


def receive(*rows, **given):
    return lists.receive(
        file_name="daftar.xlsx",
        content=sheets.xlsx(list(rows or [sheets.employee()])),
        office=given.get("office") or make.office(),
        kind="internal",
        by="test",
    )


def state_of(upload):
    return Upload.objects.get(pk=upload.pk).state


def test_reads_what_waits():
    upload = receive()

    assert tasks.work() == 1
    assert state_of(upload) == Upload.State.CHECKED


def test_takes_over_what_was_accepted(ratna):
    upload = receive()
    tasks.work()
    lists.accept(Upload.objects.get(pk=upload.pk), by=ratna)

    tasks.work()

    assert state_of(upload) == Upload.State.TAKEN_OVER
    assert Person.objects.count() == 1


def test_works_with_the_rights_of_its_process(ratna):
    upload = receive()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE app_reports")
    tasks.work()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    lists.accept(Upload.objects.get(pk=upload.pk), by=ratna)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE app_reports")

    tasks.work()

    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert Person.objects.count() == 1


def test_the_pages_process_may_receive_accept_and_drop(ratna):
    office = make.office()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE app_staff")
    with lists.access.acting(ratna):
        upload = receive(office=office)
        lists.drop(upload, by=ratna)
        assert state_of(upload) == Upload.State.DROPPED
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_run_twice_it_finds_nothing_to_do():
    receive()
    tasks.work()

    assert tasks.work() == 0


def test_of_two_workers_one_gets_the_upload():
    upload, now = receive(), timezone.now()
    Upload.objects.claim(upload.pk, now)  # by another worker, which is still at it

    assert tasks.attend(upload.pk, at=now) is False


def test_an_upload_falls_due_again_when_its_worker_dies():
    upload, now = receive(), timezone.now()
    Upload.objects.claim(upload.pk, now)  # and then silence

    assert not Upload.objects.due(now + LEASE - timedelta(seconds=1)).exists()
    assert tasks.attend(upload.pk, at=now + LEASE) is True
    assert state_of(upload) == Upload.State.CHECKED


def test_a_file_that_kills_its_worker_is_given_up():
    upload, now = receive(), timezone.now()
    for n in range(tasks.TRIES):
        Upload.objects.claim(upload.pk, now + n * LEASE)

    tasks.attend(upload.pk, at=now + tasks.TRIES * LEASE)

    assert Upload.objects.get(pk=upload.pk).problem == tasks.TOO_HEAVY


def test_a_mistake_of_ours_keeps_nobody_waiting(monkeypatch, caplog):
    upload = receive(sheets.employee(nama="Ayu Contoh"))

    said = "a row with " + "Ayu"

    def broken(*args, **kwargs):
        raise RuntimeError(said)

    monkeypatch.setattr(lists.reading, "find", broken)
    tasks.work()

    assert Upload.objects.get(pk=upload.pk).problem == tasks.OUR_FAULT
    assert "RuntimeError" in caplog.text
    assert "Ayu" not in caplog.text


def test_a_database_that_is_away_is_waited_for(monkeypatch):
    upload = receive()

    def away(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr(lists, "check", away)
    with pytest.raises(OperationalError):
        tasks.work()

    assert state_of(upload) == Upload.State.READING


def test_rows_of_a_cancelled_upload_are_gone():
    upload = receive()
    tasks.work()
    assert StagedRow.objects.count() == 1

    lists.drop(Upload.objects.get(pk=upload.pk), by="test")

    assert not StagedRow.objects.exists()


def test_rows_that_somebody_still_looks_at_stay():
    receive()
    tasks.work()
    tasks.work()

    assert StagedRow.objects.count() == 1
