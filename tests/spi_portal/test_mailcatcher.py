"""A real SMTP server on a real port."""

from __future__ import annotations

import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from spi_portal.embedded import ports
from spi_portal.embedded.state import CLONE

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mails")


@pytest.fixture(scope="module")
def server(folder: Path, free_port: int) -> Iterator[int]:
    command = ["-m", "spi_portal.mailcatcher", "--port", str(free_port), "--folder", str(folder)]
    with subprocess.Popen([sys.executable, *command], cwd=CLONE) as process:
        until = time.monotonic() + 20
        while ports.is_free(free_port) and time.monotonic() < until:
            time.sleep(0.05)
        yield free_port
        process.terminate()
    assert process.returncode == 0


def send(port: int, *to: str) -> dict[str, tuple[int, bytes]]:
    message = EmailMessage()
    message["To"] = ", ".join(to)
    message["Subject"] = "Undangan"
    message.set_content("Isi.\n")
    with smtplib.SMTP("127.0.0.1", port) as connection:
        return connection.send_message(message, from_addr="survei@contoh.id", to_addrs=to)


def test_a_mail_is_kept_whole(server: int, folder: Path):
    send(server, "sari@contoh.id")

    newest = max(folder.glob("*.eml"))
    assert newest.read_text().startswith("X-Caught-For: sari@contoh.id")
    assert newest.read_text().endswith("Isi.\n")


def test_a_mail_is_for_its_owners_eyes(server: int, folder: Path):
    send(server, "sari@contoh.id")

    assert max(folder.glob("*.eml")).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("address", "code"), [("bounce@contoh.id", 550), ("later@contoh.id", 451)])
def test_both_sorts_of_refusal_can_be_tried(server: int, address: str, code: int):
    with pytest.raises(smtplib.SMTPRecipientsRefused) as told:
        send(server, address)

    assert told.value.recipients[address][0] == code


def test_a_mail_that_one_reader_refuses_still_reaches_the_other(server: int, folder: Path):
    refused = send(server, "bounce@contoh.id", "sari@contoh.id")

    assert list(refused) == ["bounce@contoh.id"]
    assert "X-Caught-For: sari@contoh.id" in max(folder.glob("*.eml")).read_text()
