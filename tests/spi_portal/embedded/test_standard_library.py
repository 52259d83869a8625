from __future__ import annotations

import subprocess
import sys

import pytest

from spi_portal.embedded.state import CLONE

MODULES = sorted(path.stem for path in (CLONE / "spi_portal" / "embedded").glob("[!_]*.py"))


@pytest.mark.parametrize("module", MODULES)
def test_before_anything_is_installed_everything_can_be_imported(module: str):
    code = f"import sys; sys.path.insert(0, {str(CLONE)!r}); import spi_portal.embedded.{module}"

    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True)

    assert done.stderr == ""
