from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection

from spi_portal.post.channel import DeliveryFailed, Letter, TryAgainLater

PERMANENT = range(500, 600)  # RFC 5321: the same attempt will fail again


@dataclass(frozen=True, slots=True)
class MailSession:
    connection: Any

    def send(self, letter: Letter) -> None:
        mail = EmailMultiAlternatives(
            subject=letter.subject,
            body=letter.text,
            from_email=letter.sender,
            to=[letter.to],
            headers={"X-SPI-Reference": letter.reference, "Auto-Submitted": "auto-generated"},
            connection=self.connection,
        )
        if letter.html:
            mail.attach_alternative(letter.html, "text/html")
        try:
            mail.send()
        except SMTPRecipientsRefused as refusal:
            raise _refused(refusal.recipients) from refusal
        except SMTPResponseException as answer:
            raise _answered(answer.smtp_code) from answer
        except (SMTPException, OSError) as fault:
            raise TryAgainLater(
                f"Server surel tidak terjangkau ({type(fault).__name__})."
            ) from fault


class Email:
    """Plain SMTP, one connection for many letters."""

    @contextmanager
    def session(self) -> Iterator[MailSession]:
        connection = get_connection()
        try:
            connection.open()
        except (SMTPException, OSError) as fault:
            raise TryAgainLater(
                f"Server surel tidak terjangkau ({type(fault).__name__})."
            ) from fault
        try:
            yield MailSession(connection)
        finally:
            connection.close()


def _refused(recipients: dict[str, tuple[int, bytes]]) -> Exception:
    codes = [code for code, _ in recipients.values()]
    return _answered(codes[0] if codes else 451)


def _answered(code: int) -> Exception:
    """Without the server's own words: they often repeat the address."""
    if code in PERMANENT:
        return DeliveryFailed(f"Alamat ditolak server surel (kode {code}).")
    return TryAgainLater(f"Server surel meminta dicoba lagi (kode {code}).")
