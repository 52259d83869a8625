"""The clone's virtual environment: exactly what the locks say, installed by a pinned uv."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from spi_portal.embedded import locks, traffic
from spi_portal.embedded.console import Failure, last_line, say
from spi_portal.embedded.state import CLONE

UV = "uv==0.13.9"
FOLDER = CLONE / ".venv"
PYTHON = FOLDER / "bin" / "python"
STAMP = FOLDER / "installed.json"
LOCK, DEV_LOCK = "requirements.txt", "requirements-dev.txt"


def prepare(*, for_tests: bool) -> None:
    """Make or bring up to date. Quick when nothing changed. Raises Failure."""
    with locks.alone("install"):
        if not _is_ours():
            _create()
        # Who has run the tests keeps their packages when only `run` is asked for.
        keep = for_tests or (FOLDER / "bin" / "pytest").exists()
        files = [LOCK, DEV_LOCK] if keep else [LOCK]
        wanted = {file: _hash(CLONE / file) for file in files}
        if _stamp() != wanted:
            _install(files)
            STAMP.write_text(json.dumps(wanted))


def is_active() -> bool:
    return Path(sys.prefix).resolve() == FOLDER.resolve()


def _is_ours() -> bool:
    """Whether .venv works and was made by this version of Python."""
    if is_active():
        return True
    question = "import sys, pip; print(sys.version_info[:2])"
    try:
        done = _call(PYTHON, "-c", question)
    except OSError:
        return False
    return done.returncode == 0 and done.stdout.strip() == str(sys.version_info[:2])


def _create() -> None:
    say(f"Making .venv with Python {sys.version.split()[0]}.")
    done = _call(Path(sys.executable), "-m", "venv", "--clear", str(FOLDER))
    if done.returncode and "ensurepip" in done.stdout + done.stderr:
        from spi_portal.embedded import system_packages

        package = f"python3.{sys.version_info.minor}-venv"
        if not system_packages.install("python3-venv") and not system_packages.install(package):
            raise Failure(
                "Python's venv module is missing and only an administrator can add it: "
                "apt-get install python3-venv"
            )
        done = _call(Path(sys.executable), "-m", "venv", "--clear", str(FOLDER))
    if done.returncode:
        raise Failure(f".venv cannot be made: {last_line(done.stderr or done.stdout)}")


def _install(files: list[str]) -> None:
    begun, received = time.monotonic(), traffic.received()
    _call_or_fail("uv", PYTHON, "-m", "pip", "install", "-q", UV)
    sync = ("pip", "sync", "-q", "--require-hashes", "--python", str(PYTHON), *files)
    done = _call(FOLDER / "bin" / "uv", *sync)
    if done.returncode:
        say(f"uv could not install ({last_line(done.stderr)}); trying pip, which takes longer.")
        locks_ = [word for file in files for word in ("-r", file)]
        pip = ("-m", "pip", "install", "-q", "--require-hashes", *locks_)
        _call_or_fail("the packages", PYTHON, *pip)
    say(f"Packages installed: {traffic.summary(since=received, begun=begun)}.")


def _call_or_fail(what: str, program: Path, *words: str) -> None:
    done = _call(program, *words)
    if done.returncode:
        raise Failure(f"Could not install {what}: {last_line(done.stderr or done.stdout)}")


def _call(program: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 (the clone's own Python and uv)
        [program, *words],
        cwd=CLONE,
        env={**os.environ, **_trust()},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def _trust() -> dict[str, str]:
    """uv brings its own certificates; an office whose proxy has another one set it up here."""
    bundle = Path("/etc/ssl/certs/ca-certificates.crt")
    if "SSL_CERT_FILE" in os.environ or not bundle.exists():
        return {}
    return {"SSL_CERT_FILE": str(bundle)}


def _stamp() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
