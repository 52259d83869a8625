"""A button of the room that is hit twice does once what it says."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from surveys.models.waves import Wave
from surveys.room import ceremonies, sittings
from tests.surveys.room.conftest import Room, card, in_the_room

pytestmark = pytest.mark.django_db(transaction=True)


def hit_again(room: Room, path: str) -> None:
    """The same button from the same seat while its first page is made: done, or kept waiting."""
    other = Room()
    other.client.cookies = room.client.cookies

    def hit():
        other.client.post(path)
        connections.close_all()

    thread = threading.Thread(target=hit)
    thread.start()
    thread.join(timeout=1)


def once_more(room: Room, path: str, plain, calls: list):
    """`plain`, during whose first call the button is hit again."""

    def wrapped(*given):
        calls.append(given)
        if len(calls) == 1:
            hit_again(room, path)
        return plain(*given)

    return wrapped


def test_of_two_clicks_one_makes_sheets(room, drawn, ratna, monkeypatch):
    calls: list = []
    room.enter(card(drawn, "make", by=ratna))
    again = once_more(room, "/meja/lembar/", ceremonies.sheets.make, calls)
    monkeypatch.setattr(ceremonies.sheets, "make", again)

    with in_the_room():
        shown = room.show()
    assert len(calls) == 1
    assert room.show() == shown


def test_of_two_clicks_one_counts(room, trial_sent, sheets, ratna, monkeypatch):
    counts: list = []
    begin_count = sittings.begin(trial_sent, sittings.Purpose.COUNT)
    sitting = sittings.find(begin_count)
    room.client.cookies["kursi"] = begin_count
    room.type(sheets[0])
    room.type(sheets[1])
    monkeypatch.setattr(ceremonies, "_count", lambda *given: counts.append(given))
    monkeypatch.setattr(ceremonies, "_key", once_more(room, "/meja/buka/", ceremonies._key, []))

    with in_the_room():
        room.post("/meja/buka/")
        with sitting.one_at_a_time:  # the second click is through
            sitting.at_work.join()
    assert len(counts) == 1


def test_what_went_well_stays_said():
    sitting = sittings.Sitting(Wave(), sittings.Purpose.COUNT)
    sitting.end(sittings.Outcome(True, ["Selesai."]))
    sitting.end(sittings.Outcome(False, ["Kotak masih tersegel."]))

    assert sitting.outcome.sentences == ["Selesai."]
