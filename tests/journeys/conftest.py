"""Servers around a test: all real, and all gone at its end."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from tests.journeys import post
from tests.journeys.broker import Valkey
from tests.journeys.post import Post
from tests.journeys.running import Running

HASHED = "whitenoise.storage.CompressedManifestStaticFilesStorage"


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


@pytest.fixture(scope="session")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stylesheets and fonts as the sites serve them, each under a name with its digest."""
    folder = tmp_path_factory.mktemp("static")
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": HASHED}}
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


@pytest.fixture
def running(
    transactional_db: None, tmp_path: Path, static: Path, valkey: Valkey, post_office: Post
) -> Iterator[Running]:
    """Nothing runs yet. What is started is stopped before the tables are emptied."""
    portal = Running(folder=tmp_path, static=static, bell=valkey.url, mail_port=post_office.port)
    yield portal
    portal.stop()
