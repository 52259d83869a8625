"""How the people of Kota Tirtamulya answer: each office has a level, each person some luck."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from surveys.questionnaire.instrument import Item
from surveys.questionnaire.path import Questionnaire
from surveys.questionnaire.walk import walk

SPREAD = 24.0  # points between people of one office
SOCIALISATION = "SOS"  # the weakest dimension everywhere, as inspectorates report
SHIFT = {"internal": 0.0, "external": 5.0, "expert": -6.0}  # points over the office's level


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    level: float  # points, 0-100: what this office's index would be without error
    response: Mapping[str, float]  # share of those invited who answer, by kind
    directed: float = 0.02  # share who were told what to answer
    pressed: float = 0.0  # share who tell of it under "Ditekan?"


def moods(opds: Sequence[str], random: Random) -> dict[str, Mood]:
    """A level for each OPD; a few hardly get an answer from outside."""
    quiet = set(random.sample(list(opds), len(opds) // 7))
    return {
        opd: Mood(
            level=min(86.0, max(62.0, random.gauss(76.0, 4.5))),
            response={
                "internal": random.uniform(0.42, 0.72),
                "external": 0.012 if opd in quiet else random.uniform(0.22, 0.42),
                "expert": 0.65,
            },
            directed=0.25 if opd in quiet else random.uniform(0.0, 0.05),
            pressed=0.2 if opd in quiet else 0.02,
        )
        for opd in opds
    }


def a_year_on(moods: Mapping[str, Mood], random: Random) -> dict[str, Mood]:
    """The same offices a year later: most a little better, some worse."""
    return {
        opd: replace(mood, level=min(88.0, max(60.0, mood.level + random.gauss(1.4, 2.4))))
        for opd, mood in moods.items()
    }


def answer(questionnaire: Questionnaire, mood: Mood, random: Random) -> list[int]:
    """One person's way through the questionnaire, to its end."""
    kind = questionnaire.instrument.kind
    own = random.gauss(mood.level + SHIFT[kind], 7.0)
    return _and_tell(questionnaire, walk(questionnaire, choose=_chooser(own, mood, random)), mood)


def _and_tell(questionnaire: Questionnaire, answers: list[int], mood: Mood) -> list[int]:
    """Some tell that they were pressed, most of them the first thing on the list.

    By a luck that hangs on their answers, so that everybody else answers as before.
    """
    place, luck = questionnaire.beside, Random(repr(answers))
    if place is not None and luck.random() < mood.pressed:
        last = len(questionnaire.items[place].choices) - 1
        answers[place] = 0 if luck.random() < 0.6 else luck.randint(0, last)
    return answers


def _chooser(own: float, mood: Mood, random: Random) -> Callable[[Item, int], int]:
    def choose(item: Item, place: int) -> int:
        if item.role == "screening":
            return next(n for n, choice in enumerate(item.choices) if choice.ends is None)
        if item.role == "correction":
            return _by_score(item, 0 if random.random() < mood.directed else 10000)
        if item.role != "index" or random.random() < 0.04:
            return random.randrange(len(item.choices))
        lower = 10.0 if item.dimension == SOCIALISATION else 0.0
        points = random.gauss(own - lower + 3.0, SPREAD)
        return _by_score(item, round(points * 100))

    return choose


def _by_score(item: Item, score: int) -> int:
    """The choice whose score lies nearest; any, where the item has none."""
    scored = [
        (n, choice.score) for n, choice in enumerate(item.choices) if choice.score is not None
    ]
    if not scored:
        return 0
    return min(scored, key=lambda pair: abs(pair[1] - score))[0]
