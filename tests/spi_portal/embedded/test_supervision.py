from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from spi_portal.embedded import state, supervision
from spi_portal.embedded.console import Failure
from spi_portal.embedded.lineup import Part
from spi_portal.embedded.state import CLONE
from spi_portal.embedded.supervision import Supervisor

PATIENCE = 20  # seconds; only a failing test waits that long


def part(name: str, code: str, port: int | None = None) -> Part:
    environment = dict(os.environ)
    return Part(name=name, command=(sys.executable, "-c", code), environment=environment, port=port)


def soon(question: Callable[[], object]) -> bool:
    until = time.monotonic() + PATIENCE
    while not question():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def supervisor(own_state: Path) -> Iterator[Supervisor]:
    one = Supervisor()
    yield one
    one.stop()


def test_who_dies_is_started_again_and_its_log_is_named(
    supervisor: Supervisor, capsys: pytest.CaptureFixture[str]
):
    supervisor.start(part("send", "import time; time.sleep(600)"))
    first = supervisor.children[0].process
    first.kill()
    first.wait()

    def is_back() -> bool:
        supervisor.look_after()
        return supervisor.children[0].process.pid != first.pid

    assert soon(is_back)
    said = capsys.readouterr().out
    assert "send ended with status -9" in said
    assert str(state.log("send")) in said


PARENT = (
    "import subprocess, sys, time\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    "open({path!r}, 'w').write(str(child.pid))\n"
    "time.sleep(600)"
)


@pytest.mark.parametrize("end", ["look_after", "stop"])
def test_the_workers_of_who_was_killed_go_with_it(supervisor: Supervisor, tmp_path: Path, end: str):
    noted = tmp_path / "worker"
    supervisor.start(part("staff", PARENT.format(path=str(noted))))
    assert soon(lambda: noted.exists() and noted.read_text())
    worker = int(noted.read_text())
    supervisor.children[0].process.kill()
    supervisor.children[0].process.wait()

    getattr(supervisor, end)()

    assert soon(lambda: not is_alive(worker))


def test_who_keeps_dying_gets_longer_pauses(
    supervisor: Supervisor, capsys: pytest.CaptureFixture[str]
):
    supervisor.start(part("send", "raise SystemExit(3)"))

    def has_died_twice() -> bool:
        supervisor.look_after()
        return supervisor.children[0].failures == 2

    assert soon(has_died_twice)
    assert "again in 2 s" in capsys.readouterr().out


def test_a_stop_leaves_nobody(supervisor: Supervisor):
    supervisor.start(part("send", "import time; time.sleep(600)"))
    process = supervisor.children[0].process

    supervisor.stop()

    assert process.returncode == -signal.SIGTERM


def test_who_does_not_listen_is_stopped_all_the_same(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(supervision, "GRACE", 0.2)
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True)"
    supervisor.start(part("send", f"{deaf}; time.sleep(600)"))
    assert soon(lambda: state.log("send").read_text())
    process = supervisor.children[0].process

    supervisor.stop()

    assert process.returncode == -signal.SIGKILL


def test_a_site_that_dies_at_its_start_is_told_with_its_last_words(supervisor: Supervisor):
    site = part("staff", "raise SystemExit('SPI_KEYS is not set.')", port=1)
    supervisor.start(site)

    with pytest.raises(Failure, match=r"staff does not start: SPI_KEYS is not set\."):
        supervisor.wait_for(site)


def test_a_site_is_up_when_it_answers(supervisor: Supervisor, free_port: int):
    site = Part(
        name="staff",
        command=(sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(free_port)),
        environment=dict(os.environ),
        port=free_port,
    )
    supervisor.start(site)

    supervisor.wait_for(site)


def test_nobody_stays_behind_when_the_supervisor_is_killed(own_state: Path):
    code = """
import sys, time
from spi_portal.embedded.lineup import Part
from spi_portal.embedded.supervision import Supervisor
one = Supervisor()
command = (sys.executable, "-c", "import time; time.sleep(600)")
one.start(Part(name="send", command=command, environment={}))
print(one.children[0].process.pid, flush=True)
time.sleep(600)
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=CLONE, stdout=subprocess.PIPE, text=True
    ) as supervising:
        child = int(supervising.stdout.readline())
        supervising.kill()

    assert soon(lambda: not is_alive(child))


def is_alive(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
