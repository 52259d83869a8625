from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from spi_portal import keyring
from surveys import box_keys
from surveys.box import manifest
from surveys.models.cities import City
from surveys.models.manifests import SignedManifest
from surveys.steps import announcing
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


def read(signed: SignedManifest) -> manifest.Manifest:
    public = Ed25519PublicKey.from_public_bytes(keyring.load("wave-public"))
    return manifest.verify(bytes(signed.body), bytes(signed.signature), public)


def test_an_announcement_is_signed_by_the_wave_key(ratna):
    wave = playing.drawn(ratna)
    box_keys.make(wave)

    announced = read(announcing.announce(wave))

    assert (announced.slug, announced.version) == (wave.slug, 1)
    assert announced.closes == wave.closes_at


def test_a_fictional_city_is_announced_as_one(ratna):
    wave = playing.drawn(ratna)
    box_keys.make(wave)
    City.objects.update(is_demo=True)
    fictional = read(announcing.announce(wave))
    City.objects.update(is_demo=False)
    real = read(announcing.announce(wave))

    assert (fictional.is_demo, real.is_demo) == (True, False)


def test_a_pilot_promises_no_results(ratna):
    wave = playing.drawn(ratna)
    box_keys.make(wave)
    real = read(announcing.announce(wave))
    wave.is_pilot = True

    assert real.results_expected == wave.results_expected
    assert read(announcing.announce(wave)).results_expected == ""


def test_it_names_groups_and_texts_and_no_person(ratna):
    wave = playing.drawn(ratna)
    box_keys.make(wave)

    signed = announcing.announce(wave)

    names = {group.name for group in wave.groups.all()}
    assert {group.name for group in read(signed).groups} == names
    assert b"Pegawai Contoh" not in bytes(signed.body)


def test_the_next_one_has_the_next_number(ratna):
    wave = playing.drawn(ratna)
    box_keys.make(wave)

    assert [announcing.announce(wave).version for _ in range(3)] == [1, 2, 3]


def test_without_the_counters_key_nothing_is_announced(ratna):
    with pytest.raises(announcing.CounterHasNoKey):
        announcing.announce(playing.drawn(ratna))
    assert not SignedManifest.objects.exists()
