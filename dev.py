#!/usr/bin/env python3
"""One command from a fresh clone to the running portal: `python3 dev.py run`.

    setup         everything but starting
    run           start the portal and stay; Ctrl-C stops all of it
    run --empty   the same, without loading the demo city: start_city makes yours
    test [ARGS]   checks, then tests; with ARGS only pytest ARGS
    check         what can be checked without running
    year          a whole survey year in minutes, with pictures of everybody's first pages
    bench [NAME]  how fast lists are read, answers taken, sheets counted; --json for programs
    chaos [NAME]  kill servers and workers in the middle of their work, and look what is lost
    attack        whose sheet is whose, for somebody who has everything; --seeds N, --json
    simulate [N]  do intervals hold the truth in N made-up cities; into docs/simulation.md
    signals [N]   false alarms and power of the signals, likewise; into docs/signals.md
    mutants [N]   how many small changes to scoring and estimation a test notices
    screenshots   pages of the running portal into docs/screenshots
    mails [N]     the last N mails that the trial's mail server caught
    stop          stop what `run` started

Any other word is a command of manage.py, run against this clone's servers:
`python3 dev.py demo`, `python3 dev.py wave freeze 2026 --by bayu@…`.
"""

from __future__ import annotations

import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor

if sys.version_info < (3, 11):  # noqa: UP036 (the oldest Python must get the sentence, too)
    sys.exit("Python 3.11 or newer is needed; this is Python " + sys.version.split()[0] + ".")

if sys.platform != "linux":
    sys.exit("dev.py needs Linux; elsewhere docker-compose.yml starts the same.")
if not os.path.exists("/proc/self"):
    sys.exit("dev.py needs /proc, as in any running system: mount -t proc proc /proc")

from spi_portal.embedded import commands, servers, system_packages, venv
from spi_portal.embedded.console import Failure

INSTALLED_BY = "SPI_INSTALLED_BY"
WITH_TEST_PACKAGES = {
    "test",
    "check",
    "screenshots",
    "year",
    "bench",
    "chaos",
    "attack",
    "simulate",
    "signals",
    "mutants",
}


def main() -> int:
    word, *words = sys.argv[1:] or ["help"]
    if word in ("help", "-h", "--help"):
        print(__doc__)
        return 0
    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGHUP, interrupt)
    signal.signal(signal.SIGINT, interrupt)
    try:
        if word not in commands.LIGHT and not was_installed():
            install(for_tests=word in WITH_TEST_PACKAGES)
        return commands.OWN.get(word, commands.forward(word))(words)
    except Failure as failure:
        print(f"dev.py: {failure}", file=sys.stderr)
        return 1
    except OSError as fault:
        print(f"dev.py: {fault.filename or 'this machine'}: {fault.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.")
        return 130


def install(*, for_tests: bool) -> None:
    """Packages of both kinds at once; then go on in the virtual environment."""
    servers.refuse_production()
    with ThreadPoolExecutor() as both:
        libraries = both.submit(system_packages.provide_pdf_libraries)
        venv.prepare(for_tests=for_tests)
        libraries.result()
    if not venv.is_active():
        os.environ[INSTALLED_BY] = str(os.getpid())
        os.execv(venv.PYTHON, [str(venv.PYTHON), *sys.argv])  # noqa: S606


def was_installed() -> bool:
    """Whether this very process did it before it went on in the virtual environment."""
    return os.environ.pop(INSTALLED_BY, "") == str(os.getpid())


def interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
