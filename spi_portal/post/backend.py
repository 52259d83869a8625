"""Django's mail in the process `staff`: queued like every letter.

So allauth's mails fail no page when the mail server is down, and `staff` needs no way to it.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from spi_portal.post import letters


class QueuedMail(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            for to in mail.to:
                letters.queue(
                    to=to, subject=str(mail.subject), text=str(mail.body), about="account"
                )
        return len(email_messages)
