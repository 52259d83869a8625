"""What the operator reads: one line for each step, one sentence for a failure."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout

# dev.py starts a second time, in the virtual environment; its clock goes on.
_BEGUN = float(os.environ.setdefault("SPI_BEGUN", str(time.time())))


class Failure(Exception):
    """What was asked cannot be done; the text is the sentence for whoever asked."""


def say(line: str) -> None:
    sys.stdout.write(f"[{elapsed():5.1f} s] {line}\n")
    sys.stdout.flush()


@contextmanager
def aside() -> Iterator[None]:
    """Steps go to standard error meanwhile: standard output belongs to the command's answer."""
    with redirect_stdout(sys.stderr):
        yield


def elapsed() -> float:
    """Seconds since this command began."""
    return time.time() - _BEGUN


def last_line(text: str) -> str:
    """What a program said last, which is where it says why it gave up."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
