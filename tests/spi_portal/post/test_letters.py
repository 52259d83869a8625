from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction
from django.utils import timezone

from spi_portal.post import letters
from spi_portal.post.channel import DeliveryFailed, Letter, TryAgainLater
from spi_portal.post.models import OfficialLetter
from tests.spi_portal.test_processes import NEEDS, start

pytestmark = pytest.mark.django_db
BAYU = "bayu@kota.example"


@dataclass
class Outbox:
    """A channel that keeps its letters, and fails as it is told."""

    fails_with: Exception | None = None
    is_down: bool = False
    letters: list[Letter] = field(default_factory=list)

    @contextmanager
    def session(self) -> Iterator[Outbox]:
        if self.is_down:
            raise TryAgainLater("tidak terjangkau")
        yield self

    def send(self, letter: Letter) -> None:
        if self.fails_with is not None:
            raise self.fails_with
        self.letters.append(letter)


def queue(**changes: object) -> OfficialLetter:
    given = {"to": BAYU, "subject": "Akun Anda", "text": "Buka tautan ini.", "about": "uji"}
    return letters.queue(**given | changes)


def test_a_letter_goes_out_once_and_its_text_is_gone():
    letter, outbox = queue(), Outbox()

    assert letters.deliver_due(outbox) == 1
    assert letters.deliver_due(outbox) == 0

    letter.refresh_from_db()
    assert [(one.to, one.text) for one in outbox.letters] == [(BAYU, "Buka tautan ini.")]
    assert (letter.state, letter.text) == ("sent", "")


def test_the_database_keeps_no_text_of_a_letter_that_was_sent():
    letter = queue()

    with pytest.raises(IntegrityError, match="keeps_no_text"), transaction.atomic():
        OfficialLetter.objects.filter(pk=letter.pk).update(state="sent", sent_at=timezone.now())


def test_a_letter_for_later_waits():
    queue(due_at=timezone.now() + timedelta(hours=1))

    assert letters.deliver_due(Outbox()) == 0


@pytest.mark.parametrize("outbox", [Outbox(is_down=True), Outbox(fails_with=TryAgainLater("421"))])
def test_a_mail_server_that_is_down_loses_nothing(outbox):
    letter = queue()

    assert letters.deliver_due(outbox) == 0

    letter.refresh_from_db()
    assert (letter.state, letter.text) == ("ready", "Buka tautan ini.")
    assert letter.due_at > timezone.now()


def test_a_mail_server_that_is_down_for_days_uses_up_no_try():
    letter = queue()
    for _ in range(2 * letters.MAX_TRIES):
        OfficialLetter.objects.update(due_at=timezone.now())
        letters.deliver_due(Outbox(is_down=True))

    letter.refresh_from_db()
    assert (letter.state, letter.tries) == ("ready", 0)


def test_a_letter_is_given_up_after_the_eighth_try():
    letter = queue()
    for _ in range(letters.MAX_TRIES):
        OfficialLetter.objects.update(due_at=timezone.now())
        letters.deliver_due(Outbox(fails_with=TryAgainLater("421")))

    letter.refresh_from_db()
    assert letter.state == "failed"
    assert "8 kali" in letter.failure


def test_a_wrong_address_is_not_tried_again():
    letter = queue()

    letters.deliver_due(Outbox(fails_with=DeliveryFailed("Alamat ditolak (kode 550).")))

    letter.refresh_from_db()
    assert (letter.state, letter.failure) == ("failed", "Alamat ditolak (kode 550).")


def test_a_letter_goes_with_its_deed():
    def deed() -> None:
        with transaction.atomic():
            queue()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        deed()
    assert not OfficialLetter.objects.exists()


def test_mails_of_django_are_queued_by_staff():
    staff = get_connection("spi_portal.post.backend.QueuedMail")

    EmailMessage("Atur ulang", "Tautannya", to=[BAYU], connection=staff).send()

    letter = OfficialLetter.objects.get()
    assert (letter.to, letter.subject, letter.text) == (BAYU, "Atur ulang", "Tautannya")


@pytest.mark.parametrize(("process", "queues"), [("staff", True), ("send", False)])
def test_only_staff_has_no_way_to_the_mail_server(process, queues, tmp_path):

    program = "from django.conf import settings; print(settings.EMAIL_BACKEND)"

    assert ("QueuedMail" in start(process, NEEDS[process], tmp_path, program).stdout) is queues
