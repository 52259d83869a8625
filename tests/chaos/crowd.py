"""People who press «Kirim» and do not give up, whatever dies in front of them."""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections.abc import Sequence
from http.client import HTTPException

from django.db import Error, connections

from surveys.box import ballots, codes, receipts
from surveys.respond import loading, unfinished, visiting
from tests import box_wave
from tests.journeys.site import Site

SHOWN = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")
FORM = "application/x-www-form-urlencoded"
BREATH = 0.05  # seconds between two attempts


class Crowd:
    """Each of `threads` takes links in turn, again and again; a later sheet replaces an earlier.

    `receipts` are those that somebody has read on a whole page: what must never be lost. `stuck`
    counts presses that never got one.
    """

    def __init__(
        self, port: int, links: int, answers: Sequence[Sequence[int]], *, threads: int = 4
    ) -> None:
        self.receipts: list[bytes] = []
        self.attempts = 0
        self.stuck = 0
        self._site, self._answers = Site(port), answers
        self._over, self._patience = threading.Event(), 0.0
        self._threads = [
            threading.Thread(target=self._press, args=(range(n, links, threads),))
            for n in range(threads)
        ]

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def end(self, *, patience: float = 60) -> None:
        """Everybody still gets the receipt that they are waiting for, within so many seconds."""
        self._patience = time.monotonic() + patience
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _press(self, links: Sequence[int]) -> None:
        try:
            while True:
                for link in links:
                    if self._over.is_set():
                        return
                    self._answer(link)
        finally:
            connections.close_all()

    def _answer(self, link: int) -> None:
        code, nonce = codes.encode(box_wave.secret(link)), secrets.token_hex(16)
        self._fill_in(code)
        while not self._gives_up():
            if receipt := self._send(code, nonce):
                self.receipts.append(receipt)
                return
            time.sleep(BREATH)
        self.stuck += 1

    def _gives_up(self) -> bool:
        return self._over.is_set() and time.monotonic() > self._patience

    def _fill_in(self, code: str) -> None:
        while not self._gives_up():
            try:
                visit = visiting.enter(code, with_draft=True)
                unfinished.save(visit, secrets.choice(self._answers))
            except (Error, visiting.LinkIsUnknown, ballots.DraftWasOvertaken):
                connections.close_all()
                loading.forget()
                time.sleep(BREATH)
            else:
                return

    def _send(self, code: str, nonce: str) -> bytes | None:
        """The receipt that came with status 200; None for whatever else came, or nothing."""
        self.attempts += 1
        try:
            reply = self._site.post(
                f"/s/{code}/kirim/", f"aksi=kirim&nonce={nonce}", content_type=FORM
            )
        except (OSError, HTTPException):
            return None
        if reply.status_code != 200:
            return None
        (shown,) = set(SHOWN.findall(reply.content.decode())) - {code}
        return receipts.read(shown)
