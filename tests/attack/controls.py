"""What must succeed, or the attack proves nothing: worse designs, and keys in the wrong hands."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psycopg
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from spi_portal.embedded import postgres
from surveys.box import codes, derivations, drafts, sealing
from surveys.questionnaire import instrument
from tests.attack import heap_pages, matching
from tests.attack.linkers import BALLOTS, rights_in
from tests.attack.matching import Group, by_marks, by_order
from tests.attack.play import Truth
from tests.attack.thefts import Loot

DATABASE = "spi_attack_control"
TABLES = """CREATE TABLE person (id uuid PRIMARY KEY, grp int, done boolean DEFAULT false);
CREATE TABLE response (id uuid PRIMARY KEY, grp int);
CREATE TABLE unshuffled (id uuid PRIMARY KEY, grp int)"""
FILE_OF = "SELECT pg_relation_filepath(%s::regclass)"


def naive(truth: Truth, luck: np.random.Generator) -> dict[str, float]:
    """Two designs that others use, attacked by the linkers that attack ours.

    `flag_and_row`: the person's flag and the row of answers in one transaction.
    `not_shuffled`: rows counted in the order in which they came, in one transaction.
    """
    people = sorted(truth.answered(), key=lambda one: one.arrived or 0)
    if postgres.here().pid is None:
        return {}
    with _database() as connection:
        names = {one.right: uuid.uuid4() for one in people}
        rows = {one.right: uuid.uuid4() for one in people}
        ordered = {one.right: uuid.uuid4() for one in people}
        with connection.cursor().copy("COPY person (id, grp) FROM STDIN") as copy:
            for one in people:
                copy.write_row((names[one.right], one.group))
        connection.commit()
        for one in people:
            connection.execute("UPDATE person SET done = true WHERE id = %s", (names[one.right],))
            connection.execute("INSERT INTO response VALUES (%s, %s)", (rows[one.right], one.group))
            connection.commit()
        for one in people:
            connection.execute(
                "INSERT INTO unshuffled VALUES (%s, %s)", (ordered[one.right], one.group)
            )
        connection.commit()
        connection.autocommit = True
        connection.execute("CHECKPOINT")
        files = {table: _rows(connection, table) for table in ("person", "response", "unshuffled")}
    by_xid = by_marks(
        {row.uuid: frozenset({str(row.xmin)}) for row in files["response"]},
        {row.uuid: frozenset({str(row.xmin)}) for row in files["person"]},
    )
    by_place = by_order(
        {row.uuid: row.place for row in files["unshuffled"]},
        {names[one.right].hex: place for place, one in enumerate(people)},
    )
    of_responses = _groups(truth, {r: row.hex for r, row in rows.items()}, names)
    of_unshuffled = _groups(truth, {r: row.hex for r, row in ordered.items()}, names)
    return {
        "flag_and_row": matching.attack(of_responses, {"xmin": by_xid}, luck=luck)["xmin"].accuracy,
        "not_shuffled": matching.attack(of_unshuffled, {"heap": by_place}, luck=luck)[
            "heap"
        ].accuracy,
    }


def _groups(truth: Truth, rows: dict[bytes, str], names: dict[bytes, uuid.UUID]) -> list[Group]:
    groups: dict[int, list[bytes]] = {}
    for one in truth.answered():
        groups.setdefault(one.group, []).append(one.right)
    return [
        Group(
            rows=[rows[right] for right in rights],
            columns=[names[right].hex for right in rights],
            truth={rows[right]: names[right].hex for right in rights},
        )
        for rights in groups.values()
    ]


@contextmanager
def _database() -> Iterator[psycopg.Connection]:
    address, made = postgres.address(), f"{DATABASE}_{uuid.uuid4().hex[:8]}"
    own = address.seen_by(address.user, password=address.password, database=made)
    with psycopg.connect(address.url, autocommit=True) as administrator:
        administrator.execute(f"CREATE DATABASE {made} TEMPLATE template0")
        try:
            with psycopg.connect(own.url, options="-c synchronous_commit=off") as connection:
                connection.execute(TABLES)
                connection.commit()
                yield connection
        finally:
            administrator.execute(f"DROP DATABASE {made} WITH (FORCE)")


def _rows(connection: psycopg.Connection, table: str) -> list[heap_pages.Row]:
    """Those that live: an update leaves the row before it behind, ended by `xmax`."""
    path = connection.execute(FILE_OF, (table,)).fetchone()
    assert path is not None
    found = heap_pages.rows(postgres.here().data / Path(path[0]))
    return [row for row in found if not row.xmax]


def registrar_key_mid_field(loot: Loot, truth: Truth) -> float:
    """With every link at hand: of how many people it is told rightly whether they answered."""
    there = set(rights_in(loot))
    right = sum((one.right in there) == (one.answers is not None) for one in truth.people)
    return right / len(truth.people)


def all_keys(loot: Loot, truth: Truth, *, box_key: bytes) -> float:
    """With every link, the box key and the box itself: whose answers are read rightly."""
    key = X25519PrivateKey.from_private_bytes(box_key)
    sealed = {bytes.fromhex(row[0][3:]): bytes.fromhex(row[4][3:]) for row in loot.dump[BALLOTS]}
    answered = truth.answered()
    read = 0
    for one in answered:
        if one.right in sealed:
            sheet = sealing.open_sealed(
                sealed[one.right], wave=truth.wave.pk, group=one.group, key=key
            )
            settled = truth.questionnaires[truth.kinds[one.group]].settled(
                instrument.unpack(sheet.answers)
            )
            told = [settled.get(place, -2) for place in range(len(one.answers or ()))]
            read += told == one.answers
    return read / len(answered)


def drafts_read(loot: Loot, truth: Truth, day_keys: list[bytes]) -> int:
    """Of those who left a draft: how many are read out of the write-ahead log, with every link."""
    if loot.log is None:
        return 0
    wave, read = truth.wave.pk, 0
    for one in truth.people:
        if one.draft_id in truth.unfinished:
            keys = [derivations.draft_key(_secret(one.code), wave, key) for key in day_keys]
            shape = truth.questionnaires[truth.kinds[one.group]].shape
            read += any(
                _opens(behind, one.draft_id, key, shape)
                for behind in loot.log.behind(one.draft_id + wave.bytes, BEHIND)
                for key in keys
            )
    return read


BEHIND = 4 + 8 + drafts.LOCKED_LENGTH + 8  # day, length, draft, and what alignment adds


def _opens(bytes_behind: bytes, draft_id: bytes, key: bytes, shape: bytes) -> bool:
    return any(
        drafts.unlock(
            bytes_behind[at : at + drafts.LOCKED_LENGTH],
            key=key, draft_id=draft_id, manifest_digest=shape,
        ) is not None
        for at in range(len(bytes_behind) - drafts.LOCKED_LENGTH + 1)
    )  # fmt: skip


def _secret(code: str) -> bytes:
    secret = codes.decode(code)
    assert secret is not None
    return secret
