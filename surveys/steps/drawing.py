"""The draw: nobody chooses it, and anybody with the row hashes can repeat it."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from math import ceil
from uuid import UUID

from django.db import connection

from respondents import access, stop_list
from respondents.models.objections import Objection
from spi_portal.accounts.models import User
from spi_portal.audit import approvals, ledger
from surveys import draw_file, sampling, units
from surveys.draw_file import Outcome
from surveys.intake import opening
from surveys.models.draws import DrawRecord
from surveys.models.groups import AnonymityGroup, FrameEntry
from surveys.models.invitations import Invitation
from surveys.models.waves import Wave
from surveys.steps import order

STORE_PLACES = """
UPDATE surveys_frameentry AS entry SET place = drawn.place
FROM unnest(%s::bigint[], %s::int[]) AS drawn (id, place) WHERE entry.id = drawn.id
"""
RESERVE_SHARE = 0.25  # of those invited, as far as the list reaches


FEWEST_WITNESSES = 2
NUMBER_IS_MISSING = "Isi bilangan acak publik yang dibacakan di depan saksi."
SOURCE_IS_MISSING = "Tulis di mana bilangan itu diumumkan, dan kapan."
WITNESSES_ARE_MISSING = "Tulis nama sedikitnya dua saksi, satu nama setiap baris."


class RandomnessIsMissing(Exception):
    """The message is for the user."""


class FrameWasChanged(Exception):
    """The frozen lists are not those that were committed to. The message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Public randomness that came after the freeze, and who can say so."""

    number: str  # as it was read out
    source: str  # where it was announced
    witnesses: tuple[str, ...]  # their names


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    sample: int
    reserve: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Called:
    entry: FrameEntry
    outcome: Outcome
    why_passed: str = ""


def draw(*, wave: Wave, lot: Lot, by: User) -> Drawn:
    """Draw sample and reserve in every group; needs a second person's grant.

    Inside a group everybody has the same probability. A phone number or e-mail address
    gets at most one invitation a wave; the next in order takes a doubled one's place, and that
    of somebody who objected after the freeze. All of it is kept as hashes, so that an auditor
    can draw again. The draw of a real wave also ends the intake at service points: whoever waits
    there still cannot take part any more, is told so, and forgotten.
    Raises StepOutOfOrder, approvals.NotApproved, RandomnessIsMissing, FrameWasChanged.
    Source: docs/method.md section 3; docs/verifying.md, "The draw".
    """
    lot = _complete(lot)
    with access.acting("surveys.draw"):
        wave = order.begin(wave, Wave.State.FROZEN)
        approvals.use("draw", wave.slug)
        stop_list.recognise(units.listed(wave))  # of those who were put on a list since
        wave.draw_randomness = lot.number
        called = list(_called(wave))
        passed = Counter(one.why_passed for one in called if one.why_passed)
        _keep(wave, lot, called, passed)
        invitations = list(_invitations(called))
        Invitation.objects.bulk_create(invitations, batch_size=2000)
        order.finish(wave, Wave.State.DRAWN, "draw_randomness")
        sample = sum(one.state == Invitation.State.SAMPLE for one in invitations)
        drawn = Drawn(sample=sample, reserve=len(invitations) - sample)
        ledger.record(
            "wave.drawn", wave, by=by, sample=drawn.sample, reserve=drawn.reserve,
            objected=passed["objected"], shared=passed["shared"],
            lot=lot.number, source=lot.source, witnesses=list(lot.witnesses),
        )  # fmt: skip
        if not wave.is_pilot:
            opening.end_all(by=by)
    return drawn


def _complete(lot: Lot) -> Lot:
    """Without space at its ends. Raises RandomnessIsMissing."""
    witnesses = tuple(name.strip() for name in lot.witnesses if name.strip())
    lot = Lot(number=lot.number.strip(), source=lot.source.strip(), witnesses=witnesses)
    if not lot.number:
        raise RandomnessIsMissing(NUMBER_IS_MISSING)
    if not lot.source:
        raise RandomnessIsMissing(SOURCE_IS_MISSING)
    if len(set(witnesses)) < FEWEST_WITNESSES:
        raise RandomnessIsMissing(WITNESSES_ARE_MISSING)
    return lot


def _keep(wave: Wave, lot: Lot, called: list[_Called], passed: Counter[str]) -> None:
    """Raises FrameWasChanged when what was drawn from is not what was committed to."""
    groups = AnonymityGroup.objects.filter(wave=wave).order_by("pk")
    record = draw_file.Draw(
        wave=wave.slug,
        list_root=bytes(wave.frame_root),
        grouping_root=_grouping(wave),
        commitment=hashlib.sha256(wave.draw_nonce).digest(),
        nonce=bytes(wave.draw_nonce),
        randomness=lot.number,
        source=lot.source,
        witnesses=lot.witnesses,
        groups=tuple(map(_group, groups)),
        passed={"objected": passed["objected"], "shared": passed["shared"]},
        rows=tuple(map(_row, called)),
    )
    if draw_file.faults(record):
        raise FrameWasChanged(
            "Daftar beku tidak sama lagi dengan yang dikunci saat pembekuan. "
            "Sampel tidak ditarik. Laporkan kepada pemeriksa."
        )
    DrawRecord.objects.create(
        wave=wave, source=lot.source, witnesses=list(lot.witnesses), body=draw_file.write(record)
    )


def _grouping(wave: Wave) -> bytes:
    """As it was committed to at the freeze."""
    frozen = ledger.last(wave, "wave.frozen")
    return bytes.fromhex(frozen.details.get("grouping", "")) if frozen else b""


def _group(group: AnonymityGroup) -> draw_file.Group:
    return draw_file.Group(
        id=group.pk,
        kind=group.kind,
        name=group.name,
        population=group.population,
        invited=group.invited,
        reserve=_reserve(group),
    )


def _row(one: _Called) -> draw_file.Row:
    entry = one.entry
    return draw_file.Row(hash=bytes(entry.row_hash), group_id=entry.group_id, outcome=one.outcome)


def _reserve(group: AnonymityGroup) -> int:
    return ceil(group.invited * RESERVE_SHARE)


def _seed(wave: Wave) -> bytes:
    return sampling.draw_seed(
        list_root=bytes(wave.frame_root),
        nonce=bytes(wave.draw_nonce),
        randomness=wave.draw_randomness.encode(),
    )


def _called(wave: Wave) -> Iterator[_Called]:
    """All rows of the frozen lists, in the order of the draw, each with what became of it."""
    seed = _seed(wave)
    entries: dict[int, dict[bytes, FrameEntry]] = defaultdict(dict)
    frame = FrameEntry.objects.filter(wave=wave).select_related("person")
    for entry in frame:
        entries[entry.group_id][bytes(entry.row_hash)] = entry
    taken: set[bytes] = set()
    unwilling = set(Objection.objects.standing().values_list("person_id", flat=True))
    groups = AnonymityGroup.objects.filter(wave=wave).order_by("pk")
    ordered = [(group, _place(entries[group.pk], seed)) for group in groups]
    _store_places(chain.from_iterable(drawn for _, drawn in ordered))
    for group, drawn in ordered:
        yield from _call(group, drawn, taken, unwilling)


def _place(entries: dict[bytes, FrameEntry], seed: bytes) -> list[FrameEntry]:
    drawn = [entries[row] for row in sampling.order(entries, seed=seed)]
    for place, entry in enumerate(drawn):
        entry.place = place
    return drawn


def _store_places(entries: Iterable[FrameEntry]) -> None:
    """One statement, however many people: the ORM's bulk update takes seconds a thousand."""
    places = [(entry.pk, entry.place) for entry in entries]
    with connection.cursor() as cursor:
        cursor.execute(STORE_PLACES, [[pk for pk, _ in places], [place for _, place in places]])


