from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pypdf import PdfReader

from spi_portal.paper import pdf

PAGE = (
    '<!doctype html><html lang="id"><head><title>Uji</title>'
    '<link rel="stylesheet" href="{}"></head><body><h1>Dinas Contoh</h1></body></html>'
)
OURS = PAGE.format("/static/css/print.css")


@pytest.fixture(scope="module")
def paper():
    return pdf.render(OURS)


def test_the_same_page_gives_the_same_bytes(paper):
    again = pdf.render(OURS)

    assert again.content == paper.content
    assert again.sha256 == paper.sha256


def test_a_paper_carries_no_time(paper):
    said = PdfReader(io.BytesIO(paper.content)).metadata

    assert said.title == "Uji"
    assert said.creation_date is None
    assert said.modification_date is None


def test_a_paper_is_tagged_for_readers_who_listen(paper):
    root = PdfReader(io.BytesIO(paper.content)).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "id"


def test_our_own_letters_are_in_it(paper):
    page = PdfReader(io.BytesIO(paper.content)).pages[0]

    names = [font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()]
    assert names
    assert all("Jakarta" in name for name in names)


def test_a_page_without_its_stylesheet_is_not_printed():
    with pytest.raises(pdf.NotPrinted, match="there is no"):
        pdf.render(PAGE.format("/static/css/gone.css"))


@pytest.mark.parametrize("url", ["../manage.py", "http://127.0.0.1:9/style.css"])
def test_a_page_that_asks_for_more_is_not_printed(url):
    with pytest.raises(pdf.NotPrinted, match="may not load"):
        pdf.render(PAGE.format(url))


@pytest.mark.parametrize(
    "url",
    [
        "file:///manage.py",
        "file:///static/../manage.py",
        "file:///static/%2e%2e/manage.py",
        "file:///etc/passwd",
        "file://elsewhere/static/css/print.css",
        "https://example.org/static/css/print.css",
        "ftp://example.org/style.css",
    ],
)
def test_nothing_is_loaded_from_elsewhere(url):
    with pytest.raises(ValueError, match="may not load"):
        pdf.ours(url)


def test_what_is_ours_is_found_by_its_address_and_by_its_place():
    there = pdf.STATIC / "css" / "print.css"

    assert pdf.ours("file:///static/css/print.css") == there
    assert pdf.ours(there.as_uri()) == there


def test_a_link_out_of_static_is_not_followed(tmp_path, monkeypatch):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "out.css").symlink_to("/etc/passwd")
    monkeypatch.setattr(pdf, "BASE", tmp_path)
    monkeypatch.setattr(pdf, "STATIC", tmp_path / "static")

    with pytest.raises(ValueError, match="may not load"):
        pdf.ours("file:///static/out.css")


def test_a_page_that_takes_too_long_is_given_up():
    with pytest.raises(pdf.NotPrinted, match="not done within"):
        pdf.render(OURS, seconds=0.05)


def test_a_killed_process_is_a_paper_not_printed(monkeypatch):
    run = subprocess.run

    def run_and_be_killed(*args, **kwargs):
        threading.Timer(0.3, kill_child).start()
        return run(*args, **kwargs)

    def kill_child():
        children = Path(f"/proc/{os.getpid()}/task").glob("*/children")
        for pid in " ".join(path.read_text() for path in children).split():
            if b"spi_portal.paper.pdf" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(int(pid), signal.SIGKILL)

    monkeypatch.setattr(subprocess, "run", run_and_be_killed)
    with pytest.raises(pdf.NotPrinted, match="status -9"):
        pdf.render(OURS)


def test_missing_libraries_are_named(monkeypatch, tmp_path):
    """As WeasyPrint does where Pango is not installed: its import raises OSError."""
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango-1.0-0')")
    monkeypatch.setattr(
        pdf, "_environment", lambda: {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path)}
    )

    with pytest.raises(pdf.NoLibraries, match="libpango"):
        pdf.render(OURS)


def test_the_process_gets_nothing_of_ours(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://rahasia")
    monkeypatch.setenv("SPI_KEYS", "/keys")

    assert not {"DATABASE_URL", "SPI_KEYS", "SPI_SECRET_KEY"} & set(pdf._environment())


def test_the_process_may_not_take_all_memory():
    greedy = (
        "import sys\n"
        "from spi_portal.paper import pdf\n"
        "pdf._print = lambda html: b'%PDF-' if bytes(3 * 2**30) else b''\n"
        "sys.exit(pdf.main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", greedy],
        input=b"",
        capture_output=True,
        cwd=pdf.BASE,
        env=pdf._environment(),
        check=False,
    )

    assert done.returncode == 1
    assert b"MemoryError" in done.stderr
