"""Everything that runs: which program each process is, in the order of starting."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

from spi_portal.embedded import environments, state
from spi_portal.embedded.environments import Place

# As modules: a script names its Python in its first line, and Linux reads 255 bytes of that.
CELERY = (sys.executable, "-m", "celery", "--quiet", "-A", "spi_portal.celery")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One process: its name is the name of its log file."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]
    port: int | None = None  # where it answers HTTP


def mail_catcher(place: Place) -> Part:
    command = ("-m", "spi_portal.mailcatcher", "--port", str(place.mail_port))
    return Part(
        name="mail",
        command=(sys.executable, *command, "--folder", str(state.folder() / "mails")),
        environment=environments.inherited(),
    )


def web(place: Place) -> list[Part]:
    return [
        _site("staff", place, port=place.staff_port, workers=1, threads=4),
        _site("public", place, port=place.public_port, workers=2, threads=2),
        room(place),
    ]


def room(place: Place) -> Part:
    """One worker: who sits in it is known to its memory alone."""
    return _site("room", place, port=place.room_port, workers=1, threads=2)


def workers(place: Place) -> list[Part]:
    schedule = str(state.folder() / "beat-schedule")
    beat = ("beat", "--schedule", schedule, "--pidfile=", "--loglevel=WARNING")
    return [
        _worker("send", place, children=1),
        _worker("box", place, children=1),
        _worker("reports", place, children=2),
        _part("counter", place, sys.executable, "manage.py", "count", "--watch"),
        _part("beat", place, *CELERY, *beat),
    ]


def _site(name: str, place: Place, *, port: int, workers: int, threads: int) -> Part:
    return _part(
        name,
        place,
        *(sys.executable, "-m", "granian"),
        *("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(threads)),
        *("--no-ws", "--no-access-log", "--respawn-failed-workers", "--log-level", "warning"),
        "spi_portal.wsgi:application",
        port=port,
    )


def _worker(name: str, place: Place, *, children: int) -> Part:
    return _part(
        name,
        place,
        *(*CELERY, "worker", "-Q", name),
        *("-n", f"{name}@%h", *_pool(children)),
        *("--without-gossip", "--without-mingle", "--loglevel=WARNING"),
    )


def _pool(children: int) -> tuple[str, ...]:
    """Child processes, as in production; in a bare chroot they lack their semaphores."""
    if os.access("/dev/shm", os.W_OK):  # noqa: S108 (where Linux keeps semaphores)
        return ("--pool", "prefork", "-c", str(children))
    return ("--pool", "solo")


def _part(name: str, place: Place, *command: str, port: int | None = None) -> Part:
    environment = environments.of(name, place)
    return Part(name=name, command=command, environment=environment, port=port)
