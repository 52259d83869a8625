"""Doing one row of a table, and looking whether everything that was promised is kept."""

from __future__ import annotations

from tests.misbehaviour import world
from tests.misbehaviour.behaviour import Behaviour
from tests.misbehaviour.portal import Portal
from tests.misbehaviour.visitor import Visitor
from tests.misbehaviour.world import World

REFUSED = {400, 403, 404, 405, 409, 410, 413, 503}


def are_kept(portal: Portal, row: Behaviour) -> None:
    visitor = portal.visitor(row.state, wave=row.wave, status=row.status)
    before = world.now(visitor)
    row.deed(portal, visitor)
    _check_replies(row, visitor)
    began = World() if visitor.forget_draft else before
    worlds = world.possible(began, visitor.exchanges)
    after = world.now(visitor)
    assert (after.draft, after.sheet) in {(each.draft, each.sheet) for each in worlds}
    assert world.receipts_shown(visitor.exchanges) <= world.receipts_known()
    _still_served(portal)


def _check_replies(row: Behaviour, visitor: Visitor) -> None:
    replies = [each.reply for each in visitor.exchanges if each.reply]
    assert replies or row.may_be_silent
    for reply in replies:
        assert reply.status in row.answers, (reply.status, reply.text[:300])
        assert not reply.header("set-cookie")
        assert visitor.code not in reply.header("content-security-policy")
        if reply.status in REFUSED:
            assert world.PAUSED not in reply.text
            assert not world.RECEIPT.search(reply.text)


def _still_served(portal: Portal) -> None:
    """A stranger to all of this is answered as ever."""
    reply = portal.bystander.get("/1/")
    assert reply is not None
    assert reply.status == 200
