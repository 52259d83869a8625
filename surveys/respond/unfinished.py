"""The unfinished sheet of a visit: read, kept, thrown away."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connections

from surveys.box import ballots, derivations, drafts
from surveys.questionnaire import instrument
from surveys.questionnaire.path import InvalidAnswers
from surveys.respond import draft_keys
from surveys.respond.visiting import Visit


def read(visit: Visit) -> list[int] | None:
    """The answers so far; None if there is no draft, or none that opens."""
    if visit.draft is None:
        return None
    try:
        day_key = draft_keys.of(visit.draft.day, today=visit.today)
    except draft_keys.NoKey:
        return None
    wave = visit.wave.manifest.wave
    content = drafts.unlock(
        visit.draft.locked,
        key=derivations.draft_key(visit.secret, wave, day_key),
        draft_id=visit.draft_id,
        manifest_digest=_questionnaire_digest(visit),
    )
    return None if content is None else _answers(visit, content)


def save(visit: Visit, answers: Sequence[int]) -> None:
    """In place of the draft that the visit came upon.

    Raises ballots.DraftWasOvertaken, ballots.RightIsNotValid or visiting.SurveyIsNotOpen.
    """
    wave = visit.wave.manifest.wave
    day_key = draft_keys.of(visit.today, today=visit.today)
    locked = drafts.lock(
        instrument.pack(answers),
        key=derivations.draft_key(visit.secret, wave, day_key),
        draft_id=visit.draft_id,
        manifest_digest=_questionnaire_digest(visit),
    )
    with visit.still_open():
        ballots.save_draft(
            right=visit.right,
            wave=wave,
            draft_id=visit.draft_id,
            day=visit.today,
            locked=locked,
            before=visit.draft.locked if visit.draft else None,
        )


def discard(visit: Visit) -> None:
    with connections["box"].cursor() as cursor:
        cursor.execute("DELETE FROM box_draft WHERE draft_id = %s", [visit.draft_id])


def _questionnaire_digest(visit: Visit) -> bytes:
    """Of what is asked: a wave that is extended keeps its drafts, and so do mended words."""
    return visit.questionnaire.shape


def _answers(visit: Visit, content: bytes) -> list[int] | None:
    answers = instrument.unpack(content)
    try:
        visit.questionnaire.validate(answers)
    except InvalidAnswers:
        return None
    return answers
