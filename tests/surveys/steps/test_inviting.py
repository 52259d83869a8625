from __future__ import annotations

import pytest

from surveys.models.invitations import Invitation
from surveys.models.messages import Message
from surveys.steps import inviting
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


def remind(wave, by, round=Message.Round.REMINDER) -> int:
    return inviting.remind(wave=wave, round=round, by=by)


def test_a_reminder_goes_to_everybody_in_the_sample(ratna):
    """Whoever has answered gets it too: nobody can know who that is."""
    wave = playing.opened(ratna)

    assert remind(wave, ratna) == Invitation.objects.filter(state="sample").count()


def test_the_reserve_hears_nothing(ratna):
    wave = playing.opened(ratna, offices=(400,))
    remind(wave, ratna)

    assert not Message.objects.filter(invitation__state=Invitation.State.RESERVE).exists()


def test_who_asked_to_be_left_alone_is_not_reminded(ratna):
    wave = playing.opened(ratna)
    quiet = Invitation.objects.filter(state="sample").first()
    Invitation.objects.filter(pk=quiet.pk).update(state=Invitation.State.OPTED_OUT)

    remind(wave, ratna)

    assert not Message.objects.filter(invitation=quiet, round="reminder").exists()


def test_repeating_a_round_adds_nothing(ratna):
    wave = playing.opened(ratna)
    remind(wave, ratna)
    before = Message.objects.count()

    remind(wave, ratna)

    assert Message.objects.count() == before


def test_who_has_no_address_gets_no_message(ratna):
    wave = playing.opened(ratna)
    person = Invitation.objects.filter(state="sample").first().person
    person.set_contacts(phone="+628120000001")
    person.save()

    remind(wave, ratna)

    assert not Message.objects.filter(invitation__person=person, round="reminder").exists()
