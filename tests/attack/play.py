"""People of the city answer, night after night, as people do: some at once, some late, some twice.

What they did is the truth that an attacker is measured against. The portal is told nothing of it
but what a browser tells it.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from spi_portal.demo import opinions
from surveys import links
from surveys.box import codes, derivations
from surveys.models.invitations import Invitation
from surveys.models.sheets import NOT_ASKED
from surveys.models.waves import Wave
from surveys.questionnaire.path import Questionnaire
from surveys.respond import unfinished, visiting
from tests.attack.stage import Stage
from tests.surveys.respond.browsing import Browser, walk

FORM = "application/x-www-form-urlencoded"
DAYS, SENDING = 7, 5  # of the field phase; of them invitations leave on so many
SHARE, AGAIN, BACK, UNFINISHED = 0.6, 0.05, 0.01, 0.05  # of those invited
SCREENING = 2  # the first questions decide whether somebody takes part at all
BY_BROWSER = 40  # one in so many goes through every page, the others send what they saved
MEDIAN, SPREAD = 0.2, 1.2  # days from letter to answer, log-normal
MOOD = opinions.Mood(level=75.0, response={})


@dataclass(slots=True, kw_only=True)
class Respondent:
    """Somebody who was invited, and what they did."""

    invitation: str  # the random key of their invitation, 32 hexadecimal digits
    person: str
    email: str
    group: int
    code: str
    right: bytes
    draft_id: bytes
    sent: int  # place of their letter among all letters
    began: int | None = None  # place of their first answer among all that happened
    arrived: int | None = None  # of their last one; None: none lies there
    answers: list[int] | None = None  # the last, as they count


@dataclass(slots=True, kw_only=True)
class Truth:
    wave: Wave
    people: list[Respondent]
    questionnaires: dict[str, Questionnaire]
    kinds: dict[int, str]  # of each group
    events: int = 0
    unfinished: dict[bytes, list[int]] = field(default_factory=dict)  # by place of the draft

    def answered(self) -> list[Respondent]:
        return [one for one in self.people if one.answers is not None]

    def counted_as(self, respondent: Respondent) -> tuple[int, ...]:
        """What tells their sheet from all others: answers that the count leaves as they are."""
        assert respondent.answers is not None
        return self.told(respondent.answers, respondent.group)

    def told(self, answers: list[int], group: int) -> tuple[int, ...]:
        items = self.questionnaires[self.kinds[group]].items
        kept = (n for n, item in enumerate(items) if item.role not in ("screening", "profile"))
        return tuple(answers[n] for n in kept)


def cast(wave: Wave, letters: list[str]) -> Truth:
    """Everybody who was invited. Needs the registrar's key, as the attacker should not have it."""
    place = {code: number for number, code in enumerate(letters)}
    calls = Invitation.objects.filter(wave=wave, state=Invitation.State.SAMPLE)
    people = [_respondent(call, wave, place) for call in calls.select_related("person").iterator()]
    asked = wave.waveinstrument_set.select_related("version")
    return Truth(
        wave=wave,
        people=people,
        questionnaires={one.kind: Questionnaire(one.version.read()) for one in asked},
        kinds=dict(wave.groups.values_list("pk", "kind")),
    )


def _respondent(call: Invitation, wave: Wave, place: dict[str, int]) -> Respondent:
    code = links.code_of(call, wave)
    secret = codes.decode(code)
    assert secret is not None
    return Respondent(
        invitation=call.pk.hex,
        person=str(call.person_id),
        email=call.person.email,
        group=call.group_id,
        code=code,
        right=derivations.right(secret, wave.pk),
        draft_id=derivations.draft_id(secret, wave.pk),
        sent=place[code],
    )


@dataclass(frozen=True, slots=True, order=True)
class Event:
    at: float  # days since the first letter
    number: int
    what: str  # answer, leave, withdraw


def plan(truth: Truth, luck: Random) -> list[Event]:
    """Who does what when, in order."""
    return sorted(
        event
        for number, one in enumerate(truth.people)
        for event in _of(number, SENDING * one.sent / len(truth.people), luck)
        if event.at < DAYS
    )


def _of(number: int, sent_at: float, luck: Random) -> Iterator[Event]:
    drawn, at = luck.random(), sent_at + luck.lognormvariate(math.log(MEDIAN), SPREAD)
    if drawn < SHARE:
        yield Event(at, number, "answer")
        if luck.random() < AGAIN:
            yield Event(at + luck.uniform(0.1, 2), number, "answer")
        elif luck.random() < BACK:
            yield Event(at + luck.uniform(0.1, 2), number, "withdraw")
    elif drawn < SHARE + UNFINISHED:
        yield Event(at, number, "leave")


def days(stage: Stage, truth: Truth, luck: Random) -> Iterator[int]:
    """Plays one day and its night after the other; yields after each night."""
    events = plan(truth, luck)
    for day in range(DAYS):
        for event in events:
            if day <= event.at < day + 1:
                _act(stage, truth, event, luck)
        if day + 1 < DAYS:  # the last day ends by closing
            stage.night()
            yield day


def _act(stage: Stage, truth: Truth, event: Event, luck: Random) -> None:
    one = truth.people[event.number]
    truth.events += 1
    if event.what == "withdraw":
        _withdraw(stage, one)
        one.began = one.arrived = one.answers = None
        return
    questionnaire = truth.questionnaires[truth.kinds[one.group]]
    if event.what == "answer" and event.number % BY_BROWSER == 0:
        answers = _by_browser(stage, one, luck)
    else:
        answers = opinions.answer(questionnaire, MOOD, luck)
        stage.site.get(f"/s/{one.code}/")
        unfinished.save(visiting.enter(one.code), answers)
        if event.what == "leave":
            truth.unfinished[one.draft_id] = answers
            return
        _send(stage, one)
    path = questionnaire.settled(answers)
    one.answers = [path.get(place, NOT_ASKED) for place in range(len(answers))]
    one.arrived = truth.events
    one.began = one.began or one.arrived


def _send(stage: Stage, one: Respondent) -> None:
    body = f"aksi=kirim&nonce={secrets.token_hex(16)}"
    reply = stage.site.post(f"/s/{one.code}/kirim/", body, content_type=FORM)
    assert reply.status_code == 200, reply.content[:500]


def _by_browser(stage: Stage, one: Respondent, luck: Random) -> list[int]:
    """Through every page; what was ticked is read where the pages keep it, just before it goes."""
    browser, asked = Browser(stage.site), []

    def choose(name: str, choices: list[str]) -> str:
        asked.append(name)
        return choices[0] if len(asked) <= SCREENING else luck.choice(choices)

    walk(browser, one.code, choose)
    ticked = unfinished.read(visiting.enter(one.code))
    browser.press("aksi", "kirim")
    assert browser.status == 200
    assert ticked is not None
    return ticked


def _withdraw(stage: Stage, one: Respondent) -> None:
    reply = stage.site.post(f"/s/{one.code}/tarik/", "", content_type=FORM)
    assert reply.status_code == 200, reply.content[:500]
