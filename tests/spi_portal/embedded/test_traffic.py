from __future__ import annotations

import time
from pathlib import Path

import pytest

from spi_portal.embedded import traffic

COUNTERS = """\
Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs
    lo: 9000000     738    0    0    0     0          0         0    53339     738    0
  eth0: {bytes}      12    0    0    0     0          0         0    53339     738    0
 wlan0:  500000      12    0    0    0     0          0         0    53339     738    0
"""


@pytest.fixture
def counters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "dev"
    path.write_text(COUNTERS.format(bytes=1_000_000))
    monkeypatch.setattr(traffic, "COUNTERS", path)
    return path


def test_what_stays_on_the_machine_is_not_received(counters: Path):
    assert traffic.received() == 1_500_000


def test_bandwidth_is_what_came_by_the_time_that_it_took(counters: Path):
    before = traffic.received()
    counters.write_text(COUNTERS.format(bytes=21_000_000))

    summary = traffic.summary(since=before, begun=time.monotonic() - 2)

    assert summary == "20.0 MB received in 2.0 s, 10.0 MB/s"


def test_where_nothing_is_counted_nothing_was_received(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(traffic, "COUNTERS", tmp_path / "missing")

    assert traffic.received() == 0
