"""Somebody in the room, and a wave whose box opens with two of three key sheets."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client, override_settings

from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals
from surveys import room_cards
from surveys.models.waves import Wave
from surveys.room import sittings
from surveys.steps import custody
from surveys.steps.custody import Holder
from tests import make
from tests.surveys import trials
from tests.surveys.steps import playing

HOLDERS = [
    Holder(name="Sari", body="Inspektorat"),
    Holder(name="Dimas", body="Dinas Kominfo"),
    Holder(name="Lina", body="Universitas Tirtamulya"),
]
WORD = re.compile(r"<li>([a-z]+)</li>")


def in_the_room() -> override_settings:
    """Addresses and middleware of process `room`."""
    return override_settings(
        ROOT_URLCONF="spi_portal.urls_room", MIDDLEWARE=settings.ROOM_MIDDLEWARE
    )


class Room:
    """The pages of the room as a browser without scripts sees them."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=False)
        self.text = ""
        self.status = 0

    def get(self, path: str) -> Room:
        with in_the_room():
            return self._keep(self.client.get(path, follow=True))

    def post(self, path: str, **given: object) -> Room:
        with in_the_room():
            return self._keep(self.client.post(path, given, follow=True))

    def enter(self, code: str) -> Room:
        return self.post("/", kartu=code)

    def show(self) -> str:
        """The words of the sheet on the screen."""
        self.post("/meja/lembar/")
        return " ".join(WORD.findall(self.text))

    def type(self, words: str) -> Room:
        return self.post("/meja/baca/", kata=words)

    def _keep(self, answer) -> Room:
        self.answer, self.status, self.text = answer, answer.status_code, answer.content.decode()
        return self


@pytest.fixture
def room():
    sittings._sittings.clear()
    sittings._wrong.clear()
    yield Room()
    for sitting in sittings._sittings.values():
        if sitting.at_work:
            sitting.at_work.join()
    sittings._sittings.clear()


def by_people(wave: Wave, *, by) -> Wave:
    """Chosen by two people, before it is announced."""
    asked = custody.ask(wave=wave, mode=Wave.Mode.TRUSTEES, reason="Berdua", by=by)
    approvals.decide(asked, grant=True, by=make.user("Hadi Pranoto", Role.HEAD))
    custody.settle(wave=wave, mode=Wave.Mode.TRUSTEES, holders=HOLDERS, by=by)
    wave.refresh_from_db()
    return wave


def card(wave: Wave, purpose: str, *, by) -> str:
    return room_cards.give(wave=wave, purpose=room_cards.Purpose(purpose), by=by)


def make_sheets(room: Room, wave: Wave, *, by) -> list[str]:
    """Three holders, one after the other; returns what is on their sheets."""
    room.enter(card(wave, "make", by=by))
    sheets = []
    for _ in range(3):
        sheets.append(room.show())
        room.type(sheets[-1])
    return sheets


@pytest.fixture
def drawn(ratna):
    return by_people(playing.drawn(ratna), by=ratna)


@pytest.fixture
def sheets(room, drawn, ratna):
    made = make_sheets(room, drawn, by=ratna)
    assert "Ketiga lembar kunci siap" in room.text
    return made


@pytest.fixture
def trial_sent(drawn, sheets, ratna):
    trials.send(trials.begin(drawn, by=ratna))
    return drawn
