"""The write-ahead log as whoever holds its files reads it: what was written, and in which order.

The bytes of a row stand in the log as they stand in the table. So it is enough to join the pages
of all segments and to look for what is known of a row: in the box every row carries the number
of its wave behind its own key.
Source: PostgreSQL 18, src/include/access/xlog_internal.h (page headers of 24 and, at the
beginning of a segment, 40 bytes).
"""

from __future__ import annotations

import re
import subprocess
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PAGE, SEGMENT = 8192, 16 * 1024 * 1024
SHORT, LONG = 24, 40
COMMIT = re.compile(r"lsn: ([0-9A-F]+)/([0-9A-F]+),.*desc: COMMIT (\d{4}-\S+ \S+) UTC")
SEGMENTS = re.compile(r"[0-9A-F]{24}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """Records without the headers of pages; `start` is the log position of its first segment."""

    stream: bytes
    start: int
    commits: tuple[tuple[int, float], ...]  # position, seconds since 1970; in order

    def position(self, offset: int) -> int:
        """Of a place in `stream`: the log position (LSN) of that byte."""
        per_segment = SEGMENT - LONG - (SEGMENT // PAGE - 1) * SHORT
        segment, rest = divmod(offset, per_segment)
        if rest < PAGE - LONG:
            return self.start + segment * SEGMENT + LONG + rest
        page, rest = divmod(rest - (PAGE - LONG), PAGE - SHORT)
        return self.start + segment * SEGMENT + (page + 1) * PAGE + SHORT + rest

    def committed_at(self, position: int) -> float | None:
        """When the first commit after a log position was."""
        at = bisect_right(self.commits, (position, 0.0))
        return self.commits[at][1] if at < len(self.commits) else None

    def before(self, mark: bytes, lengths: Iterable[int]) -> Iterator[tuple[bytes, int]]:
        """What stands before `mark` as a bytea of one of these lengths, and where; in order."""
        wanted = {((length + 1) << 1) | 1: length for length in lengths}
        at = self.stream.find(mark)
        while at >= 0:
            for header, length in wanted.items():
                begin = at - length
                if begin > 0 and self.stream[begin - 1] == header:
                    yield self.stream[begin:at], begin
            at = self.stream.find(mark, at + 1)

    def behind(self, value: bytes, length: int) -> Iterator[bytes]:
        """The `length` bytes behind each place where `value` was written."""
        at = self.stream.find(value)
        while at >= 0:
            yield self.stream[at + len(value) : at + len(value) + length]
            at = self.stream.find(value, at + 1)


def read(folder: Path, *, since: int, until: int, waldump: Path | None) -> Log:
    """All segments from one log position to another. Without pg_waldump no commit has a time."""
    paths = [
        path
        for path in sorted(folder.iterdir())
        if SEGMENTS.fullmatch(path.name) and since // SEGMENT <= _number(path) <= until // SEGMENT
    ]
    stream = b"".join(_without_headers(path.read_bytes()) for path in paths)
    start = _number(paths[0]) * SEGMENT if paths else 0
    commits = tuple(_commits(folder, since, until, waldump)) if waldump else ()
    return Log(stream=stream, start=start, commits=commits)


def _number(path: Path) -> int:
    return int(path.name[8:16], 16) * (0x1_0000_0000 // SEGMENT) + int(path.name[16:], 16)


def _without_headers(segment: bytes) -> bytes:
    first = segment[LONG:PAGE]
    others = (segment[at + SHORT : at + PAGE] for at in range(PAGE, SEGMENT, PAGE))
    return b"".join((first, *others))


def _commits(folder: Path, since: int, until: int, waldump: Path) -> Iterator[tuple[int, float]]:
    said = subprocess.run(
        [str(waldump), "--path", str(folder), "--rmgr", "Transaction",
         "--start", _lsn(since), "--end", _lsn(until)],
        env={"TZ": "UTC", "PATH": ""}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    for high, low, moment in COMMIT.findall(said.stdout):
        at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        yield int(high, 16) << 32 | int(low, 16), at.timestamp()


def _lsn(position: int) -> str:
    return f"{position >> 32:X}/{position & 0xFFFFFFFF:X}"
