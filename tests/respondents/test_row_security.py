"""What PostgreSQL itself lets a process see, whatever a view forgets to ask."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from reports.models.receipts import SignatureReceipt
from respondents import access
from respondents.models.duties import Duty
from respondents.models.lists import Fault, Upload
from respondents.models.offices import Office
from respondents.models.people import Person
from respondents.models.signatures import Signature
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(bayu):
    return Office.objects.get(duty__user=bayu)


@pytest.fixture
def theirs(citra):
    return Office.objects.get(duty__user=citra)


@pytest.fixture
def people(mine, theirs):
    unit = make.office(parent=mine, kind=Office.Kind.UNIT)
    return {
        "mine": make.person(office=mine),
        "below": make.person(office=unit),
        "theirs": make.person(office=theirs),
    }


@pytest.fixture
def step_down(db):
    """Become a process's role until the end of the test's transaction."""

    def become(role: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {role}")

    yield become
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_an_admin_sees_their_office_and_the_units_below(people, bayu, step_down):
    step_down("app_staff")

    with access.acting(bayu):
        assert set(Person.objects.all()) == {people["mine"], people["below"]}


def test_the_inspectorate_sees_everybody(people, ratna, step_down):
    step_down("app_staff")

    with access.acting(ratna):
        assert Person.objects.count() == 3


def test_while_nobody_acts_nobody_is_seen(people, step_down):
    step_down("app_staff")

    assert not Person.objects.exists()


def test_after_acting_nobody_is_seen_again(people, bayu, step_down):
    step_down("app_staff")
    with access.acting(bayu):
        assert Person.objects.exists()

    assert not Person.objects.exists()


def test_acting_for_oneself_inside_a_task_gives_the_task_s_eyes_back(people, bayu, step_down):
    step_down("app_staff")
    with access.acting("a task"):
        with access.acting(bayu):
            assert Person.objects.count() == 2
        assert Person.objects.count() == 3


def test_somebody_without_a_duty_sees_nobody(people, sekda, step_down):
    step_down("app_staff")

    with access.acting(sekda):
        assert not Person.objects.exists()


def test_a_duty_that_ended_shows_nobody(people, bayu, step_down):
    Duty.objects.filter(user=bayu).delete()
    step_down("app_staff")

    with access.acting(bayu):
        assert not Person.objects.exists()


def test_a_person_for_another_office_is_refused(theirs, bayu, step_down):
    step_down("app_staff")

    with (
        access.acting(bayu),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        make.person(office=theirs)


def test_a_person_is_not_moved_to_another_office(people, theirs, bayu, step_down):
    step_down("app_staff")

    with (
        access.acting(bayu),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        Person.objects.filter(pk=people["mine"].pk).update(office=theirs)


def test_another_office_s_person_is_not_changed(people, bayu, step_down):
    step_down("app_staff")

    with access.acting(bayu):
        assert Person.objects.filter(pk=people["theirs"].pk).update(name="Diubah") == 0


def test_uploads_and_their_faults_are_the_office_s_own(theirs, bayu, step_down):
    upload = Upload.objects.create(office=theirs, kind="internal", file_name="a", file_hash=b"1")
    Fault.objects.create(
        upload=upload, office=theirs, row=2, column="no_wa", code="wa_pendek",
        severity="blocks", message="…",
    )  # fmt: skip
    step_down("app_staff")

    with access.acting(bayu):
        assert not Upload.objects.exists()
        assert not Fault.objects.exists()


def test_a_receipt_is_seen_by_whoever_sees_its_signature(mine, theirs, bayu, ratna, step_down):
    for office in (mine, theirs):
        signed = Signature.objects.create(
            office=office, kind="internal", signer="Kepala", how="tautan", rows=1, digest=b"d"
        )
        SignatureReceipt.objects.create(
            signature=signed, facts={}, address="-", due_at=timezone.now()
        )
    step_down("app_staff")

    assert not SignatureReceipt.objects.exists()
    with access.acting(bayu):
        assert [one.signature.office for one in SignatureReceipt.objects.all()] == [mine]
    with access.acting(ratna):
        assert SignatureReceipt.objects.count() == 2


def test_nobody_is_deleted_by_a_process(people, ratna, step_down):
    step_down("app_staff")

    with (
        access.acting(ratna),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        Person.objects.all()._raw_delete("default")


def test_a_copy_straight_into_the_people_is_refused(step_down):
    """Why the staging table exists."""
    step_down("app_reports")

    with (
        pytest.raises(Exception, match="COPY FROM not supported with row-level security"),
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.copy("COPY respondents_person FROM STDIN"),
    ):
        pass


@pytest.mark.parametrize("role", ["app_staff", "app_send", "app_counter"])
def test_only_the_worker_that_imports_looks_into_the_staging_table(role, step_down):
    step_down(role)

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT count(*) FROM respondents_staging")