def _call(
    group: AnonymityGroup, drawn: list[FrameEntry], taken: set[bytes], unwilling: set[UUID]
) -> Iterator[_Called]:
    called = 0
    for entry in drawn:
        outcome = draw_file.turn(called, group.invited, _reserve(group))
        contacts = _contacts(entry)
        if outcome == Outcome.REST:
            yield _Called(entry=entry, outcome=outcome)
        elif entry.person_id in unwilling:
            yield _Called(entry=entry, outcome=Outcome.PASSED, why_passed="objected")
        elif contacts & taken:
            yield _Called(entry=entry, outcome=Outcome.PASSED, why_passed="shared")
        else:
            taken |= contacts
            called += 1
            yield _Called(entry=entry, outcome=outcome)


def _contacts(entry: FrameEntry) -> set[bytes]:
    indexes = (entry.person.phone_index, entry.person.email_index)
    return {bytes(index) for index in indexes if index is not None}


def _invitations(called: Iterable[_Called]) -> Iterator[Invitation]:
    states = {
        Outcome.SAMPLE: Invitation.State.SAMPLE,
        Outcome.RESERVE: Invitation.State.RESERVE,
    }
    for one in called:
        if state := states.get(one.outcome):
            yield Invitation(
                wave_id=one.entry.wave_id,
                person=one.entry.person,
                office_id=one.entry.office_id,
                group_id=one.entry.group_id,
                state=state,
            )
