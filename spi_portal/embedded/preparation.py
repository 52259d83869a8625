"""Roles, databases, tables, keys and static files: whatever a start needs and may lack."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from spi_portal.embedded import environments, management, postgres, state
from spi_portal.embedded.console import say
from spi_portal.embedded.environments import Place

SOURCES = ("spi_portal", "respondents", "surveys", "reports", "static", "requirements.txt")


def prepare(place: Place, *, for_tests: bool = False) -> None:
    """Safe to repeat. Raises Failure."""
    options = ["--for-tests"] if for_tests else []
    management.run("prepare", *options, environment=environments.of_administrator(place))
    if place.servers.own_database:
        _stamp().write_text(_digest(for_tests=for_tests))
    say("Databases, keys and static files are ready.")


def prepare_if_changed(place: Place, *, for_tests: bool = False) -> None:
    """As `prepare`, skipped when neither source nor data is another than the last time."""
    stamp = _stamp()
    known = stamp.read_text() if stamp.exists() else ""
    if not place.servers.own_database or known != _digest(for_tests=for_tests):
        prepare(place, for_tests=for_tests)


def doubt() -> None:
    """Something was missing after all: the next start prepares everything again."""
    _stamp().unlink(missing_ok=True)


def _stamp() -> Path:
    return state.folder() / "prepared"


def _digest(*, for_tests: bool) -> str:
    digest = hashlib.sha256(f"{state.CLONE} {for_tests} {postgres.here().made_at}".encode())
    for path in _files():
        digest.update(f"{path.relative_to(state.CLONE)} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    for name in SOURCES:
        place = state.CLONE / name
        found = [place] if place.is_file() else sorted(place.rglob("*"))
        yield from (path for path in found if path.is_file() and path.suffix != ".pyc")
