"""Somebody comes with a code: which wave it is of, and what they may do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.utils import timezone

from surveys.box import ballots, codes, derivations
from surveys.box.ballots import FoundRight, SavedDraft
from surveys.box.manifest import GroupText
from surveys.questionnaire.paging import Page
from surveys.questionnaire.path import Questionnaire
from surveys.respond import draft_keys, loading
from surveys.respond.loading import LoadedWave

_CLOCKS_DIFFER = timedelta(minutes=1)
_OPEN = "o"  # see surveys.box.models.rights.BallotRight.Status; no model on this path


class LinkIsMistyped(Exception):
    """The characters that check the code do not fit."""


class LinkIsUnknown(Exception):
    """Of nobody, not called up, revoked, or replaced: which one is not told."""


class PageIsUnknown(Exception):
    """The questionnaire has no page with this number."""


class SurveyIsNotOpen(Exception):
    """Not open yet or closed, by the clock of the database."""

    def __init__(self, wave: LoadedWave) -> None:
        super().__init__()
        self.wave = wave


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One request that came with a good code. Lives as long as the request, nowhere else."""

    code: str  # as we print it, however it was typed
    secret: bytes
    right: bytes
    wave: LoadedWave
    group: GroupText
    is_open: bool
    today: date  # when the request came
    draft: SavedDraft | None  # as it lay there, locked; not read for a GET

    @property
    def questionnaire(self) -> Questionnaire:
        return self.wave.questionnaires[self.group.kind]

    @cached_property
    def draft_id(self) -> bytes:
        return derivations.draft_id(self.secret, self.wave.manifest.wave)

    def page(self, number: int) -> Page:
        """Raises PageIsUnknown."""
        try:
            return self.questionnaire.page(number)
        except LookupError as unknown:
            raise PageIsUnknown from unknown

    def must_be_open(self) -> None:
        """Raises SurveyIsNotOpen."""
        if not self.is_open:
            raise SurveyIsNotOpen(self.wave)

    @contextmanager
    def still_open(self) -> Iterator[None]:
        """Around what the database refuses once the survey has closed in the meantime."""
        try:
            yield
        except ballots.SurveyIsClosed as closed:
            raise SurveyIsNotOpen(self.wave) from closed


def enter(code: str, *, with_draft: bool = True) -> Visit:
    """Raises LinkIsMistyped, LinkIsUnknown or ManifestForged."""
    secret = codes.decode(code)
    if secret is None:
        raise LinkIsMistyped
    now = timezone.now()
    today = timezone.localdate(now)
    keep_house(now, today)
    wave, right, found = _find(secret, with_draft=with_draft)
    return Visit(
        code=codes.encode(secret),
        secret=secret,
        right=right,
        wave=wave,
        group=wave.manifest.group(found.group_id),
        is_open=found.is_open,
        today=today,
        draft=found.draft,
    )


def keep_house(now: datetime, today: date) -> None:
    """What must be done once a day and at closing, by whoever comes first.

    Before keys are destroyed the box is asked whether the survey was not extended.
    """
    still_needed = _may_be_open(loading.waves(), now) or _may_be_open(loading.recent(), now)
    draft_keys.tidy(today=today, survey_is_open=still_needed)


def _may_be_open(waves: tuple[LoadedWave, ...], now: datetime) -> bool:
    """By our clock, which may be ahead of the one that decides: that of the database."""
    return any(now < each.manifest.closes + _CLOCKS_DIFFER for each in waves)


def _find(secret: bytes, *, with_draft: bool) -> tuple[LoadedWave, bytes, FoundRight]:
    match = _among(loading.waves(), secret, with_draft=with_draft)
    if match is None and not loading.is_fresh():
        match = _among(loading.refresh(), secret, with_draft=with_draft)
    if match is not None and match[2].manifest_version != match[0].manifest.version:
        match = _among(loading.refresh(), secret, with_draft=with_draft)
    if match is None or match[2].status != _OPEN:
        raise LinkIsUnknown
    return match


def _among(
    waves: tuple[LoadedWave, ...], secret: bytes, *, with_draft: bool
) -> tuple[LoadedWave, bytes, FoundRight] | None:
    for wave in waves:
        right = derivations.right(secret, wave.manifest.wave)
        draft_id = derivations.draft_id(secret, wave.manifest.wave) if with_draft else None
        found = ballots.find_right(right, draft_id)
        if found is not None:
            return wave, right, found
    return None
