"""What only the operating system has: the PDF libraries, and Chromium for browser tests."""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
import threading

from spi_portal.embedded.console import say

PDF = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}

ONE_AT_A_TIME = threading.Lock()  # apt fails at once while another apt works


def provide_pdf_libraries() -> None:
    """Install them as root; otherwise say what an administrator has to do, and go on."""
    missing = [package for library, package in PDF.items() if not ctypes.util.find_library(library)]
    if not missing:
        return
    if install(*missing):
        say(f"Installed for PDF: {', '.join(missing)}.")
    else:
        say(f"No PDF until an administrator runs: apt-get install {' '.join(missing)}")


def chromium() -> str | None:
    """The browser's path, installed as root when missing; None if there is none."""
    if path := shutil.which("chromium"):
        return path
    say("Installing Chromium for the browser tests.")
    return shutil.which("chromium") if install("chromium") else None


def install(*packages: str) -> bool:
    """Whether apt could install them; only root on Debian and its relatives can."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    with ONE_AT_A_TIME:
        return _install(packages) or (_apt("update") and _install(packages))


def _install(packages: tuple[str, ...]) -> bool:
    return _apt("install", "-y", "--no-install-recommends", *packages)


def _apt(*words: str) -> bool:
    done = subprocess.run(  # noqa: S603 (package names from this file)
        ["apt-get", "-qq", *words],  # noqa: S607 (apt is where the system has it)
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return done.returncode == 0
