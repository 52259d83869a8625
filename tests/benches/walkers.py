"""Many respondents at once, from the link to the receipt: a process of its own, and a cheap one.

Reads a `Load` as JSON from standard input and writes an `Outcome` as JSON to standard output.
It says by heart what a browser said once (see script.py), over connections that stay open, as a
proxy's do. Plain epoll and nothing else, so that little of the machine is taken from what is
measured.

A request's time runs from the moment at which it was meant to be sent, so a late walker counts
against the portal and nothing is left out because the portal was slow (no coordinated omission).
"""

from __future__ import annotations

import heapq
import itertools
import json
import random
import re
import select
import socket
import sys
import time
from collections.abc import Callable, Generator
from dataclasses import asdict, dataclass, field

PAUSE = 0.3  # mean seconds that a respondent of the bench thinks before a button
PATIENCE = 30.0  # seconds after which a silent portal is an error
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_NONCE = re.compile(rb'name="nonce" value="([0-9a-f]{32})"')
_CHUNKED = re.compile(rb"(?i)\r\ntransfer-encoding: *chunked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One request of a walk. CODE and NONCE stand in it where the link's own go."""

    head: str
    body: str
    status: int
    says: str  # '' or what must stand in the reply
    by_hand: bool  # somebody pressed a button: a pause comes before


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """`rate` questionnaires begin in a second, at random; or, without one, `walkers` never rest."""

    port: int
    codes: list[str]
    scripts: list[list[Step]]
    seconds: float
    warm_up: float
    rate: float = 0.0
    walkers: int = 0


@dataclass(slots=True, kw_only=True)
class Outcome:
    milliseconds: list[float] = field(default_factory=list)  # of each request
    finished: int = 0  # questionnaires, to the receipt
    begun: int = 0
    replies: int = 0  # to anybody, while it measured
    errors: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0


class Failed(Exception):
    pass


# A walk yields what it waits for: a moment, or (request, when it was meant to be sent).
Walk = Generator[float | tuple[bytes, float], bytes | float, None]


class Crowd:
    def __init__(self, load: Load) -> None:
        self.load = load
        self.outcome = Outcome()
        self._poll = select.epoll()
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._lines: dict[int, Line] = {}  # by the number of their socket
        self._idle: list[Line] = []
        self._codes = itertools.cycle(load.codes)
        self._number = 0
        self._alive = 0  # walks that count
        self._start = time.perf_counter()
        self._from = self._start + load.warm_up
        self._until = self._from + load.seconds

    def run(self) -> Outcome:
        if self.load.rate:
            self._arrive(self._start)
        for _ in range(self.load.walkers):
            self.at(self._start, self._begin)
        while time.perf_counter() < self._until or self._alive:
            if time.perf_counter() > self._until + PATIENCE:
                break
            self._turn()
        if self._alive:
            self.outcome.errors["not finished"] = self._alive
        self.outcome.seconds = time.perf_counter() - self._from
        return self.outcome

    def at(self, moment: float, deed: Callable[[], None]) -> None:
        self._number += 1
        heapq.heappush(self._timers, (moment, self._number, deed))

    def _turn(self) -> None:
        now = time.perf_counter()
        while self._timers and self._timers[0][0] <= now:
            heapq.heappop(self._timers)[2]()
        wait = max(0.0, self._timers[0][0] - time.perf_counter()) if self._timers else 1.0
        for number, _ in self._poll.poll(min(wait, 1.0)):
            line = self._lines.get(number)
            if line is not None:
                line.heard()

    def _arrive(self, meant: float) -> None:
        """Arrivals do not wait for anybody: the next one is drawn from when this one was meant."""
        following = meant + random.expovariate(self.load.rate)
        self.at(following, lambda: self._arrive(following))
        self._begin(meant)

    def _begin(self, meant: float | None = None) -> None:
        meant = time.perf_counter() if meant is None else meant
        counts = self._from <= meant < self._until
        if not self.load.rate and meant >= self._until:
            return
        walk = self._walk(next(self._codes), random.choice(self.load.scripts), meant)
        if counts:
            self.outcome.begun += 1
            self._alive += 1
        self._go(walk, None, counts=counts)

    def _walk(self, code: str, script: list[Step], meant: float) -> Walk:
        nonce = ""
        for number, step in enumerate(script):
            if number and step.by_hand and self.load.rate:
                meant = time.perf_counter() + random.expovariate(1 / PAUSE)
                yield meant
            elif number:
                meant = time.perf_counter()
            body = step.body.replace("NONCE", nonce)
            head = step.head.replace("CODE", code).replace("LENGTH", str(len(body)))
            reply = yield (head + body).encode(), meant
            assert isinstance(reply, bytes)
            if int(reply[9:12]) != step.status:
                raise Failed(f"{reply[9:12].decode()} instead of {step.status}")
            if step.says and step.says.encode() not in reply:
                raise Failed("another page than expected")
            if found := _NONCE.search(reply):
                nonce = found[1].decode()

    def _go(self, walk: Walk, given: bytes | float | None, *, counts: bool) -> None:
        try:
            wanted = walk.send(given)  # type: ignore[arg-type]
        except StopIteration:
            self._end(counts=counts)
        except Failed as failed:
            self._end(str(failed), counts=counts)
        else:
            if isinstance(wanted, tuple):
                self._ask(walk, *wanted, counts=counts)
            else:
                self.at(wanted, lambda: self._go(walk, wanted, counts=counts))

    def _ask(self, walk: Walk, request: bytes, meant: float, *, counts: bool) -> None:
        def answered(reply: bytes | None) -> None:
            if reply is None:
                self._end("no reply", counts=counts)
                return
            now = time.perf_counter()
            self.outcome.replies += self._from <= now < self._until
            if counts:
                self.outcome.milliseconds.append((now - meant) * 1000)
            self._go(walk, reply, counts=counts)

        try:
            line = self._idle.pop() if self._idle else Line(self, self.load.port)
            line.ask(request, answered)
        except OSError:
            answered(None)

    def _end(self, error: str = "", *, counts: bool) -> None:
        if counts:
            self._alive -= 1
            if error:
                self.outcome.errors[error] = self.outcome.errors.get(error, 0) + 1
            else:
                self.outcome.finished += 1
        if not self.load.rate:
            self.at(time.perf_counter(), self._begin)


class Line:
    """A connection that stays open from one request to the next."""

    def __init__(self, crowd: Crowd, port: int) -> None:
        self._crowd = crowd
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setblocking(False)
        self._number = self._socket.fileno()
        self._heard = b""
        self._answered: Callable[[bytes | None], None] | None = None
        crowd._poll.register(self._number, select.EPOLLIN)
        crowd._lines[self._number] = self

    def ask(self, request: bytes, answered: Callable[[bytes | None], None]) -> None:
        self._answered, self._heard = answered, b""
        try:
            self._socket.sendall(request)
        except OSError:
            self._close()
            raise

    def heard(self) -> None:
        if self._answered is None:  # nobody was asked: the portal closed a line that rested
            self._crowd._idle.remove(self)
            self._close()
            return
        try:
            piece = self._socket.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        self._heard += piece
        if piece and not _is_whole(self._heard):
            return
        if piece:
            self._crowd._idle.append(self)
        else:
            self._close()
        answered, self._answered = self._answered, None
        answered(self._heard if piece else None)

    def _close(self) -> None:
        del self._crowd._lines[self._number]
        self._crowd._poll.unregister(self._number)
        self._socket.close()


def _is_whole(reply: bytes) -> bool:
    end = reply.find(b"\r\n\r\n")
    if end < 0:
        return False
    if length := _LENGTH.search(reply, 0, end + 2):
        return len(reply) >= end + 4 + int(length[1])
    if _CHUNKED.search(reply, 0, end + 2):
        return reply.endswith(b"0\r\n\r\n")
    return True


def main() -> None:
    given = json.load(sys.stdin)
    scripts = [[Step(**step) for step in script] for script in given.pop("scripts")]
    outcome = Crowd(Load(scripts=scripts, **given)).run()
    json.dump(asdict(outcome), sys.stdout)


if __name__ == "__main__":
    main()
