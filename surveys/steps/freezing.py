"""Freezing the lists: who may be drawn, in which group they are reported, under which root."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from respondents import access, criteria, eligibility, signatures, stop_list
from respondents import freezing as lists
from respondents.models.offices import Office
from respondents.models.people import Person
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from surveys import draw_file, grouping, sampling, units
from surveys.models.groups import AnonymityGroup, FrameEntry
from surveys.models.waves import Wave
from surveys.steps import order, vouching

SALT = 16  # bytes


class ListsAreEmpty(Exception):
    """Nobody on the lists may be asked. The message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    people: int
    not_eligible: int
    groups: int
    too_small: int


def freeze(*, wave: Wave, by: User) -> Frozen:
    """Take the lists as they stand now; office, group and eligibility are those of today.

    Raises StepOutOfOrder, ListsAreEmpty, vouching.NotVouchedFor.
    """
    with access.acting("surveys.freeze"):
        wave = order.begin(wave, Wave.State.LISTS)
        stop_list.recognise(units.listed(wave))
        people, refused = _eligible(wave)
        if not people:
            raise ListsAreEmpty("Tidak ada responden yang memenuhi syarat di daftar mana pun.")
        unsigned = vouching.demand(wave)
        vouching.keep(wave, unsigned)
        offices = {office.pk: office for office in Office.objects.all()}
        groups = _store_groups(wave, people, offices)
        entries = _store_frame(wave, people, offices, groups)
        wave.frame_root = sampling.list_root(bytes(entry.row_hash) for entry in entries)
        wave.draw_nonce = secrets.token_bytes(32)
        order.finish(wave, Wave.State.FROZEN, "frame_root", "draw_nonce")
        frozen = Frozen(
            people=len(people),
            not_eligible=refused,
            groups=len(set(groups.values())),
            too_small=sum(group.is_too_small for group in set(groups.values())),
        )
        signatures.end_links()
        if not wave.is_pilot:
            lists.freeze(wave=wave.slug, title=wave.title)
        ledger.record(
            "wave.frozen", wave, by=by, root=wave.frame_root.hex(), people=frozen.people,
            groups=frozen.groups, commitment=hashlib.sha256(wave.draw_nonce).hexdigest(),
            grouping=_grouping(entries).hex(),
            unsigned=[one.named for one in unsigned],
        )  # fmt: skip
    return frozen


def _eligible(wave: Wave) -> tuple[list[Person], int]:
    reason_against = partial(
        eligibility.reason_against, on=units.first_day(wave), criteria=criteria.of(wave.slug)
    )
    listed = units.willing(wave)
    people = [person for person in listed if reason_against(person) is None]
    return people, len(listed) - len(people)


def _store_groups(
    wave: Wave, people: Iterable[Person], offices: Mapping[int, Office]
) -> dict[tuple[str, str], AnonymityGroup]:
    """Form and store the groups; returns the group of each (office code, kind)."""
    by_code = {office.code: office for office in offices.values()}
    group_of: dict[tuple[str, str], AnonymityGroup] = {}
    listed = units.of(_tally(people), offices, units.response(wave))
    for formed in grouping.form(listed):
        members = [by_code[code] for code in formed.offices]
        group = AnonymityGroup.objects.create(
            wave=wave,
            kind=formed.kind,
            opd=by_code[formed.opd] if formed.opd else None,
            name=units.name_of(formed, by_code),
            population=formed.population,
            invited=formed.invited,
            is_too_small=formed.too_small,
        )
        group.offices.set(members)
        group_of |= {(code, formed.kind): group for code in formed.offices}
    return group_of


def _tally(people: Iterable[Person]) -> dict[tuple[int, str], units.Tally]:
    listed: dict[tuple[int, str], list[Person]] = defaultdict(list)
    for person in people:
        listed[person.office_id, person.kind].append(person)
    return {
        place: units.Tally(
            eligible=len(members),
            reachable=sum(person.email_index is not None for person in members),
        )
        for place, members in listed.items()
    }


def _store_frame(
    wave: Wave,
    people: Iterable[Person],
    offices: Mapping[int, Office],
    groups: Mapping[tuple[str, str], AnonymityGroup],
) -> list[FrameEntry]:
    entries = [_entry(wave, person, offices[person.office_id].code, groups) for person in people]
    return FrameEntry.objects.bulk_create(entries, batch_size=2000)


def _entry(
    wave: Wave, person: Person, code: str, groups: Mapping[tuple[str, str], AnonymityGroup]
) -> FrameEntry:
    salt = secrets.token_bytes(SALT)
    return FrameEntry(
        wave=wave,
        person=person,
        office_id=person.office_id,
        group=groups[code, person.kind],
        row_hash=row_hash(person, code, salt=salt),
        salt=salt,
    )


def _grouping(entries: Iterable[FrameEntry]) -> bytes:
    return draw_file.grouping_root((bytes(one.row_hash), one.group_id) for one in entries)


def row_hash(person: Person, office_code: str, *, salt: bytes) -> bytes:
    """SHA-256 of salt and canonical row. Contacts take part as keyed hashes.

    The salt goes when the frame goes: the hash, which the auditor's file keeps, is nobody's then.
    """
    indexes = [bytes(index or b"").hex() for index in
               (person.nip_index, person.phone_index, person.email_index)]  # fmt: skip
    row = [str(person.pk), office_code, person.kind, person.name, person.category, person.position]
    return hashlib.sha256(salt + json.dumps(row + indexes, ensure_ascii=False).encode()).digest()
