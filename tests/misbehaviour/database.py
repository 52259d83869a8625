"""PostgreSQL away, back again, cut off after COMMIT, locked; drafts that do not open."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import psycopg
from django.db import connections

from surveys.box import codes, derivations
from tests.misbehaviour.behaviour import Deed, Table, does
from tests.misbehaviour.order import Step, get, post, section, send
from tests.misbehaviour.portal import FULL, HALF, Portal
from tests.misbehaviour.visitor import Visitor
from tests.surveys.respond import make

SAVES, CASTS, COMMITS = b"box_draft SET", b"box_receipt_pending", b"COMMIT"


def down(*steps: Step) -> Deed:
    """Nobody answers; then everything is up again, and the same is said once more."""

    def deed(portal: Portal, visitor: Visitor) -> None:
        portal.wire.down()
        try:
            for step in steps:
                step(portal, visitor)
        finally:
            portal.wire.up()
        visitor.moment += 1
        for step in steps:
            step(portal, visitor)

    return deed


def after_a_restart(*steps: Step) -> Deed:
    """The server's connections are dead, and it learns so when it uses them."""

    def deed(portal: Portal, visitor: Visitor) -> None:
        portal.wire.cut()
        for step in steps:
            step(portal, visitor)

    return deed


def after_being_hung_up_on(*steps: Step) -> Deed:
    """As PostgreSQL does to everybody when it is stopped: 57P01."""

    def deed(portal: Portal, visitor: Visitor) -> None:
        with connections["box"].cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'spi-public' AND datname = current_database()"
            )
        for step in steps:
            step(portal, visitor)

    return deed


def answer_lost(word: bytes, *steps: Step, times: int = 1) -> Deed:
    """The statement with `word` reaches the database, and nothing comes back."""

    def deed(portal: Portal, visitor: Visitor) -> None:
        if word != COMMITS:
            portal.wire.cut()  # older connections have prepared it and send its text no more
        portal.wire.cut_after(word, times=times)
        try:
            for step in steps:
                step(portal, visitor)
                visitor.moment += 1
        finally:
            portal.wire.up()
        for step in steps:
            step(portal, visitor)

    return deed


def locked(table: str, *steps: Step, seconds: float) -> Deed:
    """Somebody holds the whole table, as the nightly shuffle does."""

    def deed(portal: Portal, visitor: Visitor) -> None:
        with _another() as other:
            other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            thread = Thread(target=_let_go, args=(other, seconds))
            thread.start()
            for step in steps:
                step(portal, visitor)
            thread.join()
        visitor.moment += 1
        for step in steps:
            step(portal, visitor)

    return deed


def _let_go(other: psycopg.Connection[object], seconds: float) -> None:
    time.sleep(seconds)
    other.rollback()


def _dead_locked(portal: Portal, visitor: Visitor) -> None:
    """Each waits for what the other holds, until PostgreSQL ends one of them."""
    visitor.send()
    visitor.moment += 1
    section(2, 1)(portal, visitor)
    visitor.moment += 1
    right = derivations.right(codes.decode(visitor.code) or b"", make.WAVE)
    with _another() as other:
        other.execute("SELECT FROM box_ballot WHERE pk = %s FOR UPDATE", [right])
        thread = Thread(target=visitor.send, args=("e" * 32,))
        thread.start()
        time.sleep(0.3)
        other.execute("SELECT pg_advisory_xact_lock(1, %s::int)", [right[0]])
        other.rollback()
        thread.join()


def _refusing(table: str, *steps: Step) -> Deed:
    """The table takes nothing: a full disk, or a fault of ours."""

    def deed(portal: Portal, visitor: Visitor) -> None:
        with connections["box"].cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT no CHECK (false) NOT VALID")
            try:
                for step in steps:
                    step(portal, visitor)
            finally:
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT no")
        visitor.moment += 1
        for step in steps:
            step(portal, visitor)

    return deed


def _spoilt(change: str, *steps: Step) -> Deed:
    """The draft does not open any more, and counts as none."""

    def deed(portal: Portal, visitor: Visitor) -> None:
        draft_id = derivations.draft_id(codes.decode(visitor.code) or b"", make.WAVE)
        with connections["box"].cursor() as cursor:
            cursor.execute(f"UPDATE box_draft SET {change} WHERE draft_id = %s", [draft_id])
        visitor.forget_draft = True
        for step in steps:
            visitor.moment += 1
            step(portal, visitor)

    return deed


