"""What `dev.py` can do, word by word."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from spi_portal.demo import LEFT_HALF
from spi_portal.embedded import (
    checking,
    environments,
    lineup,
    locks,
    mails,
    management,
    ports,
    preparation,
    servers,
    state,
    system_packages,
)
from spi_portal.embedded.console import Failure, aside, say
from spi_portal.embedded.environments import Place
from spi_portal.embedded.servers import Servers
from spi_portal.embedded.supervision import Supervisor


class DemoIsHalf(Exception):
    """An earlier loading was stopped before its end; what it left is no city."""


RUN, TEST = "run", "test"
EMPTY = "--empty"
CHAOS = state.CLONE / "tests" / "chaos"
SETTINGS = {"DJANGO_SETTINGS_MODULE": "spi_portal.settings"}
GRACE = 40  # seconds that `stop` waits for `run` to end


def setup(words: list[str]) -> int:
    with servers.running() as up:
        preparation.prepare(_place(up))
    say("Everything is prepared: python3 dev.py run")
    return 0


def run(words: list[str]) -> int:
    if unknown := [word for word in words if word != EMPTY]:
        raise Failure(f"run knows no {unknown[0]}; {EMPTY} starts without the demo city.")
    with locks.claimed(RUN) as first:
        if not first:
            raise Failure(
                f"This clone is running already (process {locks.holder(RUN)}); "
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


def test(words: list[str]) -> int:
    """Checks and tests; with words, pytest alone with these."""
    browser = system_packages.chromium()
    with servers.running() as up:
        place = _place(up)
        preparation.prepare_if_changed(place, for_tests=True)
        environment = environments.of("manage", place)
        good = bool(words) or checking.check(environment)
        without = [] if browser else ["-m", "not browser"]
        status = _pytest(*(words or _side_by_side()), *without, environment=environment)
    if not browser:
        say("BROWSER TESTS WERE LEFT OUT: there is no Chromium (apt-get install chromium).")
    return status or int(not good)


def year(words: list[str]) -> int:
    """Play a wave from copying to its follow-up with a moving clock, on databases of its own."""
    if not system_packages.chromium():
        raise Failure("The year is seen in a browser: apt-get install chromium")
    album = state.CLONE / "docs" / "screenshots" / "tahun"
    with servers.running() as up:
        place = _place(up)
        preparation.prepare_if_changed(place, for_tests=True)
        told = ("-n0", "-q", "--no-header", "--capture=no", f"--pictures={album}")
        status = _pytest("tests/year", *told, environment=environments.of("manage", place))
    say(f"The pictures are in {album.relative_to(state.CLONE)}.")
    return status


def bench(words: list[str]) -> int:
    """Figures on standard output, everything else on standard error."""
    with aside(), servers.running() as up:
        place = _place(up)
        if locks.holder(RUN) is None:
            preparation.prepare_if_changed(place, for_tests=True)
        environment = environments.of("manage", place)
        return _alone("tests.benches", *words, environment=environment | SETTINGS)


def chaos(words: list[str]) -> int:
    """What is killed on purpose: on servers and data of its own, which are gone afterwards."""
    known = sorted(path.stem for path in CHAOS.glob("*.py") if "def test_" in path.read_text())
    if unknown := [word for word in words if word not in known]:
        raise Failure(f"chaos knows no {unknown[0]}; it knows {', '.join(known)}.")
    with tempfile.TemporaryDirectory(prefix="spi-chaos-") as folder:
        os.environ["SPI_STATE"] = folder
        with servers.running() as up:
            if not up.own_database:
                raise Failure("chaos kills its database: unset DATABASE_URL, so it has its own.")
            place = _place(up)
            preparation.prepare(place, for_tests=True)
            files = [str(CHAOS / f"{word}.py") for word in words or known]
            told = ("-n0", "-q", "-x", "--no-header", *files)
            return _pytest(*told, environment=environments.of("manage", place))


def simulate(words: list[str]) -> int:
    """Coverage of the intervals over made-up cities, into docs/."""
    return _without_database("tests.cities", "simulate", *words)


def signals(words: list[str]) -> int:
    """False alarms and power of the signals of answering, into docs/."""
    return _without_database("tests.cities", "signals", *words)


def mutants(words: list[str]) -> int:
    """Small changes to scoring and estimation, and how many of them a test notices."""
    return _without_database("tests.mutants", *words)


def _without_database(module: str, *words: str) -> int:
    with aside(), servers.running() as up:
        environment = environments.of("manage", _place(up)) | SETTINGS
    return subprocess.run(  # noqa: S603 (our own simulations and mutants)
        [sys.executable, "-m", module, *words],
        cwd=state.CLONE,
        env=environment,
        check=False,
    ).returncode


def _side_by_side() -> list[str]:
    """One more than there are cores: many tests wait for a browser or a worker."""
    return ["-n", str((os.cpu_count() or 1) + 1), "--dist", "worksteal"]


def check(words: list[str]) -> int:
    with servers.running() as up:
        place = _place(up)
        preparation.prepare_if_changed(place)
        return int(not checking.check(environments.of("manage", place)))


def screenshots(words: list[str]) -> int:
    """Of the portal as it runs now."""
    if locks.holder(RUN) is None:
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
    if pid := locks.holder(RUN):
        os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + GRACE
        while locks.holder(RUN) is not None:
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
            place = _place(up)
            if locks.holder(RUN) is None:
                preparation.prepare_if_changed(place)
            return management.hand_over(word, *words, environment=environments.of("manage", place))

    return handed_over


def _choose_ports(up: Servers) -> Place:
    staff = ports.choose(variable="SPI_STAFF_PORT", default=8000)
    public = ports.choose(variable="SPI_PUBLIC_PORT", default=8001, taken=(staff,))
    mail = ports.choose(variable="SPI_MAIL_PORT", default=1025, taken=(staff, public))
    return Place(servers=up, staff_port=staff, public_port=public, mail_port=mail)


def _place(up: Servers) -> Place:
    """The addresses that `run` uses now, or would use."""
    saved = state.saved_env() if locks.holder(RUN) else {}
    defaults = Place(servers=up)
    return Place(
        servers=up,
        staff_port=urlsplit(saved.get("SPI_STAFF_URL", "")).port or defaults.staff_port,
        public_port=urlsplit(saved.get("SPI_PUBLIC_URL", "")).port or defaults.public_port,
        mail_port=int(saved.get("SPI_SMTP_PORT", defaults.mail_port)),
    )


def _pytest(*words: str, environment: dict[str, str]) -> int:
    return _alone("pytest", *words, environment=environment)


def _alone(module: str, *words: str, environment: dict[str, str]) -> int:
    """Run a module that needs the databases of tests to itself."""
    with locks.claimed(TEST) as first:
        if not first:
            raise Failure(
                f"Tests run in this clone already (process {locks.holder(TEST)}), "
                "and two runs would empty each other's tables."
            )
        return subprocess.run(  # noqa: S603 (our own tests and benches)
            [sys.executable, "-m", module, *words],
            cwd=state.CLONE,
            env=environment,
            stdin=subprocess.DEVNULL,
            check=False,
        ).returncode


LIGHT = {"stop", "mails"}  # need no installation
OWN: dict[str, Callable[[list[str]], int]] = {
    "setup": setup,
    "run": run,
    "test": test,
    "check": check,
    "year": year,
    "bench": bench,
    "chaos": chaos,
    "simulate": simulate,
    "signals": signals,
    "mutants": mutants,
    "screenshots": screenshots,
    "mails": show_mails,
    "stop": stop,
}
