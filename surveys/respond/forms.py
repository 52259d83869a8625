"""Reading what was posted: only what the page could have sent, or nothing at all."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
)
from django.http import HttpRequest, QueryDict, UnreadablePostError

from surveys.questionnaire import entering
from surveys.questionnaire.instrument import NO_ANSWER
from surveys.questionnaire.paging import Page
from surveys.questionnaire.path import Questionnaire
from surveys.respond import candidacies
from surveys.respond.candidacies import Typed
from surveys.respond.cards import ERASE, PREFIX

_NONCE = re.compile(r"[0-9a-f]{32}", re.ASCII)


class FormIsRefused(Exception):
    """It holds what none of our pages sends, or cannot be read."""


class FormIsTooLarge(Exception):
    pass


class Action(StrEnum):
    """What the buttons of a section say. Enter presses the first one, which is hidden."""

    SAVE = "simpan"
    NEXT = "maju"
    BACK = "mundur"
    PAUSE = "jeda"
    TELL = "ditekan"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedSection:
    action: Action
    ticked: Mapping[int, int]  # place in the sheet -> ordinal of the choice
    mistyped: Mapping[int, list[str]] = field(default_factory=dict)  # what is no answer
    erased: frozenset[int] = frozenset()  # whose kept answer goes; nothing else stands for them


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedCheck:
    nonce: str
    change: int | None  # number of the page to be filled in again; None: send


def read_section(
    request: HttpRequest, questionnaire: Questionnaire, page: Page, *, today: date
) -> PostedSection:
    """Raises FormIsRefused or FormIsTooLarge."""
    places = {PREFIX + questionnaire.items[place].name: place for place in page.items}
    posted = _parsed(request)
    ticked: dict[int, int] = {}
    mistyped: dict[int, list[str]] = {}
    erased: set[int] = set()
    try:
        action = _action(posted.getlist("aksi"))
        for name, entered in posted.lists():
            if name.endswith(ERASE):
                erased.add(_erased(questionnaire, places[name.removesuffix(ERASE)], entered))
            elif name != "aksi":
                _read_item(questionnaire, page, places[name], entered, today, ticked, mistyped)
    except (KeyError, ValueError) as unknown:
        raise FormIsRefused from unknown
    for place in erased:  # what stands in the field beside the tick goes with it
        ticked.pop(place, None)
        mistyped.pop(place, None)
    return PostedSection(action=action, ticked=ticked, mistyped=mistyped, erased=frozenset(erased))


def _erased(questionnaire: Questionnaire, place: int, entered: list[str]) -> int:
    """Raises entering.Forged, a ValueError."""
    item = questionnaire.items[place]
    if entered != ["ya"] or not entering.is_erasable(item):
        raise entering.Forged(item.name)
    return place


def _action(pressed: list[str]) -> Action:
    """Raises ValueError."""
    if len(pressed) > 1:
        raise ValueError(pressed)
    return Action(pressed[0]) if pressed else Action.SAVE


def _read_item(
    questionnaire: Questionnaire,
    page: Page,
    place: int,
    entered: list[str],
    today: date,
    ticked: dict[int, int],
    mistyped: dict[int, list[str]],
) -> None:
    """Raises entering.Forged, a ValueError."""
    offers = questionnaire.offers(page, place)
    try:
        answer = entering.read(questionnaire.items[place], entered, offers=offers, today=today)
    except entering.NoAnswerOfThese:
        mistyped[place] = [text.replace("\0", "")[: entering.LONGEST] for text in entered]
        return
    if answer != NO_ANSWER:
        ticked[place] = answer


def read_told(request: HttpRequest, questionnaire: Questionnaire) -> int | None:
    """The choice on the page "Ditekan?", None if nothing is ticked, NO_ANSWER to take it back.

    Raises FormIsRefused or FormIsTooLarge.
    """
    place = questionnaire.beside
    if place is None:
        raise FormIsRefused
    field = PREFIX + questionnaire.items[place].name
    posted = _read(request, allowed={field, field + ERASE})
    if (erased := posted.get(field + ERASE)) is not None:
        if erased != "ya":
            raise FormIsRefused
        return NO_ANSWER
    return _ordinal(questionnaire, place, posted[field]) if field in posted else None


def read_check(request: HttpRequest, questionnaire: Questionnaire) -> PostedCheck:
    """Raises FormIsRefused or FormIsTooLarge."""
    posted = _read(request, allowed={"aksi", "ubah", "nonce"})
    nonce, change = posted.get("nonce", ""), posted.get("ubah")
    if not _NONCE.fullmatch(nonce):
        raise FormIsRefused
    if change is None:
        if posted.get("aksi") != "kirim":
            raise FormIsRefused
        return PostedCheck(nonce=nonce, change=None)
    numbers = {str(page.number): page.number for page in questionnaire.pages}
    if change not in numbers or "aksi" in posted:
        raise FormIsRefused
    return PostedCheck(nonce=nonce, change=numbers[change])


def read_candidacy(request: HttpRequest) -> tuple[Typed, UUID]:
    """What was typed, and which press of the button it was.

    Raises FormIsRefused or FormIsTooLarge.
    """
    posted = _read(request, allowed=candidacies.FIELDS)
    if not _NONCE.fullmatch(posted.get("nonce", "")):
        raise FormIsRefused
    text = {field: " ".join(value.replace("\0", " ").split()) for field, value in posted.items()}
    typed = Typed(
        name=text.get("nama", ""),
        phone=text.get("wa", ""),
        email=text.get("surel", ""),
        served_on=text.get("tanggal", ""),
        agrees=text.get("setuju") == "ya",
    )
    return typed, UUID(posted["nonce"])


def must_be_empty(request: HttpRequest) -> None:
    """Raises FormIsRefused or FormIsTooLarge."""
    _read(request, allowed=())


def _read(request: HttpRequest, *, allowed: Collection[str]) -> dict[str, str]:
    posted = _parsed(request)
    if any(field not in allowed or len(values) != 1 for field, values in posted.lists()):
        raise FormIsRefused
    return {field: value for field, value in posted.items() if isinstance(value, str)}


def _parsed(request: HttpRequest) -> QueryDict:
    try:
        if not _is_whole(request):
            raise FormIsRefused
        return request.POST
    except RequestDataTooBig as too_big:
        raise FormIsTooLarge from too_big
    except (BadRequest, SuspiciousOperation, TooManyFieldsSent, UnreadablePostError) as fault:
        raise FormIsRefused from fault


def _is_whole(request: HttpRequest) -> bool:
    """Whether all of it came, and as a form: of anything else Django makes an empty form.

    A connection that breaks ends the body early, and what is left can look like fewer answers.
    """
    if "HTTP_TRANSFER_ENCODING" in request.META:  # without a length nothing would be read
        return False
    if len(request.body) != int(request.META.get("CONTENT_LENGTH") or 0):
        return False
    return request.content_type == "application/x-www-form-urlencoded" or not request.body


def _ordinal(questionnaire: Questionnaire, place: int, code: str) -> int:
    for ordinal, choice in enumerate(questionnaire.items[place].choices):
        if choice.code == code:
            return ordinal
    raise FormIsRefused
