"""A small wave that is open: some of its people have no address, a number alone, or a dead one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role
from spi_portal.post.channel import DeliveryFailed, Letter
from surveys import chores, delivery
from surveys.models.invitations import Invitation
from surveys.models.messages import Message
from surveys.models.waves import Wave
from surveys.steps import opening
from tests import make
from tests.surveys.steps import playing


@dataclass
class Refusing:
    """A channel that knows one address that does not exist."""

    address: str = ""

    @contextmanager
    def session(self) -> Iterator[Refusing]:
        yield self

    def send(self, letter: Letter) -> None:
        if letter.to == self.address:
            raise DeliveryFailed("Alamat ditolak (kode 550).")


@dataclass
class Unreached:
    """Invitations, by what is wrong with the contacts of their people."""

    without: list[Invitation]  # neither number nor address
    refused: Invitation  # an address that does not exist, and no number
    number_only: Invitation
    reached: list[Invitation]

    @property
    def without_number(self) -> set[Invitation]:
        return {*self.without, self.refused}


@pytest.fixture
def hadi(db: None) -> User:
    return make.user("Hadi Pranoto", Role.HEAD)


@pytest.fixture
def wave(ratna: User) -> Wave:
    return playing.issued(ratna)


@pytest.fixture
def people(wave: Wave, ratna: User) -> Unreached:
    """The survey is open, and its invitations went out."""
    drawn = Invitation.objects.filter(wave=wave, state=Invitation.State.SAMPLE)
    first, second, third, fourth, *rest = drawn.select_related("person").order_by("person__name")
    for one, contacts in (
        (first, {}),
        (second, {}),
        (third, {"email": "tidak.ada@contoh.id"}),
        (fourth, {"phone": "+6281200009999"}),
    ):
        one.person.set_contacts(**contacts)
        one.person.save()
    opening.open_survey(wave=wave, by=ratna)
    chores.do_steps()
    channel = Refusing("tidak.ada@contoh.id")
    delivery.deliver_due({Message.Channel.EMAIL: channel, Message.Channel.ARCHIVE: channel})
    wave.refresh_from_db()
    return Unreached(without=[first, second], refused=third, number_only=fourth, reached=rest)
