"""A wave's way under the very roles of the processes: a grant that is missing shows here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from reports import evidence
from respondents import access
from spi_portal.audit import approvals
from spi_portal.processes import PROCESSES
from surveys import activating, box_keys, chores, counting, delivery
from surveys.desk import new_links
from surveys.models.invitations import Invitation
from surveys.models.messages import Message
from surveys.models.rights import IssuedRights, ReserveCall
from surveys.models.waves import Wave
from surveys.steps import closing, drawing, freezing, inviting, issuing, opening, reserve
from tests import make
from tests.surveys.steps import playing
from tests.surveys.test_delivery import Outbox

pytestmark = pytest.mark.django_db


@contextmanager
def process(name: str) -> Iterator[None]:
    """Every statement runs as the role that process `name` signs in with, on both databases."""
    row = PROCESSES[name]
    roles = {"default": row.default_role, "box": row.box_role}
    for alias, role in roles.items():
        if role:
            connections[alias].cursor().execute(f"SET LOCAL ROLE {role}")
    yield
    for alias in roles:
        connections[alias].cursor().execute("RESET ROLE")


@pytest.fixture
def drawn(ratna, hadi) -> Wave:
    wave = playing.lists(ratna, offices=(180,))
    make.all_signed()
    with process("staff"), access.acting(ratna):
        freezing.freeze(wave=wave, by=ratna)
        asked = approvals.ask("draw", wave.slug, reason="Sesuai jadwal", by=ratna)
    with process("staff"), access.acting(hadi):
        approvals.decide(asked, grant=True, by=hadi)
    with process("staff"), access.acting(ratna):
        drawing.draw(wave=wave, lot=playing.LOT, by=ratna)
    return wave


@pytest.fixture
def opened(drawn, ratna) -> Wave:
    with process("counter"):
        box_keys.make_due()
    with process("staff"), access.acting(ratna):
        issuing.issue(wave=drawn, by=ratna)
    with process("send"):
        assert chores.do_steps() == 1
    make.lawful(drawn)
    with process("staff"), access.acting(ratna):
        opening.open_survey(wave=drawn, by=ratna)
    return playing.again(drawn)


def test_staff_freezes_and_draws(drawn):
    assert playing.again(drawn).state == Wave.State.DRAWN


def test_the_counter_makes_its_key_staff_announces_and_send_issues(opened):
    assert opened.state == Wave.State.OPEN


def test_staff_reminds_and_prolongs(opened, ratna):
    with process("staff"), access.acting(ratna):
        inviting.remind(wave=opened, round=Message.Round.REMINDER, by=ratna)
        later = opened.closes_at + timedelta(days=1)
        opening.extend(wave=opened, closes_at=later, by=ratna)

    assert playing.again(opened).closes_at == later


def test_send_delivers(opened):
    outbox = Outbox()

    with process("send"):
        delivery.deliver_due({Message.Channel.EMAIL: outbox})

    assert len(outbox.letters) == Message.objects.filter(state="sent").count() > 0


def test_staff_closes_and_send_destroys_the_key(opened, ratna):
    with process("staff"), access.acting(ratna):
        closing.close(wave=opened, by=ratna)
    with process("send"):
        chores.do_all()

    assert playing.again(opened).registrar_key_gone_at is not None


def test_send_closes_at_the_announced_minute(opened):
    Wave.objects.filter(pk=opened.pk).update(closes_at=opened.opens_at + timedelta(seconds=1))

    with process("send"):
        assert chores.do_all()["closed"] == 1

    assert playing.again(opened).registrar_key_gone_at is not None


def test_what_staff_orders_by_day_send_carries_out_at_night(opened, ratna, monkeypatch):
    person = Invitation.objects.filter(wave=opened, state="sample").first().person
    with process("send"):
        chores.do_steps()
    with process("staff"), access.acting(ratna):
        new_links.order(person, how=new_links.Identified.CARD, by=ratna)
        new_links.withdraw(person, by=ratna)
        new_links.order(person, how=new_links.Identified.CARD, by=ratna)
        group = opened.groups.get()
        why = ReserveCall.Why.SHORT
        call = reserve.call(wave=opened, group=group, wanted=1, why=why, reason="Cuti", by=ratna)
        reserve.withdraw(call, by=ratna)
        reserve.call(wave=opened, group=group, wanted=1, why=why, reason="Cuti", by=ratna)
    tomorrow = timezone.localtime() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow.replace(hour=5))
    with process("send"):
        assert activating.carry_out_due() == 1

    assert IssuedRights.objects.get().problem == ""
    assert Invitation.objects.get(person=person).version == 2
    assert ReserveCall.objects.get().called == 1


def test_the_counter_reads_what_the_registrar_noted(opened):
    with process("counter"):
        assert counting.noted(opened).number == 0


def test_reports_puts_the_draw_into_the_auditors_file(drawn):
    with process("reports"):
        assert evidence.gather(playing.again(drawn)).draw is not None
