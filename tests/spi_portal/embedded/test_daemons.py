"""Servers that outlive us: what they are started with."""

from __future__ import annotations

from pathlib import Path

import pytest

from spi_portal.embedded import accounts, daemons


@pytest.mark.usefixtures("images_allowed")
def test_a_server_leaves_no_image_of_its_memory(tmp_path: Path) -> None:
    """Whatever limit it was called with, and whoever it runs as."""
    log = tmp_path / "log"
    look = ["sh", "-c", "ulimit -c; ulimit -H -c"]

    assert daemons.launch(look, account=accounts.for_servers(), log=log).wait() == 0

    assert log.read_text().split() == ["0", "0"]
