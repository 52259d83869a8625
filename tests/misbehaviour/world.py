"""What lies in the box for one link, and what may lie there after what was said.

The server's replies are promises. From them follows which worlds are possible: an accepted
section is in the draft, a receipt means a sheet, a refusal changes nothing, and where no reply
came, or one that says "belum tersimpan", the deed was done or not done, and nothing else.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from django.db import connections

from surveys.box import receipts
from surveys.box.models.ballots import Ballot
from surveys.respond import unfinished, visiting
from tests.misbehaviour.visitor import Exchange, Visitor
from tests.surveys.respond import make

SECTION = re.compile(r"/(\d+)/")
CHECK = 'value="kirim"'
PAUSED = "Tersimpan."
ENDED = "Tidak ada jawaban yang disimpan"
WITHDRAWN = "tidak ada lagi yang tersimpan"
RECEIPT = re.compile(r'class="kode"[^>]*>([0-9A-Z-]+)<')
Answers = tuple[tuple[str, str], ...]  # fields with their codes, sorted


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    draft: Answers = ()
    sheet: Answers | None = None
    nonce: str = ""  # with which the sheet was sent


def now(visitor: Visitor) -> World:
    """As it really is: the draft opened with the link, the sheet with the counter's key."""
    try:
        visit = visiting.enter(visitor.code, with_draft=True)
    except visiting.LinkIsUnknown:
        return World()
    fields = _names(visit)
    kept = unfinished.read(visit) or []
    ballot = Ballot.objects.filter(key=visit.right).first()
    return World(
        draft=_answers(fields, kept),
        sheet=None
        if ballot is None
        else _answers(fields, make.opened("internal", bytes(ballot.sealed))),
    )


def possible(before: World, exchanges: Sequence[Exchange]) -> set[World]:
    """After requests that followed each other; those that ran at once came in any order."""
    worlds = {before}
    for _, group in itertools.groupby(exchanges, key=lambda each: each.moment):
        together = list(group)
        orders = itertools.permutations(together) if len(together) < 5 else [tuple(together)]
        worlds = {last for order in set(orders) for last in _in_turn(worlds, order)} | {
            _beside(world, together) for world in worlds if len(together) > 1
        }
    return worlds


def _beside(world: World, together: Sequence[Exchange]) -> World:
    """A sheet was sent while its draft was added to: the sheet is as it was, the draft stays."""
    draft = world.draft
    for exchange in together:
        if exchange.reply and RECEIPT.search(exchange.reply.text):
            world = replace(_sent(world, exchange), sheet=draft, draft=world.draft)
        elif exchange.reply:
            world = next(iter(_promised(world, exchange)))
    return world


def receipts_shown(exchanges: Iterable[Exchange]) -> set[str]:
    replies = (each.reply for each in exchanges if each.reply)
    return {code for reply in replies for code in RECEIPT.findall(reply.text)}


def receipts_known() -> set[str]:
    """All that will stand in a signed list: pending ones, also of sheets that were replaced."""
    with connections["box"].cursor() as cursor:
        cursor.execute("SELECT r FROM box_receipt_pending")
        return {receipts.show(bytes(r)) for (r,) in cursor.fetchall()}


def _in_turn(worlds: set[World], order: Iterable[Exchange]) -> set[World]:
    for exchange in order:
        worlds = {after for world in worlds for after in _after(world, exchange)}
    return worlds


def _after(world: World, exchange: Exchange) -> set[World]:
    if exchange.method.upper() != "POST":
        return {world}
    if exchange.reply is None or exchange.reply.status == 503:
        return {world, *_deeds(world, exchange)}
    return _promised(world, exchange)


def _promised(world: World, exchange: Exchange) -> set[World]:
    reply, path = exchange.reply, exchange.tail
    assert reply is not None
    if reply.status not in (200, 303, 422):
        return {world}
    if ENDED in reply.text:
        return {replace(world, draft=())}
    if WITHDRAWN in reply.text:
        return {World()}
    if SECTION.fullmatch(path):
        return {_saved(world, exchange)}
    if RECEIPT.search(reply.text):
        return {_sent(world, exchange)}
    return {world}


def _deeds(world: World, exchange: Exchange) -> set[World]:
    """What a request may have done whose fate nobody told."""
    if SECTION.fullmatch(exchange.tail):
        return {_saved(world, exchange), replace(world, draft=())}
    if exchange.tail == "/kirim/" and world.draft:
        return {_sent(world, exchange)}
    return {World()} if exchange.tail == "/tarik/" else set()


def _saved(world: World, exchange: Exchange) -> World:
    ticked = {name: code for name, code in _pairs(exchange) if name.startswith("j-")}
    return replace(world, draft=tuple(sorted((dict(world.draft) | ticked).items())))


def _sent(world: World, exchange: Exchange) -> World:
    nonce = dict(_pairs(exchange)).get("nonce", "")
    if world.sheet is not None and nonce == world.nonce:
        return world
    return World(sheet=world.draft, nonce=nonce)


def _pairs(exchange: Exchange) -> list[tuple[str, str]]:
    return parse_qsl(exchange.body.decode("latin-1"), keep_blank_values=True)


def _names(visit: visiting.Visit) -> list[tuple[str, list[str]]]:
    items = visit.questionnaire.items
    return [(f"j-{item.name}", [choice.code for choice in item.choices]) for item in items]


def _answers(fields: list[tuple[str, list[str]]], given: Sequence[int]) -> Answers:
    pairs = zip(fields, given, strict=False)
    return tuple(sorted((name, codes[answer]) for (name, codes), answer in pairs if answer >= 0))
