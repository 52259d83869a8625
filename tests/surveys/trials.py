"""Somebody answers the trial sheet of a rehearsal, by the verbs of the respondents' pages."""

from __future__ import annotations

from surveys import chores, rehearsing
from surveys.models.custody import Canary
from surveys.models.waves import Wave
from surveys.respond import loading, sending, visiting


def begin(wave: Wave, *, by) -> Canary:
    """The trial sheet is announced; nobody has answered it."""
    canary = rehearsing.begin(wave=wave, by=by)
    chores.do_steps()
    return canary


def send(canary: Canary, *, nonce: str = "ab" * 16) -> None:
    loading.forget()
    visit = visiting.enter(rehearsing.code(canary))
    sending.send(visit, [0], sending.tag(visit, nonce))
