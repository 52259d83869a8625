"""Pages out of turn: stale ones, two tabs, two devices, double clicks; closed and revoked links."""

from __future__ import annotations

from collections.abc import Callable

from surveys.box import codes, derivations
from surveys.box.models.rights import BallotRight
from tests.misbehaviour.behaviour import Deed, Table, does
from tests.misbehaviour.portal import CLOSED, COMING, FRESH, FULL, HALF, Portal
from tests.misbehaviour.visitor import Visitor
from tests.surveys.respond import make

OTHER = "f" * 32
Step = Callable[[Portal, Visitor], object]


def section(number: int, choice: int = 0, button: str = "maju") -> Step:
    return lambda portal, visitor: visitor.post(f"/{number}/", portal.form(number, choice, button))


def last_section(choice: int = 0) -> Step:
    return lambda portal, visitor: section(portal.last, choice)(portal, visitor)


def post(tail: str, body: str = "") -> Step:
    return lambda portal, visitor: visitor.post(tail, body)


def get(tail: str) -> Step:
    return lambda portal, visitor: visitor.get(tail)


def send(nonce: str = "") -> Step:
    return lambda portal, visitor: visitor.send(nonce)


def revoke(portal: Portal, visitor: Visitor) -> None:
    BallotRight.objects.filter(key=_right(visitor)).update(status="r")


def restore(portal: Portal, visitor: Visitor) -> None:
    BallotRight.objects.filter(key=_right(visitor)).update(status="o")


def one_after_the_other(*steps: Step) -> Deed:
    def deed(portal: Portal, visitor: Visitor) -> None:
        for step in steps:
            visitor.moment += 1
            step(portal, visitor)

    return deed


def at_once(*steps: Step) -> Step:
    def deed(portal: Portal, visitor: Visitor) -> None:
        visitor.at_once(*(lambda step=step: step(portal, visitor) for step in steps))

    return deed


def _right(visitor: Visitor) -> bytes:
    secret = codes.decode(visitor.code)
    assert secret is not None
    return derivations.right(secret, make.WAVE)


declines = post("/1/", "aksi=maju&j-i_s1=tidak")
ALL_DOORS = one_after_the_other(
    get("/"), get("/1/"), post("/"), section(1), section(2), send(),
    get("/tarik/"), post("/tarik/"), post("/tidak-ikut/"), post("/bukan-saya/"),
)  # fmt: skip
walk = one_after_the_other

TABLE: Table = {
    # stale and out of turn
    "the last section first": does(last_section(), 303, 422),
    "the second section first": does(section(2), 303),
    "sending without a draft": does(send(), 409),
    "sending half a sheet": does(send(), 303, state=HALF),
    "the check without a draft changes a section": does(
        post("/kirim/", f"ubah=1&nonce={OTHER}"), 303),
    "an old section after sending": does(walk(send(), section(1, 1)), 200, 303, state=FULL),
    "an old section after sending, and again": does(
        walk(send(), section(2, 1), section(2, 0)), 200, 303, state=FULL),
    "back and another answer": does(walk(section(1), section(1, 1)), 200, 303, 422),
    "going back from a section": does(section(2, button="mundur"), 303, state=HALF),
    "pausing with nothing ticked": does(post("/2/", "aksi=jeda"), 200, state=HALF),
    "saving with nothing ticked": does(post("/2/", "aksi=maju"), 303, 422, state=HALF),
    "a form with nothing in it": does(post("/2/"), 303, state=HALF),
    "the start pressed ten times": does(walk(*[post("/")] * 10), 303, state=HALF),
    "a section reloaded ten times": does(walk(*[section(2)] * 10), 303, state=HALF),
    "sending reloaded five times": does(walk(*[send()] * 5), 200, state=FULL),
    "sending with another nonce": does(walk(send(), send(OTHER)), 200, 409, state=FULL),
    "sending again what was changed": does(
        walk(send(), section(2, 1), send()), 200, 303, state=FULL),
    "looking at the address of sending": does(get("/kirim/"), 303, state=FULL),
    "declining in the middle": does(declines, 200, state=HALF),
    "declining after sending": does(walk(send(), declines), 200, state=FULL),
    "declining and thinking again": does(walk(declines, section(1)), 200, 303, state=HALF),
    "answering again and stopping half-way": does(walk(send(), section(1)), 200, 303, state=FULL),
    "taking back nothing": does(post("/tarik/"), 200),
    "taking back a draft": does(post("/tarik/"), 200, state=FULL),
    "taking back what was sent": does(walk(send(), post("/tarik/")), 200, state=FULL),
    "taking back twice": does(walk(send(), post("/tarik/"), post("/tarik/")), 200, state=FULL),
    "sending what was taken back": does(
        walk(send(), post("/tarik/"), send()), 200, 409, state=FULL),
    "a section after taking back": does(walk(post("/tarik/"), section(2)), 200, 303, state=FULL),
    "looking at taking back": does(walk(get("/tarik/"), get("/tarik/")), 200, state=FULL),
    "the same wish twice": does(walk(post("/tidak-ikut/"), post("/tidak-ikut/")), 200, state=HALF),
    "all three wishes": does(
        walk(post("/tidak-ikut/"), post("/bukan-saya/"), post("/hapus-nomor/")), 200, state=HALF),
    # at once
    "a double click on a section": does(at_once(section(2), section(2)), 303, state=HALF),
    "a double click on the first section": does(at_once(section(1), section(1)), 303),
    "ten clicks on a section": does(at_once(*[section(2)] * 10), 303, state=HALF),
    "a double click on sending": does(at_once(send(), send()), 200, state=FULL),
    "ten clicks on sending": does(at_once(*[send()] * 10), 200, state=FULL),
    "a double click on starting": does(at_once(post("/"), post("/")), 303),
    "two tabs with two first sections": does(at_once(section(1), section(2)), 303),
    "two tabs with two sections": does(at_once(section(2), section(3)), 303, 200, state=HALF),
    "four tabs with four sections": does(
        at_once(section(2), section(3), section(4), section(5)), 303, 200, state=HALF),
    "two tabs that disagree": does(at_once(section(2, 0), section(2, 1)), 303, state=HALF),
    "two devices that send": does(at_once(send(), send(OTHER)), 200, 409, state=FULL),
    "one sends, one fills in": does(at_once(send(), section(2, 1)), 200, 303, state=FULL),
    "one sends, one takes back": does(at_once(send(), post("/tarik/")), 200, 409, state=FULL),
    "one fills in, one takes back": does(
        at_once(section(2, 1), post("/tarik/")), 200, 303, state=FULL),
    "one fills in, one declines": does(at_once(section(2, 1), declines), 200, 303, state=HALF),
    "two that take back": does(at_once(post("/tarik/"), post("/tarik/")), 200, state=FULL),
    # links that are not good, or not good now
    **{f"every door of {name}": does(ALL_DOORS, 404, status=status)
       for name, status in (("a reserve", "i"), ("a revoked link", "r"), ("a replaced link", "v"))},
    "every door after closing": does(ALL_DOORS, 410, wave=CLOSED),
    "every door before opening": does(ALL_DOORS, 403, wave=COMING),
    "sending after being revoked": does(walk(revoke, send(), restore), 404, state=FULL),
    "a section after being revoked": does(walk(revoke, section(2, 1), restore), 404, state=FULL),
    "taking back after being revoked": does(
        walk(send(), revoke, post("/tarik/"), restore), 200, 404, state=FULL),
    "the start of a stranger": does(walk(get("/"), post("/")), 200, 303, state=FRESH),
}  # fmt: skip
