"""New links, a called-up reserve and somebody who died: in the field, and in the count."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core import mail
from django.db import connections
from django.utils import timezone

from respondents.models.people import Person
from spi_portal import keyring
from surveys import activating, chores, counting, links
from surveys.box import batches
from surveys.box.tallying import Totals
from surveys.box.verifying import BoxIsInconsistent
from surveys.desk import new_links
from surveys.models.invitations import Invitation
from surveys.models.messages import Message
from surveys.models.rights import ReserveCall
from surveys.respond import visiting
from surveys.steps import closing, reserve
from tests.journeys import town

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def opened(ratna, hadi, monkeypatch):
    monkeypatch.setitem(town.RESPONSE, "internal", "0.95")  # so that not everybody is asked
    town.found()
    return town.open_wave(by=ratna, second=hadi)


def night(monkeypatch) -> None:
    """Until half past eight of the next morning, letters and all."""
    morning = (timezone.localtime() + timedelta(days=1)).replace(hour=8, minute=30)
    with monkeypatch.context() as clock:
        clock.setattr(timezone, "now", lambda: morning)
        assert activating.carry_out_due() == 1
        chores.do_all()


def close_and_count(wave, ratna, hadi) -> Totals:
    closing.close(wave=wave, by=ratna)
    chores.do_all()
    batches.draw_up_due(key=Ed25519PrivateKey.from_private_bytes(keyring.load("batch")))
    town.grant("count", wave, by=ratna, second=hadi)
    wave.refresh_from_db()
    return counting.count(wave=wave)


def lost_and_found(wave, ratna, hadi, monkeypatch) -> list[str]:
    """Two answer; one gets a new link and answers again, one has died, and one is called up.

    Returns the codes that were good at last.
    """
    sample = Invitation.objects.filter(wave=wave, group__kind="internal", state="sample")
    loses, dies, stays = sample.order_by("pk").select_related("person", "group")[:3]
    old = [links.code_of(each, wave) for each in (loses, dies, stays)]
    town.answer(old)
    new_links.order(loses.person, how=new_links.Identified.CARD, by=ratna)
    Person.objects.filter(pk=dies.person_id).update(
        left_on=timezone.localdate(), left_why=Person.Why.DIED
    )
    group = Invitation.objects.filter(wave=wave, state="reserve").first().group
    why = ReserveCall.Why.SHORT
    reserve.call(wave=wave, group=group, wanted=1, why=why, reason="Banyak cuti", by=ratna)
    before = set(Message.objects.values_list("pk", flat=True))
    mail.outbox.clear()

    night(monkeypatch)

    loses.refresh_from_db()
    new = links.code_of(loses, wave)
    assert [letter for letter in mail.outbox if new in letter.body]
    for code in old[:2]:
        with pytest.raises(visiting.LinkIsUnknown):
            visiting.enter(code)
    called = Message.objects.exclude(pk__in=before).get(round="invitation")
    town.answer([new, links.code_of(called.invitation, wave)])
    return [new, old[2], links.code_of(called.invitation, wave)]


def test_a_sheet_under_a_replaced_or_revoked_link_is_void_and_the_sum_holds(
    opened, ratna, hadi, monkeypatch
):
    lost_and_found(opened, ratna, hadi, monkeypatch)

    assert close_and_count(opened, ratna, hadi) == Totals(
        received=5, counted=3, superseded=0, withdrawn=0, void=2, invalid=0
    )


def test_a_right_that_was_opened_again_behind_the_logs_back_stops_the_count(
    opened, ratna, hadi, monkeypatch
):
    lost_and_found(opened, ratna, hadi, monkeypatch)
    with connections["box"].cursor() as cursor:
        cursor.execute("UPDATE box_right SET status = 'o' WHERE status = 'v'")

    with pytest.raises(BoxIsInconsistent, match=r"^activation-unfit: 1$"):
        close_and_count(opened, ratna, hadi)


def test_a_log_that_was_cut_off_stops_the_count(opened, ratna, hadi, monkeypatch):
    """Whoever holds the box takes the last night back as a whole: box and log agree again."""
    night(monkeypatch)
    with connections["box"].cursor() as cursor:
        cursor.execute("DELETE FROM box_activation")

    with pytest.raises(BoxIsInconsistent, match=r"^activation-short: 1$"):
        close_and_count(opened, ratna, hadi)
