"""What only the operating system has: the PDF libraries, and Chromium for browser tests.

Root gets them installed. For anybody else the PDF libraries are unpacked beside the clone's
other state, where apt can download: nothing of the system is changed.
"""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
import sysconfig
import tempfile
import threading
from pathlib import Path

from spi_portal.embedded import state
from spi_portal.embedded.console import say

PDF = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}

ONE_AT_A_TIME = threading.Lock()  # apt fails at once while another apt works


def provide_pdf_libraries() -> None:
    """Install or unpack them; otherwise say what an administrator has to do, and go on."""
    missing = [package for library, package in PDF.items() if not ctypes.util.find_library(library)]
    if not missing or _unpacked().exists():
        return
    if install(*missing):
        say(f"Installed for PDF: {', '.join(missing)}.")
    elif unpack(*missing):
        say(f"Unpacked for PDF, for this clone alone: {', '.join(missing)}.")
    else:
        say(f"No PDF until an administrator runs: apt-get install {' '.join(missing)}")


def where_unpacked() -> dict[str, str]:
    """What a process must be told to find unpacked libraries; nothing where there are none."""
    root, machine = _unpacked(), sysconfig.get_config_var("MULTIARCH")
    if not root.exists():
        return {}
    folders = [str(root / part / machine) for part in ("usr/lib", "lib")]
    return {"LD_LIBRARY_PATH": ":".join(folders), "FONTCONFIG_PATH": str(root / "etc/fonts")}


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
        return _install(packages) or (not _apt("update").returncode and _install(packages))


def unpack(*packages: str) -> bool:
    """Whether apt could download them with all that they need and this machine lacks."""
    if shutil.which("apt-get") is None:
        return False
    planned = _apt("-s", "install", "--no-install-recommends", *packages)
    names = [line.split()[1] for line in planned.stdout.splitlines() if line.startswith("Inst ")]
    with tempfile.TemporaryDirectory(dir=state.folder()) as folder:
        root = Path(folder) / "root"
        if not names or _apt("download", *names, folder=folder).returncode:
            return False
        for archive in Path(folder).glob("*.deb"):
            if _run("dpkg-deb", "-x", str(archive), str(root)).returncode:
                return False
        root.rename(_unpacked())
    return True


def _unpacked() -> Path:
    return state.folder() / "libraries"


def _install(packages: tuple[str, ...]) -> bool:
    return not _apt("install", "-y", "--no-install-recommends", *packages).returncode


def _apt(*words: str, folder: str | None = None) -> subprocess.CompletedProcess[str]:
    return _run("apt-get", "-qq", *words, folder=folder)


def _run(*words: str, folder: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 (package names from this file)
        words,
        cwd=folder,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
