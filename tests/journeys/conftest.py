"""Servers around a test: all real, and all gone at its end."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys import post
from tests.journeys.broker import Valkey
from tests.journeys.post import Post
from tests.journeys.running import Running


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    with tempfile.TemporaryDirectory(prefix="spi-v") as folder:  # a socket's path must be short
        server = Valkey(Path(folder))
        server.start()
        yield server
        server.kill()


@pytest.fixture
def post_office() -> Iterator[Post]:
    with post.office() as opened:
        yield opened


@pytest.fixture
def running(
    transactional_db: None, tmp_path: Path, static: Path, valkey: Valkey, post_office: Post
) -> Iterator[Running]:
    """Nothing runs yet. What is started is stopped before the tables are emptied."""
    portal = Running(folder=tmp_path, static=static, bell=valkey.url, mail_port=post_office.port)
    yield portal
    portal.stop()
