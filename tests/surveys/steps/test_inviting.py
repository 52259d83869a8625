from __future__ import annotations

import pytest
from django.core import mail
from django.utils import timezone

from surveys import delivery, registrar
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


def test_who_asked_to_be_left_alone_is_counted_and_not_reminded(ratna):
    wave = playing.opened(ratna)
    called = Invitation.objects.filter(state="sample").count()
    quiet = Invitation.objects.filter(state="sample").first()
    Invitation.objects.filter(pk=quiet.pk).update(state=Invitation.State.OPTED_OUT)

    assert remind(wave, ratna) == called
    delivery.deliver_due()
    assert quiet.person.email not in {letter.to[0] for letter in mail.outbox}
    assert len(mail.outbox) == 2 * (called - 1)


@pytest.mark.parametrize("kind", ["opt_out", "not_me", "delete_number"])
def test_whose_address_refused_is_not_counted_anew_by_opting_out(ratna, kind):
    wave = playing.opened(ratna)
    refused = Invitation.objects.filter(state="sample").first()
    theirs = Message.objects.filter(invitation=refused)
    theirs.update(state="sent", sent_on=timezone.localdate())
    remind(wave, ratna)
    failed = theirs.select_related(
        "invitation__person", "invitation__wave", "invitation__group"
    ).get(round="reminder")
    delivery._give_up(failed, "Alamat ditolak (kode 550).")

    registrar._grant(kind, refused)

    called = Invitation.objects.filter(wave=wave).exclude(state="reserve").count()
    assert remind(wave, ratna, Message.Round.LAST_REMINDER) == called - 1


def test_who_never_had_an_address_is_not_counted_when_they_opt_out(ratna):
    wave = playing.opened(ratna)
    silent = Invitation.objects.filter(state="sample").first()
    Message.objects.filter(invitation=silent).delete()
    silent.person.set_contacts()
    silent.person.save()
    Invitation.objects.filter(pk=silent.pk).update(state=Invitation.State.OPTED_OUT)

    remind(wave, ratna)

    assert not Message.objects.filter(invitation=silent).exists()


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
