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

from reports import pdf

PAGE = (
    '<!doctype html><html lang="id"><head><title>Uji</title>'
    '<link rel="stylesheet" href="{}"></head><body><h1>Dinas Contoh</h1></body></html>'
)
OURS = PAGE.format("/static/css/print.css")


def test_the_same_page_gives_the_same_bytes():
    first, second = pdf.render(OURS), pdf.render(OURS)

    assert first.content == second.content
    assert first.sha256 == second.sha256


def test_a_paper_carries_no_time():
    said = PdfReader(io.BytesIO(pdf.render(OURS).content)).metadata

    assert said.title == "Uji"
    assert said.creation_date is None
    assert said.modification_date is None


def test_a_paper_is_tagged_for_readers_who_listen():
    root = PdfReader(io.BytesIO(pdf.render(OURS).content)).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "id"


def test_our_own_letters_are_in_it():
    assert b"Jakarta" in pdf.render(OURS).content


@pytest.mark.parametrize(
    "url",
    [
        "../manage.py",
        "/static/../manage.py",
        "/static/%2e%2e/manage.py",
        "file:///etc/passwd",
        "file://elsewhere/static/css/print.css",
        "http://127.0.0.1:9/style.css",
        "https://example.org/style.css",
        "ftp://example.org/style.css",
    ],
)
def test_nothing_is_loaded_from_elsewhere(url):
    with pytest.raises(pdf.NotPrinted, match="may not load"):
        pdf.render(PAGE.format(url))


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
            if b"reports.pdf" in Path(f"/proc/{pid}/cmdline").read_bytes():
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
        "from reports import pdf\n"
        "pdf._print = lambda html: bytes(3 * 2**30)\n"
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
