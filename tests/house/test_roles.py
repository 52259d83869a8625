"""What each process's role may do in PostgreSQL, tried by being that role."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import ProgrammingError, connections, transaction

from respondents.models.people import Person
from spi_portal import roles
from spi_portal.processes import PROCESSES
from spi_portal.roles import PROCESS_ROLES
from surveys.models.invitations import Invitation
from tests import make

pytestmark = pytest.mark.django_db

RIGHT = "INSERT INTO box_right VALUES (decode(repeat('00', 32), 'hex'), gen_random_uuid(), 1, 'o')"
REVOKE = "UPDATE box_right SET status = 'r'"
WISH = "INSERT INTO box_inbox VALUES (gen_random_uuid(), decode(repeat('00', 560), 'hex'))"
NEW_SHEET = (
    "INSERT INTO surveys_sheet SELECT gen_random_uuid(), '{1}', id FROM surveys_anonymitygroup"
)

ALLOWED = [
    ("app_staff", "default", "SELECT * FROM respondents_person"),
    ("app_staff", "default", "UPDATE surveys_wave SET state = state"),
    ("app_staff", "default", "SELECT * FROM surveys_count"),
    ("app_public", "box", "SELECT * FROM box_manifest"),
    ("app_public", "box", "SELECT * FROM box_right"),
    ("app_public", "box", "DELETE FROM box_draft"),
    ("app_public", "box", WISH),
    ("app_send", "default", "UPDATE surveys_message SET tries = tries"),
    ("app_send", "box", RIGHT),
    ("app_send", "box", REVOKE),
    ("app_send", "box", "DELETE FROM box_inbox"),
    ("app_staff", "default", "DELETE FROM respondents_volunteer"),
    ("app_send", "default", "DELETE FROM respondents_volunteer"),
    ("app_public", "box", "SELECT * FROM box_publication"),
    ("app_box", "box", "SELECT * FROM box_ballot"),
    ("app_box", "box", "TRUNCATE box_draft"),
    ("app_reports", "default", "SELECT * FROM surveys_sheet"),
    ("app_counter", "default", NEW_SHEET),
    ("app_counter", "box", "SELECT * FROM box_ballot"),
    ("app_room", "default", NEW_SHEET),
    ("app_room", "box", "SELECT * FROM box_ballot"),
    ("app_box", "box", "TRUNCATE box_right"),
]

REFUSED = [
    # Answers: counted ones are for reports alone, sealed ones for nobody who knows people.
    ("app_staff", "default", "SELECT * FROM surveys_sheet"),
    ("app_send", "default", "SELECT * FROM surveys_sheet"),
    ("app_counter", "default", "SELECT * FROM surveys_sheet"),
    ("app_reports", "default", "UPDATE surveys_sheet SET answers = '{}'"),
    ("app_reports", "default", "DELETE FROM surveys_sheet"),
    ("app_send", "box", "SELECT * FROM box_ballot"),
    ("app_send", "box", "SELECT count(*) FROM box_ballot"),
    ("app_send", "box", "SELECT * FROM box_draft"),
    ("app_send", "box", "SELECT * FROM box_receipt"),
    ("app_send", "box", "SELECT * FROM box_receipt_pending"),
    ("app_send", "box", "UPDATE box_right SET group_id = 0"),
    ("app_send", "box", "DELETE FROM box_right"),
    # The public server: answers come in, nothing else changes, and nothing is listed.
    ("app_public", "box", RIGHT),
    ("app_public", "box", REVOKE),
    ("app_public", "box", "SELECT * FROM box_inbox"),
    ("app_public", "box", "SELECT * FROM box_receipt_pending"),
    ("app_public", "box", "SELECT * FROM box_receipt_gone"),
    ("app_public", "box", "UPDATE box_manifest SET version = version"),
    ("app_public", "box", "UPDATE box_ballot SET wave = wave"),
    ("app_public", "box", "TRUNCATE box_ballot"),
    ("app_public", "box", "UPDATE box_publication SET version = version"),
    ("app_public", "box", "DELETE FROM box_point_day"),
    ("app_send", "box", "SELECT * FROM box_point_day"),
    # The box's own worker and the counter.
    ("app_box", "box", REVOKE),
    ("app_box", "box", "SELECT * FROM box_inbox"),
    ("app_counter", "box", "DELETE FROM box_ballot"),
    ("app_room", "box", "DELETE FROM box_ballot"),
    ("app_room", "default", "SELECT * FROM respondents_person"),
    ("app_room", "default", "SELECT * FROM surveys_invitation"),
    ("app_room", "default", "SELECT * FROM surveys_sheet"),
    ("app_staff", "default", "DELETE FROM surveys_rehearsal"),
    ("app_staff", "default", "INSERT INTO surveys_rehearsal DEFAULT VALUES"),
    ("app_staff", "default", "UPDATE surveys_wavekey SET public_key = ''"),
    ("app_staff", "default", "INSERT INTO surveys_wavekey DEFAULT VALUES"),
    ("app_staff", "default", "UPDATE surveys_issuedrights SET log_number = 0"),
    ("app_send", "default", "SELECT * FROM surveys_roomcard"),
    ("app_counter", "box", REVOKE),
    # People: not for the counter, and not for a draw that is over.
    ("app_counter", "default", "SELECT * FROM respondents_person"),
    ("app_counter", "default", "SELECT * FROM respondents_volunteer"),
    ("app_reports", "default", "SELECT * FROM respondents_volunteer"),
    ("app_staff", "default", "UPDATE respondents_volunteer SET name = name"),
    ("app_counter", "default", "SELECT * FROM surveys_invitation"),
    ("app_reports", "default", "SELECT * FROM surveys_invitation"),
    ("app_reports", "default", "SELECT * FROM surveys_frameentry"),
    ("app_staff", "default", "UPDATE surveys_invitation SET state = state"),
    ("app_staff", "default", "DELETE FROM surveys_invitation"),
    ("app_staff", "default", "DELETE FROM surveys_undelivered"),
    ("app_reports", "default", "SELECT * FROM surveys_undelivered"),
    # The ledger and what was published.
    ("app_staff", "default", "UPDATE audit_entry SET actor = ''"),
    ("app_staff", "default", "DELETE FROM audit_entry"),
    ("app_staff", "default", "INSERT INTO audit_mark VALUES (1, '', 1)"),
    ("app_staff", "default", "UPDATE audit_head SET number = number"),
    ("app_send", "default", "SELECT * FROM audit_deputy"),
    ("app_staff", "default", "UPDATE reports_publication SET figures = '{}'"),
    ("app_reports", "default", "UPDATE accounts_user SET role = 'head'"),
    ("app_reports", "default", "UPDATE respondents_duty SET valid_until = NULL"),
    ("app_send", "default", "SELECT * FROM django_session"),
]  # fmt: skip


def run_as(role: str, alias: str, statement: str) -> list[tuple[object, ...]]:
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else []
        cursor.execute("RESET ROLE")
    return rows


@pytest.mark.parametrize(("role", "alias", "statement"), ALLOWED)
def test_a_role_may_do_its_work(role, alias, statement):
    run_as(role, alias, statement)


@pytest.mark.parametrize(("role", "alias", "statement"), REFUSED)
def test_a_role_may_not_do_the_work_of_others(role, alias, statement):
    with pytest.raises(ProgrammingError, match="permission denied"):
        run_as(role, alias, statement)


def may_connect(role: str, database: str) -> bool:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT has_database_privilege(%s, %s, 'CONNECT')", [role, database])
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize("role", PROCESS_ROLES)
def test_a_role_connects_to_the_databases_of_its_process_alone(role):
    rows = [row for row in PROCESSES.values() if role in (row.default_role, row.box_role)]
    meant = {"spi": any(row.default_role for row in rows), "spi_box": any(r.box_role for r in rows)}

    assert {name: may_connect(role, name) for name in meant} == meant


@pytest.mark.parametrize("role", PROCESS_ROLES)
def test_a_role_stands_under_row_security(role):
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles"
            " WHERE rolname = %s",
            [role],
        )
        assert cursor.fetchone() == (False, False, False, False)


def tables_of_people() -> set[str]:
    """The table of people, and each that has a column for one of them."""
    people = {Person, Invitation}
    named = {
        "respondents_upload", "respondents_fault", "respondents_repair",  # rows of a list
        "respondents_cityshare", "respondents_rosterentry",  # rows of a file of all offices
        "respondents_volunteer",  # who put themselves forward, before they are people
        "surveys_undelivered",  # hashes by which people can be found
    }  # fmt: skip
    return named | {
        model._meta.db_table
        for model in apps.get_models()
        if model in people or people & {f.related_model for f in model._meta.concrete_fields}
    }


def test_every_table_of_people_has_row_security():
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
            " WHERE c.relrowsecurity"
        )
        protected = {name for (name,) in cursor.fetchall()}

    assert tables_of_people() <= protected
    assert len(tables_of_people()) >= 6


@pytest.mark.parametrize("role", ["app_staff", "app_send", "app_reports"])
def test_without_a_scope_a_role_sees_no_person(role):
    make.person()

    assert run_as(role, "default", "SELECT count(*) FROM respondents_person") == [(0,)]


@pytest.fixture
def scope_of_one_office():
    """The settings that respondents/access.py makes for an admin of one office."""
    office = make.office()
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT set_config('spi.scope', 'offices', true)")
        cursor.execute("SELECT set_config('spi.offices', %s, true)", [f"{{{office.pk}}}"])
    return office


def test_a_scope_of_offices_shows_no_person_of_another(scope_of_one_office):
    theirs, _ = make.person(office=scope_of_one_office), make.person()

    assert run_as("app_staff", "default", "SELECT id FROM respondents_person") == [(theirs.pk,)]


def test_a_scope_of_offices_moves_no_person_to_another(scope_of_one_office):
    make.person(office=scope_of_one_office)
    other = make.office()

    with pytest.raises(ProgrammingError, match="row-level security"):
        run_as("app_staff", "default", f"UPDATE respondents_person SET office_id = {other.pk}")


@pytest.mark.parametrize("role", PROCESS_ROLES)
def test_a_role_is_told_to_keep_quiet_and_to_wait_for_the_disk(role: str) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT rolconfig FROM pg_roles WHERE rolname = %s", [role])
        told = dict(line.split("=", 1) for line in cursor.fetchone()[0])

    assert told.items() >= (roles.QUIET | roles.DURABLE).items()
