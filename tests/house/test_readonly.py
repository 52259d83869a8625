from __future__ import annotations

import pytest
from django.db import connections
from django.http import HttpResponse

from spi_portal.readonly import WriteInGet, readonly_gets

pytestmark = pytest.mark.django_db

WRITES = [
    ("default", "DELETE FROM django_session"),
    ("default", "INSERT INTO audit_entry DEFAULT VALUES"),
    ("default", "UPDATE accounts_user SET name = 'x'"),
    ("default", "WITH gone AS (DELETE FROM django_session RETURNING 1) SELECT * FROM gone"),
    ("default", "TRUNCATE django_session"),
    ("box", "DELETE FROM box_draft"),
    ("box", "(DELETE FROM box_draft)"),
    ("box", "-- SELECT\nDELETE FROM box_draft"),
]


def serve(method: str, alias: str, statement: str, rf) -> HttpResponse:
    def view(request) -> HttpResponse:
        with connections[alias].cursor() as cursor:
            cursor.execute(statement)
        return HttpResponse("done")

    return readonly_gets(view)(rf.generic(method, "/"))


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize(("alias", "statement"), WRITES)
def test_a_get_cannot_write(method, alias, statement, rf):
    with pytest.raises(WriteInGet):
        serve(method, alias, statement, rf)


@pytest.mark.parametrize("alias", ["default", "box"])
def test_a_get_can_read(alias, rf):
    assert serve("GET", alias, "SELECT 1", rf).content == b"done"


def test_a_post_can_write(rf):
    assert serve("POST", "default", "DELETE FROM django_session", rf).content == b"done"


def test_a_write_hidden_in_a_subquery_is_refused_by_postgresql(rf):
    """Why "begins with SELECT" is enough: a WITH that changes data must stand first."""
    hidden = "SELECT * FROM (WITH g AS (DELETE FROM box_draft RETURNING 1) SELECT * FROM g) AS t"

    with pytest.raises(Exception, match="must be at the top level"):
        serve("GET", "box", hidden, rf)
