from __future__ import annotations

import pytest
from django.db import connection


@pytest.fixture
def operator(client, ratna):
    client.force_login(ratna)
    return client


@pytest.fixture
def becomes_app_staff(db):
    """From now on every statement runs under the role of process `staff`, row security and all."""

    def become() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE app_staff")

    yield become
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
