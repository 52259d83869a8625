"""The draw: nobody chooses it, and anybody with the row hashes can repeat it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from math import ceil

from django.db import connection

from respondents import access, stop_list
from respondents.models.objections import Objection
from spi_portal.accounts.models import User
from spi_portal.audit import approvals, ledger
from surveys import sampling, units
from surveys.intake import opening
from surveys.models.groups import AnonymityGroup, FrameEntry
from surveys.models.invitations import Invitation
from surveys.models.waves import Wave
from surveys.steps import order

STORE_PLACES = """
UPDATE surveys_frameentry AS entry SET place = drawn.place
FROM unnest(%s::bigint[], %s::int[]) AS drawn (id, place) WHERE entry.id = drawn.id
"""
RESERVE_SHARE = 0.25  # of those invited, as far as the list reaches


class RandomnessIsMissing(Exception):
    """The message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    sample: int
    reserve: int


def draw(*, wave: Wave, randomness: str, by: User) -> Drawn:
    """Draw sample and reserve in every group; needs a second person's grant.

    `randomness` is public and came after the freeze (a lottery result read to witnesses).
    Inside a group everybody has the same probability. A phone number or e-mail address
    gets at most one invitation a wave; the next in order takes a doubled one's place, and that
    of somebody who objected after the freeze. The draw of a real wave also ends the intake at
    service points: whoever waits there still cannot take part any more, is told so, and forgotten.
    Raises StepOutOfOrder, approvals.NotApproved, RandomnessIsMissing.
    Source: docs/method.md section 3.
    """
    if not randomness.strip():
        raise RandomnessIsMissing("Isi bilangan acak publik yang dibacakan di depan saksi.")
    with access.acting("surveys.draw"):
        wave = order.begin(wave, Wave.State.FROZEN)
        approvals.use("draw", wave.slug)
        stop_list.recognise(units.listed(wave))  # of those who were put on a list since
        wave.draw_randomness = randomness.strip()
        invitations = list(_invitations(wave, _seed(wave)))
        Invitation.objects.bulk_create(invitations, batch_size=2000)
        order.finish(wave, Wave.State.DRAWN, "draw_randomness")
        sample = sum(one.state == Invitation.State.SAMPLE for one in invitations)
        drawn = Drawn(sample=sample, reserve=len(invitations) - sample)
        ledger.record("wave.drawn", wave, by=by, sample=drawn.sample, reserve=drawn.reserve)
        if not wave.is_pilot:
            opening.end_all(by=by)
    return drawn


def _seed(wave: Wave) -> bytes:
    return sampling.draw_seed(
        list_root=bytes(wave.frame_root),
        nonce=bytes(wave.draw_nonce),
        randomness=wave.draw_randomness.encode(),
    )


def _invitations(wave: Wave, seed: bytes) -> Iterator[Invitation]:
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
        willing = [entry for entry in drawn if entry.person_id not in unwilling]
        yield from _call(group, willing, taken)


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
    group: AnonymityGroup, drawn: list[FrameEntry], taken: set[bytes]
) -> Iterator[Invitation]:
    wanted = group.invited + ceil(group.invited * RESERVE_SHARE)
    called = 0
    for entry in drawn:
        contacts = {
            bytes(index)
            for index in (entry.person.phone_index, entry.person.email_index)
            if index is not None
        }
        if called == wanted or contacts & taken:
            continue
        taken |= contacts
        state = Invitation.State.SAMPLE if called < group.invited else Invitation.State.RESERVE
        called += 1
        yield Invitation(
            wave_id=group.wave_id,
            person=entry.person,
            office_id=entry.office_id,
            group=group,
            state=state,
        )
