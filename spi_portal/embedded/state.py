"""The folder where this clone keeps its servers' data, passwords, keys and logs.

One folder per clone, named by a hash of the clone's path, so that two clones never share a
database. `SPI_STATE` names another.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from spi_portal.embedded.console import Failure, last_line
from spi_portal.processes import PROCESSES

CLONE = Path(__file__).resolve().parents[2]
ADMINISTRATOR = "spi_administrator"


def folder() -> Path:
    """Where the state is; made when missing. Raises Failure when it cannot be."""
    path = _path()
    try:
        path.mkdir(parents=True, exist_ok=True)
        # The servers' account must pass through; what is inside is closed one by one.
        path.chmod(0o711)
        for name in ("logs", "keys", "mails"):
            (path / name).mkdir(mode=0o700, exist_ok=True)
    except OSError as fault:
        raise Failure(
            f"The state folder {path} cannot be made ({fault.strerror}): set SPI_STATE to a "
            "folder that you may write to."
        ) from fault
    return path


def _path() -> Path:
    if given := os.environ.get("SPI_STATE"):
        return Path(given).resolve()
    # /root is closed to the account that runs PostgreSQL, so root's state lies elsewhere.
    home = Path("/var/lib") if os.geteuid() == 0 else _home()
    name = hashlib.sha256(str(CLONE).encode()).hexdigest()[:12]
    return (home / "spi-portal" / name).resolve()


def _home() -> Path:
    given = os.environ.get("XDG_STATE_HOME")
    return Path(given) if given else Path.home() / ".local" / "state"


def log(name: str) -> Path:
    """Where a process's words go."""
    return folder() / "logs" / f"{name}.log"


def set_aside(log: Path) -> None:
    """Begin a new log; the one before stays beside it."""
    if log.exists():
        log.replace(log.with_name(f"{log.name}.1"))


def last_words(name: str) -> str:
    """The last line of a log, and where to read the others."""
    words = log(name)
    return f"{last_line(words.read_text(errors='replace'))} (see {words})"


def passwords() -> Path:
    """The file {role: password}, made at the first call; new roles get theirs later."""
    path = folder() / "passwords.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    roles = {ADMINISTRATOR} | {
        role for p in PROCESSES.values() for role in (p.default_role, p.box_role) if role
    }
    if missing := roles - known.keys():
        known |= {role: secrets.token_urlsafe(24) for role in sorted(missing)}
        write_private(path, json.dumps(known, indent=1))
    return path


def password(role: str) -> str:
    return str(json.loads(passwords().read_text())[role])


def secret_key(process: str) -> str:
    """Django's secret key of one process: each has its own."""
    path = folder() / "secret-keys.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    if process not in known:
        known[process] = secrets.token_urlsafe(48)
        write_private(path, json.dumps(known, indent=1))
    return str(known[process])


def write_private(path: Path, text: str) -> None:
    """Replace the file in one step, readable by its owner only."""
    new = path.with_name(f".{path.name}.new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    new.replace(path)


def save_env(environment: Mapping[str, str]) -> None:
    """Keep the addresses for commands typed by hand."""
    lines = [f"{name}={value}\n" for name, value in sorted(environment.items())]
    write_private(folder() / "env", "".join(lines))


def saved_env() -> dict[str, str]:
    """The addresses that `run` last used; empty when this clone was never started."""
    path = _path() / "env"
    if not path.exists():
        return {}
    pairs = (line.partition("=") for line in path.read_text().splitlines())
    return {name: value for name, _, value in pairs}


def load_env() -> bool:
    """Put this clone's addresses into the environment, for `manage.py` by hand.

    What is set already stays; what is set to nothing does not count. False when the clone
    has never been started.
    """
    saved = saved_env()
    for name, value in saved.items():
        os.environ[name] = os.environ.get(name) or value
    return bool(saved)
