"""What `dev.py` can do, word by word."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from spi_portal.demo import LEFT_HALF
from spi_portal.embedded import (
    environments,
    lineup,
    locks,
    mails,
    management,
    places,
    ports,
    preparation,
    servers,
    state,
    system_packages,
    trials,
)
from spi_portal.embedded.console import Failure, aside, say
from spi_portal.embedded.environments import Place
from spi_portal.embedded.servers import Servers
from spi_portal.embedded.supervision import Supervisor


class DemoIsHalf(Exception):
    """An earlier loading was stopped before its end; what it left is no city."""


EMPTY = "--empty"
GRACE = 40  # seconds that `stop` waits for `run` to end


def setup(words: list[str]) -> int:
    with servers.running() as up:
        preparation.prepare(places.current(up))
    say("Everything is prepared: python3 dev.py run")
    return 0


def run(words: list[str]) -> int:
    if unknown := [word for word in words if word != EMPTY]:
        raise Failure(f"run knows no {unknown[0]}; {EMPTY} starts without the demo city.")
    with locks.claimed(places.RUN) as first:
        if not first:
            raise Failure(
                f"This clone is running already (process {locks.holder(places.RUN)}); "
                "python3 dev.py stop ends it."
            )
        with servers.running() as up:
            with_demo = EMPTY not in words
            try:
                return _run(up, with_demo=with_demo)
            except DemoIsHalf:
                servers.start_over(up)
                return _run(up, with_demo=with_demo)


def _run(up: Servers, *, with_demo: bool) -> int:
    place = _choose_ports(up)
    preparation.prepare_if_changed(place)
    state.save_env(environments.given("manage", place))
    supervisor = Supervisor()
    try:
        _start(supervisor, place, with_demo=with_demo)
        while True:
            _look_after(supervisor, up)
    except KeyboardInterrupt:
        say("Stopping.")
        return 0
    except Failure:
        preparation.doubt()
        raise
    finally:
        with _undisturbed():
            supervisor.stop()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A second Ctrl-C must not leave half of it."""
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.SIG_IGN) for number in signals}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def _start(supervisor: Supervisor, place: Place, *, with_demo: bool) -> None:
    environment = environments.of("manage", place)
    sites = lineup.web(place)
    supervisor.start(lineup.mail_catcher(place), *sites)
    demo = None
    if with_demo:
        demo = management.narrate("demo", "--if-empty", environment=environment)
    try:
        supervisor.wait_for(*sites)
        say(f"The portal answers at http://localhost:{place.staff_port} (officials)")
        say(f"                  and http://localhost:{place.public_port} (respondents)")
        say(f"                  and http://localhost:{place.room_port} (holders of key sheets)")
        supervisor.start(*lineup.workers(place))
        while demo and demo.poll() is None:
            _look_after(supervisor, place.servers)
    finally:
        if demo:
            demo.terminate()
    if demo and demo.returncode == LEFT_HALF:
        raise DemoIsHalf
    if demo and demo.returncode:
        raise Failure(f"The demo city could not be loaded: {state.last_words('demo')}")
    sys.stdout.write(management.run("show_addresses", environment=environment))
    say("ready")


def _look_after(supervisor: Supervisor, up: Servers) -> None:
    time.sleep(0.2)
    for name in up.keep_up():
        say(f"{name} had died and is started again.")
    supervisor.look_after()


def screenshots(words: list[str]) -> int:
    """Of the portal as it runs now."""
    if locks.holder(places.RUN) is None:
        raise Failure("Screenshots are taken of the running portal: python3 dev.py run")
    system_packages.chromium()
    return forward("screenshots")(words)


def show_mails(words: list[str]) -> int:
    number = int(words[0]) if words and words[0].isdigit() else 10
    found = list(mails.last(number, folder=state.folder() / "mails"))
    sys.stdout.write("\n".join(map(str, found)) + "\n" if found else "No mail was caught yet.\n")
    return 0


def stop(words: list[str]) -> int:
    """End `run`, and servers that a killed `run` left behind."""
    if pid := locks.holder(places.RUN):
        os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + GRACE
        while locks.holder(places.RUN) is not None:
            if time.monotonic() > until:
                raise Failure(f"Process {pid} does not stop.")
            time.sleep(0.1)
    with locks.sharing(servers.USERS) as share:
        if locks.is_last(share):
            servers.stop()
    say("Stopped.")
    return 0


def forward(word: str) -> Callable[[list[str]], int]:
    """Any other word: a command of manage.py."""

    def handed_over(words: list[str]) -> int:
        with aside(), servers.running() as up:
            place = places.current(up)
            if locks.holder(places.RUN) is None:
                preparation.prepare_if_changed(place)
            return management.hand_over(word, *words, environment=environments.of("manage", place))

    return handed_over


def _choose_ports(up: Servers) -> Place:
    staff = ports.choose(variable="SPI_STAFF_PORT", default=8000)
    public = ports.choose(variable="SPI_PUBLIC_PORT", default=8001, taken=(staff,))
    mail = ports.choose(variable="SPI_MAIL_PORT", default=1025, taken=(staff, public))
    three = (staff, public, mail)
    room = ports.choose(variable="SPI_ROOM_PORT", default=8002, taken=three)
    return Place(servers=up, staff_port=staff, public_port=public, mail_port=mail, room_port=room)


LIGHT = {"stop", "mails"}  # need no installation
OWN: dict[str, Callable[[list[str]], int]] = {
    "setup": setup,
    "run": run,
    "test": trials.test,
    "check": trials.check,
    "year": trials.year,
    "bench": trials.bench,
    "chaos": trials.chaos,
    "attack": trials.attack,
    "simulate": trials.simulate,
    "signals": trials.signals,
    "mutants": trials.mutants,
    "screenshots": screenshots,
    "mails": show_mails,
    "stop": stop,
}
