"""Databases that are migrated once, and copied by everybody who needs one of their own.

A copy takes a fraction of a second, the migrations themselves many. Whose migrations, grants or
dependencies change gets new ones; those of another state of the code are dropped.
"""

from __future__ import annotations

import fcntl
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

ROOT = Path(__file__).parents[1]
DECIDING = ("requirements.txt", "spi_portal/grants.py", "spi_portal/router.py")


def copy_for_tests() -> None:
    """Let every test database of this process begin as a copy. Call it before they are made."""
    with _one_at_a_time():
        for alias in connections:
            connection = connections[alias]
            template = f"spi_migrated_{alias}_{_digest()}"
            if template not in _known(connection):
                _make(connection, template)
            connection.settings_dict["TEST"]["TEMPLATE"] = template


def _digest() -> str:
    digest = hashlib.sha256(str(settings.DATABASES["default"]["PORT"]).encode())
    migrations = (p for p in ROOT.glob("*/**/migrations/*.py") if ".venv" not in p.parts)
    for path in sorted([*migrations, *(ROOT / name for name in DECIDING)]):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _known(connection: BaseDatabaseWrapper) -> set[str]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'spi\\_migrated\\_%%'")
        return {name for (name,) in cursor.fetchall()}


def _make(connection: BaseDatabaseWrapper, template: str) -> None:
    """Under another name until it is whole: a template that was left half made is none."""
    _drop(connection, f"spi_migrated_{connection.alias}_")
    own, test = dict(connection.settings_dict), connection.settings_dict["TEST"]
    named = test["NAME"]
    test["NAME"] = f"{template}_new"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    connection.settings_dict["NAME"] = own["NAME"]
    settings.DATABASES[connection.alias]["NAME"] = own["NAME"]
    test["NAME"] = named
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{template}_new" RENAME TO "{template}"')


def _drop(connection: BaseDatabaseWrapper, prefix: str) -> None:
    for name in _known(connection):
        if name.startswith(prefix):
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}"')


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    place = Path(tempfile.gettempdir()) / f"spi-migrated-{settings.DATABASES['default']['PORT']}"
    with place.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
