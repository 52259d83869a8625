"""The wire between the public server and PostgreSQL, which a test may cut at any moment.

Both ends are real: a socket of its own passes on what they say to each other. Cut before an
answer comes back is what a crash just after COMMIT looks like from here.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

NAME = ".s.PGSQL.5432"
Path_or_port = str | tuple[str, int]


class Wire:
    def __init__(self, folder: Path, *, far: Path_or_port) -> None:
        self._far = far
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._is_down = False
        self._swallow: Callable[[bytes], bool] | None = None
        self._ear = socket.socket(socket.AF_UNIX)
        self._ear.bind(str(folder / NAME))
        self._ear.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    def down(self) -> None:
        """Every connection breaks, and no new one is taken."""
        self._is_down = True
        self.cut()

    def up(self) -> None:
        self._is_down, self._swallow = False, None

    def cut(self) -> None:
        """Every connection breaks; new ones are taken at once, as after a quick restart."""
        for pair in list(self._pairs):
            self._break(pair)

    def cut_after(self, word: bytes, *, times: int) -> None:
        """The next `times` that the server sends what `word` is in, its answer is lost."""
        left = [times]

        def swallow(said: bytes) -> bool:
            if left[0] and word in said:
                left[0] -= 1
                return True
            return False

        self._swallow = swallow

    def close(self) -> None:
        self._is_down = True
        self._ear.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._ear.accept()
            except OSError:
                return
            if self._is_down:
                near.close()
                continue
            try:
                far = _connect(self._far)
            except OSError:  # the database itself is down
                near.close()
                continue
            pair = (near, far)
            self._pairs.add(pair)
            lost = threading.Event()
            threading.Thread(target=self._there, args=(pair, lost), daemon=True).start()
            threading.Thread(target=self._back, args=(pair, lost), daemon=True).start()

    def _there(self, pair: tuple[socket.socket, socket.socket], lost: threading.Event) -> None:
        near, far = pair
        with suppress(OSError):
            while said := near.recv(65536):
                if self._swallow is not None and self._swallow(said):
                    lost.set()
                far.sendall(said)
        self._break(pair)

    def _back(self, pair: tuple[socket.socket, socket.socket], lost: threading.Event) -> None:
        near, far = pair
        with suppress(OSError):
            while said := far.recv(65536):
                if lost.is_set():
                    break
                near.sendall(said)
        self._break(pair)

    def _break(self, pair: tuple[socket.socket, socket.socket]) -> None:
        self._pairs.discard(pair)
        for end in pair:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def _connect(far: Path_or_port) -> socket.socket:
    if isinstance(far, tuple):
        return socket.create_connection(far)
    end = socket.socket(socket.AF_UNIX)
    try:
        end.connect(far)
    except OSError:
        end.close()
        raise
    return end