@contextmanager
def _another() -> Iterator[psycopg.Connection[object]]:
    """A connection of somebody else's, as the owner."""
    box = connections["box"]
    parts = box.get_connection_params()
    kept = ("dbname", "user", "password", "host", "port")
    with psycopg.connect(**{name: parts[name] for name in kept if parts.get(name)}) as other:
        yield other


SPOILT = {
    "tampered with": "ct = set_byte(ct, 40, get_byte(ct, 40) # 1)",
    "of a day whose key is gone": "day = day - 40",
    "of a day that is still to come": "day = day + 400",
    "with another day's date": "day = day - 1",
    "of nothing but zeros": "ct = decode(repeat('00', 284), 'hex')",
}
STEPS = {
    "starting": (post("/"),),
    "a section": (section(2),),
    "sending": (send(),),
    "looking": (get("/"), get("/1/")),
}

TABLE: Table = {
    **{f"a draft {name}: {what}": does(_spoilt(change, *steps), 200, 303, 409, state=HALF)
       for name, change in SPOILT.items() for what, steps in STEPS.items()},
    "looking while the database is down": does(down(get("/")), 200, 503, state=HALF),
    "starting while the database is down": does(down(post("/")), 303, 503, state=HALF),
    "a section while the database is down": does(down(section(2)), 303, 503, state=HALF),
    "sending while the database is down": does(down(send()), 200, 503, state=FULL),
    "taking back while the database is down": does(down(post("/tarik/")), 200, 503, state=FULL),
    "a wish while the database is down": does(down(post("/tidak-ikut/")), 200, 503, state=HALF),
    "a bad form while the database is down": does(
        down(post("/2/", "j-x=ya")), 400, 503, state=HALF),
    "a section after a restart of PostgreSQL": does(after_a_restart(section(2)), 303, state=HALF),
    "sending after a restart of PostgreSQL": does(after_a_restart(send()), 200, state=FULL),
    "looking after a restart of PostgreSQL": does(after_a_restart(get("/1/")), 200, state=HALF),
    "a section after being hung up on": does(
        after_being_hung_up_on(section(2)), 303, state=HALF),
    "sending after being hung up on": does(after_being_hung_up_on(send()), 200, state=FULL),
    "a section whose answer is lost": does(answer_lost(SAVES, section(2)), 303, 503, state=HALF),
    "a section whose answer is lost twice": does(
        answer_lost(SAVES, section(2), times=2), 303, 503, state=HALF),
    "sending whose answer is lost": does(answer_lost(CASTS, send()), 200, 503, state=FULL),
    "sending whose answer is lost twice": does(
        answer_lost(CASTS, send(), times=2), 200, 503, state=FULL),
    "sending whose COMMIT is not answered": does(
        answer_lost(COMMITS, send()), 200, 503, state=FULL),
    "sending whose COMMIT is not answered twice": does(
        answer_lost(COMMITS, send(), times=2), 200, 503, state=FULL),
    "taking back whose COMMIT is not answered": does(
        answer_lost(COMMITS, post("/tarik/")), 200, 503, state=FULL),
    "a section while the shuffle runs": does(
        locked("box_draft", section(2), seconds=0.3), 303, state=HALF),
    "sending while the shuffle runs": does(
        locked("box_ballot", send(), seconds=0.3), 200, state=FULL),
    "sending while a table is held for long": does(
        locked("box_ballot", send(), seconds=6), 200, 503, state=FULL),
    "sending in a deadlock": does(_dead_locked, 200, 303, state=FULL),
    "a section that the database refuses": does(
        _refusing("box_draft", section(2)), 303, 503, state=HALF),
    "a sheet that the database refuses": does(
        _refusing("box_ballot", send()), 200, 503, state=FULL),
    "a receipt that the database refuses": does(
        _refusing("box_receipt_pending", send()), 200, 503, state=FULL),
    "a wish that the database refuses": does(
        _refusing("box_inbox", post("/bukan-saya/")), 200, 503, state=HALF),
}  # fmt: skip
