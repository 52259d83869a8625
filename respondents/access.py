"""Whose eyes the database lends: the scope of every row of people, for one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from respondents.models.offices import Office
from spi_portal.accounts.models import User

READ = "SELECT current_setting('spi.scope', true), current_setting('spi.offices', true)"
SET = "SELECT set_config('spi.scope', %s, true), set_config('spi.offices', %s, true)"


@contextmanager
def acting(who: User | str) -> Iterator[None]:
    """Open a transaction in which rows of people are seen through the eyes of `who`.

    A user of the inspectorate sees the city, any other user the offices of their duties and
    the units below; the name of a task or command (`"surveys.send"`) sees the city. Without
    this, a process's role sees no person at all (row-level security). Inside another one it
    holds until its own end; then the outer eyes are back.
    """
    is_inside_another = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        before = _scope_now(cursor) if is_inside_another else None
        scope, offices = _scope_of(who)
        cursor.execute(SET, [scope, "{" + ",".join(map(str, offices)) + "}"])
        yield
        if before is not None:
            cursor.execute(SET, before)


def _scope_now(cursor: CursorWrapper) -> list[str]:
    cursor.execute(READ)
    return [setting or "" for setting in cursor.fetchone()]


def _scope_of(who: User | str) -> tuple[str, list[int]]:
    if isinstance(who, str) or who.sees_every_office:
        return "city", []
    return "offices", Office.below(Office.objects.held_by(who))
