"""A state folder of the test's own, where both root's and a user's servers can live."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from spi_portal.embedded import postgres, state, valkey

GIVEN = ("DATABASE_URL", "BOX_DATABASE_URL", "REDIS_URL", "SPI_SMTP_HOST", "SPI_ENV")


@pytest.fixture
def own_state(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with fresh_state(monkeypatch) as folder:
        yield folder


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """One state folder with servers for all tests of a module: making the data takes longest."""
    with pytest.MonkeyPatch.context() as patch, fresh_state(patch) as folder:
        postgres.start()
        yield folder
        valkey.stop()
        postgres.stop()


@pytest.fixture
def started(made: Path) -> Path:
    """Both servers running, whatever the test before did to them."""
    postgres.start()
    valkey.start()
    return made


@contextmanager
def fresh_state(patch: pytest.MonkeyPatch) -> Iterator[Path]:
    # Not tmp_path: its parents are closed to the account that root's servers run as.
    place = Path(tempfile.mkdtemp(prefix="spi-test-")).resolve()
    place.chmod(0o711)
    patch.setenv("SPI_STATE", str(place / "state"))
    for name in GIVEN:
        patch.delenv(name, raising=False)
    yield state.folder()
    shutil.rmtree(place)
