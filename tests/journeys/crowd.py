"""Many people at once: an open wave whose invitations wait to be sent, in a few statements."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from respondents.models.offices import Office
from respondents.models.people import Person
from spi_portal import keyring
from surveys.models.groups import AnonymityGroup
from surveys.models.invitations import Invitation
from surveys.models.messages import Message
from surveys.models.waves import Wave, WaveInstrument
from tests import make
from tests.surveys.steps import playing


def invited(number: int) -> Wave:
    """An open wave of `number` people, each with an address and none with a message yet."""
    make.city()
    office, wave = (
        make.office(),
        make.wave(
            state=Wave.State.OPEN, frame_root=b"root", draw_randomness="Undian 12-08: 48 13 77"
        ),
    )
    WaveInstrument.objects.create(
        wave=wave, kind="internal", version=playing.instrument("internal"), expected_response="0.5"
    )
    keyring.load_or_make("registrar", wave.slug)
    group = AnonymityGroup.objects.create(
        wave=wave,
        kind=Person.Kind.INTERNAL,
        opd=office,
        name=office.name,
        population=number,
        invited=number,
    )
    people = Person.objects.bulk_create(_people(office, number))
    Invitation.objects.bulk_create(
        Invitation(
            wave=wave, person=person, office=office, group=group, state=Invitation.State.SAMPLE
        )
        for person in people
    )
    return wave


def queue(wave: Wave, number: int) -> set[str]:
    """Queue an invitation for `number` people who have none; returns their references."""
    with_message = Message.objects.values("invitation_id")
    waiting = Invitation.objects.filter(wave=wave).exclude(pk__in=with_message)[:number]
    made = Message.objects.bulk_create(
        Message(
            invitation=invitation,
            office_id=invitation.office_id,
            round=Message.Round.INVITATION,
            channel=Message.Channel.EMAIL,
            due_at=timezone.now(),
        )
        for invitation in waiting
    )
    return {str(message.pk) for message in made}


def _people(office: Office, number: int) -> Iterator[Person]:
    for n in range(number):
        person = Person(
            office=office,
            kind=Person.Kind.INTERNAL,
            name=f"Pegawai Contoh {n}",
            category="PNS",
            position="Staf",
            main_task=True,
        )
        person.set_contacts(email=f"pegawai{n}@contoh.id")
        yield person
