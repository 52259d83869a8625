from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

from spi_portal.embedded import mails

LINK = "https://spi.tirtamulyakota.go.id/s/7KQ2-9XWD-ABCD-EFGH-JKLM-NPQR-STUV-WXYZ/?x=1=2"


def mail(body: str, **headers: str) -> bytes:
    message = EmailMessage()
    for name, value in headers.items():
        message[name] = value
    message.set_content(body, cte="quoted-printable")
    return message.as_bytes()


def test_a_link_that_the_encoding_broke_is_whole_again():
    content = mail(f"Silakan buka {LINK}.\n", To="sari@contoh.id", Subject="Undangan")
    assert LINK.encode() not in content

    assert mails.read(content).links == (LINK,)


def test_a_link_is_told_once():
    assert mails.read(mail(f"{LINK}\n{LINK}\n")).links == (LINK,)


def test_a_mail_is_told_by_its_reader_and_subject():
    content = mail("Isi.\n", To="sari@contoh.id", Subject="Undangan – Survei")

    assert str(mails.read(content)) == "sari@contoh.id: Undangan – Survei"


def test_the_last_mails_come_in_their_order(tmp_path: Path):
    for number in range(1, 4):
        (tmp_path / f"{number}.eml").write_bytes(mail("Isi.\n", Subject=f"{number}"))

    assert [one.subject for one in mails.last(2, folder=tmp_path)] == ["2", "3"]
