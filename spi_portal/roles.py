"""The PostgreSQL roles and the two databases, made alike on an embedded server and a real one."""

from __future__ import annotations

from collections.abc import Mapping

import psycopg
from psycopg import sql

OWNER = "spi_owner"
PROCESS_ROLES = (
    "app_staff",
    "app_public",
    "app_send",
    "app_box",
    "app_reports",
    "app_counter",
    "app_room",
)
DATABASES = ("spi", "spi_box")

# Whatever the server's own settings are: no statement, key or row of ours gets into its log,
# for a refused row would stand there with its right and the second in which it was sent.
QUIET = {
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}

# A sheet is acknowledged once it is on disk, also where the server's own settings are lazier.
DURABLE = {"synchronous_commit": "on"}


def make(admin_url: str, passwords: Mapping[str, str], *, for_tests: bool) -> list[str]:
    """Create what is missing on the server of `admin_url`; returns the names that were made.

    Safe to repeat. Passwords are set at every call, so that a changed one takes effect.
    Raises psycopg.Error when the server is out of reach or the administrator may not.
    """
    made: list[str] = []
    with psycopg.connect(admin_url, autocommit=True) as connection:
        for role in (OWNER, *PROCESS_ROLES):
            if _make_role(connection, role):
                made.append(role)
            _set_password(connection, role, passwords.get(role))
            _tell(connection, role, QUIET | DURABLE)
        _let_owner_become_each(connection)
        createdb = sql.SQL("CREATEDB" if for_tests else "NOCREATEDB")
        connection.execute(sql.SQL("ALTER ROLE {} ").format(sql.Identifier(OWNER)) + createdb)
        made += [name for name in DATABASES if _make_database(connection, name)]
        for name in DATABASES:
            _close_to_strangers(connection, name)
    return made


def _make_role(connection: psycopg.Connection, role: str) -> bool:
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone():
        return False
    options = sql.SQL("LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE")
    connection.execute(sql.SQL("CREATE ROLE {} ").format(sql.Identifier(role)) + options)
    return True


def _set_password(connection: psycopg.Connection, role: str, password: str | None) -> None:
    if password is not None:
        connection.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))
        )


def _tell(connection: psycopg.Connection, role: str, settings: Mapping[str, str]) -> None:
    for name, value in settings.items():
        connection.execute(
            sql.SQL("ALTER ROLE {} SET {} = {}").format(
                sql.Identifier(role), sql.Identifier(name), sql.Literal(value)
            )
        )


def _let_owner_become_each(connection: psycopg.Connection) -> None:
    """Commands and tests log in as the owner and step down to a process's role with SET ROLE."""
    for role in PROCESS_ROLES:
        connection.execute(
            sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(OWNER))
        )


def _make_database(connection: psycopg.Connection, name: str) -> bool:
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
        return False
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(
            sql.Identifier(name), sql.Identifier(OWNER)
        )
    )
    return True


def _close_to_strangers(connection: psycopg.Connection, name: str) -> None:
    """Only the roles whose row in the process table names this database may connect to it."""
    box = ("app_public", "app_send", "app_box", "app_counter", "app_room")
    registry = ("app_staff", "app_send", "app_reports", "app_counter", "app_room")
    database = sql.Identifier(name)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    for role in box if name == "spi_box" else registry:
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(role))
        )
