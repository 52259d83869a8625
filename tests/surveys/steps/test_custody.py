"""Who holds what opens the box: two people decide it, and it stands once it is announced."""

from __future__ import annotations

import json

import pytest
from django.db import Error, connection, transaction

from spi_portal import keyring
from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals
from spi_portal.audit.models.entries import Entry
from surveys import box_keys
from surveys.box import manifest, noticeboard
from surveys.models.manifests import SignedManifest, WaveKey
from surveys.models.waves import Wave
from surveys.steps import announcing, custody, issuing
from surveys.steps.custody import Holder
from tests import make
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, SERVICE = Wave.Mode.TRUSTEES, Wave.Mode.SERVICE
HOLDERS = [
    Holder(name="Sari", body="Inspektorat"),
    Holder(name="Dimas", body="Dinas Kominfo"),
    Holder(name="Lina", body="Universitas Tirtamulya"),
]


def grant(wave, mode, *, by):
    asked = custody.ask(wave=wave, mode=mode, reason="Supaya tidak sendirian", by=by)
    approvals.decide(asked, grant=True, by=make.user("Hadi Pranoto", Role.HEAD))


def choose(wave, mode, *, by):
    grant(wave, mode, by=by)
    holders = HOLDERS if mode == PEOPLE else []
    custody.settle(wave=wave, mode=mode, holders=holders, by=by)
    wave.refresh_from_db()


def test_a_wave_is_opened_by_the_service_unless_two_people_say_otherwise(ratna):
    assert playing.drawn(ratna).mode == SERVICE


def test_one_person_alone_changes_nothing(ratna):
    wave = playing.drawn(ratna)
    custody.ask(wave=wave, mode=PEOPLE, reason="…", by=ratna)

    with pytest.raises(approvals.NotApproved):
        custody.settle(wave=wave, mode=PEOPLE, holders=HOLDERS, by=ratna)
    assert playing.again(wave).mode == SERVICE


def test_a_grant_for_one_choice_serves_no_other(ratna):
    wave = playing.drawn(ratna)
    grant(wave, SERVICE, by=ratna)

    with pytest.raises(approvals.NotApproved):
        custody.settle(wave=wave, mode=PEOPLE, holders=HOLDERS, by=ratna)


def test_the_choice_names_its_holders_and_is_written_down(ratna):
    wave = playing.drawn(ratna)
    choose(wave, PEOPLE, by=ratna)

    assert [str(one) for one in wave.key_holders.all()][1] == "2. Dimas, Dinas Kominfo"
    entry = Entry.objects.get(verb="wave.mode_set")
    assert (entry.details["mode"], entry.details["before"]) == (PEOPLE, SERVICE)


@pytest.mark.parametrize("holders", [[], HOLDERS[:2]])
def test_three_hold_the_sheets_and_no_fewer(ratna, holders):
    wave = playing.drawn(ratna)
    grant(wave, PEOPLE, by=ratna)

    with pytest.raises(ValueError, match="holders"):
        custody.settle(wave=wave, mode=PEOPLE, holders=holders, by=ratna)


def test_what_the_counter_held_goes_when_people_are_to_hold_it(ratna):
    wave = playing.drawn(ratna)
    box_keys.make_due()
    assert keyring.holds("box", wave.slug)

    choose(wave, PEOPLE, by=ratna)
    box_keys.make_due()

    assert not keyring.holds("box", wave.slug)
    assert not WaveKey.objects.filter(wave=wave).exists()
    with pytest.raises(announcing.CounterHasNoKey, match="Lembar kunci belum dibuat"):
        issuing.issue(wave=wave, by=ratna)


def test_back_with_the_service_it_makes_a_key_again(ratna):
    wave = playing.drawn(ratna)
    choose(wave, PEOPLE, by=ratna)
    WaveKey.objects.create(wave=wave, public_key=b"s" * 32, mode=PEOPLE, sheet_mark=7)
    choose(wave, SERVICE, by=ratna)

    assert box_keys.make_due() == 1
    key = WaveKey.objects.get(wave=wave)
    assert key.mode == SERVICE
    assert bytes(key.public_key) != b"s" * 32
    assert not wave.key_holders.exists()


def test_however_often_the_counter_looks_it_keeps_what_opens_the_box(ratna):
    wave = playing.issued(ratna)
    key = keyring.load("box", wave.slug)

    assert box_keys.make_due() == 0
    assert keyring.load("box", wave.slug) == key


def test_sheets_of_earlier_holders_open_nothing_that_is_announced_for_others(ratna):
    wave = playing.drawn(ratna)
    choose(wave, PEOPLE, by=ratna)
    WaveKey.objects.create(wave=wave, public_key=b"s" * 32, mode=PEOPLE, sheet_mark=7)
    grant(wave, PEOPLE, by=ratna)
    others = [Holder(name="Wira", body="Inspektorat"), *HOLDERS[1:]]

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE app_staff")  # as the page that settles it
        custody.settle(wave=wave, mode=PEOPLE, holders=others, by=ratna)

    with pytest.raises(announcing.CounterHasNoKey, match="Lembar kunci belum dibuat"):
        announcing.box_key(playing.again(wave))


def test_the_choice_stands_in_what_is_signed(ratna):
    wave = playing.drawn(ratna)
    choose(wave, PEOPLE, by=ratna)
    WaveKey.objects.create(wave=wave, public_key=b"s" * 32, mode=PEOPLE, sheet_mark=7)

    signed = announcing.announce(wave)

    assert json.loads(bytes(signed.body))["mode"] == "2-dari-3"


def test_once_it_was_announced_nobody_changes_it(ratna):
    wave = playing.drawn(ratna)
    box_keys.make_due()
    grant(wave, PEOPLE, by=ratna)
    announcing.announce(wave)

    with pytest.raises(custody.ModeIsFixed):
        custody.ask(wave=wave, mode=PEOPLE, reason="…", by=ratna)
    with pytest.raises(custody.ModeIsFixed):
        custody.settle(wave=wave, mode=PEOPLE, holders=HOLDERS, by=ratna)
    with pytest.raises(Error, match="fixed"), transaction.atomic():  # nor past the verbs
        Wave.objects.filter(pk=wave.pk).update(mode=PEOPLE)
    with pytest.raises(Error, match="stays"), transaction.atomic():
        WaveKey.objects.filter(wave=wave).delete()


def test_nor_once_links_were_made_whatever_became_of_the_announcement(ratna):
    wave = playing.issued(ratna)
    SignedManifest.objects.filter(wave=wave).delete()

    with pytest.raises(Error, match="fixed"), transaction.atomic():
        Wave.objects.filter(pk=wave.pk).update(mode=PEOPLE)


def test_the_box_takes_no_announcement_with_another_key_or_other_holders(ratna):
    wave = playing.issued(ratna)
    first = noticeboard.latest(key=_public())[wave.pk]
    from dataclasses import replace

    for change in ({"mode": "2-dari-3"}, {"box_public_key": "00" * 32}):
        other = replace(first, version=first.version + 1, **change)
        body, signature = manifest.sign(other, _private())
        with pytest.raises(noticeboard.KeyWasSwapped):
            noticeboard.post(body, signature, key=_public())


def _private():
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(keyring.load("wave"))


def _public():
    return _private().public_key()
