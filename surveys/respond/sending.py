"""Sending: the sheet is sealed, signed and put into the box; what comes back is its receipt."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connections

from surveys.box import ballots, derivations, receipts, sealing
from surveys.box.sealing import Sheet
from surveys.questionnaire import instrument
from surveys.respond.visiting import Visit

_EARLIER = f"""SELECT substring(sha256(sealed) FOR {receipts.LENGTH})
    FROM box_ballot WHERE pk = %s AND tag = %s"""  # noqa: S608


def tag(visit: Visit, nonce: str) -> bytes:
    return derivations.submit_tag(visit.secret, visit.wave.manifest.wave, bytes.fromhex(nonce))


def earlier_receipt(visit: Visit, tag: bytes) -> bytes | None:
    """The receipt that this press of the button was given before, if it was."""
    with connections["box"].cursor() as cursor:
        cursor.execute(_EARLIER, [visit.right, tag])
        row = cursor.fetchone()
    return None if row is None else bytes(row[0])


def send(visit: Visit, answers: Sequence[int], tag: bytes) -> bytes:
    """The receipt of the sheet that now lies in the box.

    Answers off the path are left out. Raises ballots.DraftWasOvertaken, ballots.RightIsNotValid or
    visiting.SurveyIsNotOpen; whatever else it raises, the sheet counts as not sent.
    """
    wave, group = visit.wave.manifest.wave, visit.group.id
    sheet = Sheet(
        instrument=visit.wave.manifest.instrument_digest(visit.group.kind),
        answers=instrument.pack(visit.questionnaire.counted(answers)),
    )
    sealed = sealing.seal(sheet, wave=wave, group=group, key=visit.wave.box_key)
    key = derivations.signing_key(visit.secret, wave)
    with visit.still_open():
        return ballots.cast(
            right=visit.right,
            wave=wave,
            group=group,
            draft_id=visit.draft_id,
            draft=visit.draft.locked if visit.draft else None,
            sealed=sealed,
            signature=sealing.sign(key, wave=wave, group=group, sealed=sealed),
            tag=tag,
        )


def withdraw(visit: Visit) -> None:
    """Take back sheet and draft, silent about what there was.

    Raises ballots.RightIsNotValid or visiting.SurveyIsNotOpen.
    """
    wave = visit.wave.manifest.wave
    with visit.still_open():
        ballots.withdraw(right=visit.right, wave=wave, draft_id=visit.draft_id)
