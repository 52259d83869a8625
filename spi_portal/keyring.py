"""The keys that this process holds: files in its own folder, and in no database.

A process finds keys in $SPI_KEYS. Commands (`manage`) hold the parent folder, with one folder
per process below it. A key's file is `<kind>` or `<kind>.<name>` (`registrar.2026`).
Every kind is 32 random bytes or an Ed25519/X25519 key in raw form, written in hexadecimal.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from spi_portal.processes import PROCESSES


class KeyIsMissing(Exception):
    """This process does not hold the key: it was never made, is not its own, or was destroyed."""


def load(kind: str, name: str = "") -> bytes:
    """The key's bytes. Raises KeyIsMissing."""
    for path in _places(kind, name):
        if path.exists():
            return bytes.fromhex(path.read_text().strip())
    raise KeyIsMissing(f"{_file(kind, name)}: no such key here.")


def holds(kind: str, name: str = "") -> bool:
    return any(path.exists() for path in _places(kind, name))


def made_at(kind: str, name: str = "") -> int | None:
    """When the key's file was made, in nanoseconds; None when it is not here (any more)."""
    for path in _places(kind, name):
        with suppress(FileNotFoundError):
            return path.stat().st_mtime_ns
    return None


def keep(kind: str, key: bytes, name: str = "") -> None:
    """Write the key wherever it belongs. An existing one is never overwritten.

    A command writes it for every process whose row names the kind; a process for itself.
    Raises FileExistsError.
    """
    for path in _places(kind, name):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(path, key.hex())


def keep_where_missing(kind: str, key: bytes, name: str = "") -> None:
    """Write the key where it is not: after an update a process may need one that others hold."""
    for path in _places(kind, name):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileExistsError):
            _write_once(path, key.hex())


def _write_once(path: Path, text: str) -> None:
    """The file is there as a whole or not at all, also for a reader in another process."""
    new = path.with_name(f".{secrets.token_hex(8)}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        os.link(new, path)
    finally:
        new.unlink()


def load_or_make(kind: str, name: str = "") -> bytes:
    """The key, made of 32 random bytes at the first call; of two that race one wins."""
    if not holds(kind, name):
        with suppress(FileExistsError):
            keep(kind, secrets.token_bytes(32), name)
    return load(kind, name)


def destroy(kind: str, name: str = "") -> int:
    """Overwrite and remove the key; returns how many copies there were.

    On journalling disks and snapshots an overwrite is no proof: docs/privacy.md says so.
    """
    copies = [path for path in _places(kind, name) if path.exists()]
    for path in copies:
        _overwrite(path)
        path.unlink()
    return len(copies)


def _overwrite(path: Path) -> None:
    """In place and onto the disk: a file that is cut off first gets other blocks, or none."""
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.pwrite(descriptor, b"0" * os.fstat(descriptor).st_size, 0)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def kinds() -> frozenset[str]:
    """The kinds of keys that this process may hold at all."""
    return PROCESSES[settings.PROCESS.name].keys


def names(kind: str) -> list[str]:
    """The names under which this process holds keys of `kind`, sorted."""
    found = {
        path.name.partition(".")[2]
        for folder in _folders(kind)
        if folder.is_dir()
        for path in folder.iterdir()
        if path.name.split(".")[0] == kind
    }
    return sorted(found)


def _places(kind: str, name: str) -> list[Path]:
    return [folder / _file(kind, name) for folder in _folders(kind)]


def _folders(kind: str) -> list[Path]:
    here = PROCESSES[settings.PROCESS.name]
    if kind not in here.keys:
        raise KeyIsMissing(f"Process {here.name} may not hold keys of kind {kind}.")
    if not here.is_by_command:
        return [settings.KEYS]
    return [
        settings.KEYS / process.name
        for process in PROCESSES.values()
        if kind in process.keys and not process.is_by_command
    ]


def _file(kind: str, name: str) -> str:
    return f"{kind}.{name}" if name else kind
