"""The pages of letters: for the Inspektur alone, and behind the password asked again."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from spi_portal.audit.models.entries import Entry
from spi_portal.paper import pdf
from surveys.models.letter_batches import LetterBatch
from surveys.paper_letters import printing
from tests import make
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db
State = LetterBatch.State


@pytest.fixture
def inspektur(hadi) -> Client:
    client = Client()
    assert client.login(email=hadi.email, password=make.PASSWORD)
    return client


@pytest.fixture(autouse=True)
def not_printed(monkeypatch):
    made = pdf.Paper(content=b"%PDF-the letters", sha256="")
    monkeypatch.setattr(pdf, "render", lambda html: made)


def url(name, wave, *number):
    return reverse(f"surveys:{name}", args=[wave.slug, *number])


def give_password(client):
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})


def test_from_the_order_to_the_file(wave, people, inspektur):
    page = inspektur.get(url("letters", wave)).text
    assert "Belum terjangkau: <b>4</b> orang, 3 di antaranya tanpa nomor telepon." in page

    assert inspektur.post(url("letters", wave), {}).status_code == 302
    assert "Sedang dicetak" in inspektur.get(url("letters", wave)).text
    assert printing.print_due() == 1
    assert url("take_letters", wave, 1) in inspektur.get(url("letters", wave)).text

    give_password(inspektur)
    taken = inspektur.post(url("take_letters", wave, 1), {"sanggup": "on"})
    assert taken.content == b"%PDF-the letters"
    assert taken.headers["Cache-Control"] == "private, no-store"
    assert "surat cetak" in inspektur.get(reverse("surveys:wave", args=[wave.slug])).text

    again = inspektur.post(url("take_letters", wave, 1), {"sanggup": "on"}, follow=True)
    assert "tidak dapat diambil" in again.text


def test_what_still_waits_is_not_called_sent(ratna, inspektur):
    page = inspektur.get(url("letters", playing.opened(ratna))).text

    assert "pesan masih menunggu dikirim" in page
    assert "sudah mendapat pesan atau surat" not in page


def test_it_is_not_taken_without_the_password(wave, people, inspektur):
    inspektur.post(url("letters", wave), {})
    printing.print_due()
    session = inspektur.session  # signed in long ago
    session["account_authentication_methods"] = []
    session.save()

    answer = inspektur.post(url("take_letters", wave, 1), {"sanggup": "on"})
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert LetterBatch.objects.get().state == State.READY


def test_it_is_not_taken_without_the_promise(wave, people, inspektur):
    inspektur.post(url("letters", wave), {})
    printing.print_due()
    give_password(inspektur)

    answer = inspektur.post(url("take_letters", wave, 1), {})
    assert answer.status_code == 422
    assert "Centang dulu pernyataan ini." in answer.text
    assert LetterBatch.objects.get().state == State.READY


def test_the_desk_gets_in_nowhere(wave, people, hadi, operator):
    inspektur = Client()
    inspektur.force_login(hadi)
    inspektur.post(url("letters", wave), {})
    printing.print_due()

    give_password(operator)
    assert operator.get(url("letters", wave)).status_code == 403
    for name in ("take_letters", "letters_again", "drop_letters"):
        assert operator.post(url(name, wave, 1), {"sanggup": "on"}).status_code == 403
    assert url("letters", wave) not in operator.get(reverse("surveys:wave", args=[wave.slug])).text
    assert not Entry.objects.filter(verb="letters.taken").exists()


def test_a_file_is_given_up_and_printed_again_from_the_page(wave, people, inspektur):
    inspektur.post(url("letters", wave), {"nomor": "on"})
    inspektur.post(url("drop_letters", wave, 1))
    assert LetterBatch.objects.get().state == State.DROPPED

    inspektur.post(url("letters", wave), {"nomor": "on"})
    printing.print_due()
    give_password(inspektur)
    inspektur.post(url("take_letters", wave, 2), {"sanggup": "on"})
    inspektur.post(url("letters_again", wave, 2))
    assert LetterBatch.objects.get(number=3).again.number == 2
    refused = inspektur.post(url("letters_again", wave, 2), follow=True)
    assert "belum diambil" in refused.text
