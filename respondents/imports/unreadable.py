from __future__ import annotations


class Unreadable(Exception):
    """The file as a whole cannot be checked; `message` tells its owner what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
