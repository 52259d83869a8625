"""What migrations must have done: no model forgotten, no table without a door or with too many."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections

from spi_portal.processes import PROCESSES
from spi_portal.roles import PROCESS_ROLES
from spi_portal.router import DATABASE_OF

pytestmark = pytest.mark.django_db

GRANTED = """SELECT c.relname, array_agg(DISTINCT r.rolname::text)
    FROM pg_class c, aclexplode(c.relacl) AS a JOIN pg_roles r ON r.oid = a.grantee
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND r.rolname = ANY(%s)
    GROUP BY c.relname"""
OPEN_TO_ALL = """SELECT c.relname FROM pg_class c, aclexplode(c.relacl) AS a
    WHERE c.relnamespace = 'public'::regnamespace AND a.grantee = 0"""

# Django's own groups and permissions: ours stand in accounts/permissions.py, and nobody gets in.
CLOSED = {"auth_group", "auth_group_permissions", "auth_permission"}
ROLES = {
    "default": {row.default_role for row in PROCESSES.values()} & set(PROCESS_ROLES),
    "box": {row.box_role for row in PROCESSES.values()} & set(PROCESS_ROLES),
}
ALIASES = sorted(ROLES)


def rows(alias: str, question: str, *given: object) -> list[tuple[object, ...]]:
    with connections[alias].cursor() as cursor:
        cursor.execute(question, list(given))
        return cursor.fetchall()


def tables(alias: str) -> set[str]:
    return {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if DATABASE_OF[model._meta.app_label] == alias
    }


def granted(alias: str) -> dict[str, set[str]]:
    """Which processes' roles may do anything at all to a table."""
    return {str(name): set(to) for name, to in rows(alias, GRANTED, list(PROCESS_ROLES))}


def test_no_change_of_a_model_is_without_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("alias", ALIASES)
def test_every_table_is_entered_by_some_process(alias):
    assert tables(alias) - CLOSED - set(granted(alias)) == set()


@pytest.mark.parametrize("alias", ALIASES)
def test_no_role_has_a_grant_in_a_database_that_its_process_does_not_know(alias):
    assert set().union(*granted(alias).values()) == ROLES[alias]


@pytest.mark.parametrize("alias", ALIASES)
def test_no_table_is_open_to_everybody(alias):
    assert rows(alias, OPEN_TO_ALL) == []
