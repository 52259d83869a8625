"""Checking a draw against what is stored: the record, the ledger, and who was invited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from spi_portal.audit import ledger
from surveys import draw_file
from surveys.draw_file import Draw, Outcome
from surveys.models.draws import DrawRecord
from surveys.models.groups import FrameEntry
from surveys.models.invitations import Invitation
from surveys.models.waves import Wave

LEDGER = "draw-ledger"  # root, groups or promise are not those that the ledger has of that day
SAMPLE = "draw-sample"  # who is invited is not who was drawn


class NothingWasDrawn(Exception):
    """The wave has no record of a draw."""


def check(wave: Wave) -> tuple[Draw, Counter[str]]:
    """The draw as recorded, and every fault: drawn again, and compared with what is stored.

    Call it inside access.acting. Raises NothingWasDrawn.
    """
    record = DrawRecord.objects.filter(wave=wave).first()
    if record is None:
        raise NothingWasDrawn(wave.slug)
    draw = draw_file.read(bytes(record.body))
    return draw, draw_file.faults(draw) + Counter(_faults(wave, draw))


def _faults(wave: Wave, draw: Draw) -> Iterator[str]:
    frozen = ledger.last(wave, "wave.frozen")
    promised = (draw.list_root.hex(), draw.grouping_root.hex(), draw.commitment.hex())
    if frozen is None or promised != tuple(
        frozen.details.get(name) for name in ("root", "grouping", "commitment")
    ):
        yield LEDGER
    if wave.sample_gone_on is None and not _is_as_invited(wave, draw):
        yield SAMPLE


def _is_as_invited(wave: Wave, draw: Draw) -> bool:
    """Everybody who was drawn is invited or in reserve, and nobody else; none asleep but those.

    Whoever was called up from the reserve, or does not want to, stays one of the drawn.
    """
    frame = FrameEntry.objects.filter(wave=wave).values_list("person_id", "row_hash")
    hash_of = {person: bytes(row) for person, row in frame}
    invited = Invitation.objects.filter(wave=wave).values_list("person_id", "state")
    found = {hash_of.get(person): state for person, state in invited}
    outcomes = {row.hash: row.outcome for row in draw.rows}
    drawn = {row for row, one in outcomes.items() if one in (Outcome.SAMPLE, Outcome.RESERVE)}
    asleep = {row for row, state in found.items() if state == Invitation.State.RESERVE}
    return found.keys() == drawn and all(outcomes[row] == Outcome.RESERVE for row in asleep if row)
