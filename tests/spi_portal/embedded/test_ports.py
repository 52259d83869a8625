from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from spi_portal.embedded import ports
from spi_portal.embedded.console import Failure
from spi_portal.embedded.state import CLONE

VARIABLE = "SPI_STAFF_PORT"


@pytest.fixture
def taken() -> Iterator[int]:
    """A port of which we know that somebody listens there."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_passed_over_in_a_sentence(
    taken: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv(VARIABLE, str(taken))

    chosen = ports.choose(variable=VARIABLE, default=1)

    assert chosen > taken
    assert f"Port {taken} is taken, so {chosen} is used" in capsys.readouterr().out


def test_two_sites_never_get_the_same_port(taken: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(VARIABLE, str(taken))

    one = ports.choose(variable=VARIABLE, default=1)

    assert ports.choose(variable=VARIABLE, default=1, taken=(one,)) != one


def test_another_clone_that_starts_at_the_same_moment_gets_another_port(
    taken: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(VARIABLE, str(taken))
    mine = ports.choose(variable=VARIABLE, default=1)
    code = f"""
from spi_portal.embedded import ports
print(ports.choose(variable={VARIABLE!r}, default=1))
"""

    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=CLONE)

    assert int(other.stdout.split()[-1]) > mine


@pytest.mark.parametrize("text", ["", "web", "0", "70000", "-1"])
def test_what_is_no_port_is_refused(text: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(VARIABLE, text)

    with pytest.raises(Failure, match="is not a port"):
        ports.choose(variable=VARIABLE, default=8000)
