"""From HTML to PDF, in a process of its own: `python -m spi_portal.paper.pdf`.

WeasyPrint and the C libraries under it parse fonts and images; a fault or a flood in there
ends that process and nothing else. It gets the page on stdin and nothing of ours: no database,
no keys, no network, and of the disk only `static/`.
"""

from __future__ import annotations

import hashlib
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

BASE = Path(__file__).resolve().parent.parent.parent
STATIC = BASE / "static"
SECONDS = 90
MEMORY = 1536 * 2**20  # bytes of address space
NO_LIBRARIES = 3  # exit status
KEPT = ("PATH", "LD_LIBRARY_PATH", "HOME", "LANG", "FONTCONFIG_FILE", "FONTCONFIG_PATH")


class NoLibraries(Exception):
    """This machine lacks what WeasyPrint needs. The message names it."""


class NotPrinted(Exception):
    """The process ended without a paper: it failed, took too long, or was killed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    content: bytes
    sha256: str


def render(html: str, *, seconds: float = SECONDS) -> Paper:
    """Print `html`; the same page gives the same bytes. Raises NoLibraries, NotPrinted."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "spi_portal.paper.pdf"],
            input=html.encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
            cwd=BASE,
            env=_environment(),
        )
    except subprocess.TimeoutExpired as late:
        raise NotPrinted(f"not done within {seconds:.0f} s") from late
    said = done.stderr.decode(errors="replace").strip().splitlines()
    last = said[-1] if said else ""
    if done.returncode == NO_LIBRARIES:
        raise NoLibraries(last)
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise NotPrinted(f"status {done.returncode}: {last}")
    return Paper(content=done.stdout, sha256=hashlib.sha256(done.stdout).hexdigest())


def _environment() -> dict[str, str]:
    """No address of a database, no key, no clock: fonts are stamped with a fixed second."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | {"SOURCE_DATE_EPOCH": "0", "PYTHONHASHSEED": "0"}


def ours(url: str) -> Path:
    """The file of `static/` that an address in a page means.

    Raises ValueError for any other, and for a file that is not there: a paper without its
    stylesheet is no paper.
    """
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        raise ValueError(f"a paper may not load {url}")
    named = Path(unquote(parts.path))
    path = (BASE / named.relative_to("/") if named.is_relative_to("/static") else named).resolve()
    if not path.is_relative_to(STATIC):
        raise ValueError(f"a paper may not load {url}")
    if not path.is_file():
        raise ValueError(f"there is no {url}")
    return path


def _print(html: bytes) -> bytes:
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class OurFilesOnly(URLFetcher):  # type: ignore[misc]
        """Styles and fonts from static/; nothing from a network or another folder."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            try:
                path = ours(url)
            except ValueError as refusal:
                raise FatalURLFetchingError(str(refusal)) from refusal
            return super().fetch(path.as_uri(), headers)

    page = HTML(string=html.decode(), base_url="file:///", url_fetcher=OurFilesOnly())
    identifier = hashlib.sha256(html).digest()[:16]
    printed: bytes = page.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    return printed


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        import weasyprint  # noqa: F401  (loads the C libraries)
    except OSError as missing:
        sys.stderr.write(f"{missing}".splitlines()[0] + "\n")
        return NO_LIBRARIES
    sys.stdout.buffer.write(_print(sys.stdin.buffer.read()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
