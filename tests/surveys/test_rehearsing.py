"""No survey opens before a trial sheet was opened with the very key of its box."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import Error, connection, transaction
from django.urls import reverse
from django.utils import timezone

from spi_portal import keyring
from surveys import box_keys, rehearsing
from surveys.box import ballots, derivations, sealing, trial
from surveys.box.models.ballots import Ballot
from surveys.models.custody import Canary, Rehearsal
from surveys.models.manifests import WaveKey
from surveys.respond import loading
from surveys.steps import opening, order
from tests import box_wave, make
from tests.surveys import trials
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def issued(ratna):
    wave = playing.issued(ratna)
    Rehearsal.objects.all().delete()
    return wave


def test_a_survey_that_was_not_rehearsed_does_not_open(issued, ratna):
    with pytest.raises(rehearsing.NotRehearsed):
        opening.open_survey(wave=issued, by=ratna)


def test_a_trial_sheet_that_went_the_way_of_all_sheets_lets_it_open(issued, ratna):
    canary = trials.begin(issued, by=ratna)
    assert box_keys.open_trials() == 0  # nobody has sent it yet
    trials.send(canary)

    assert box_keys.open_trials() == 1
    assert box_keys.open_trials() == 0  # once is enough

    opening.open_survey(wave=issued, by=ratna)
    assert Ballot.objects.get().wave == canary.pk


def test_a_rehearsal_of_another_key_does_not_count(issued, ratna):
    Rehearsal.objects.create(wave=issued, box_key=bytes(32))

    with pytest.raises(rehearsing.NotRehearsed):
        opening.open_survey(wave=issued, by=ratna)


def test_the_trial_is_of_no_wave_and_public_pages_never_speak_of_it(ratna):
    """Also while it is the only survey that is open."""
    wave = playing.drawn(ratna)
    box_keys.make(wave)
    canary = trials.begin(wave, by=ratna)
    trials.send(canary)

    loading.refresh()
    assert {one.manifest.wave for one in loading.waves()} == {canary.pk}
    assert loading.in_front(timezone.now()) is None


def test_asking_twice_gives_the_same_trial_and_an_old_one_is_replaced(issued, ratna):
    first = rehearsing.begin(wave=issued, by=ratna)
    assert rehearsing.begin(wave=issued, by=ratna).pk == first.pk

    Canary.objects.update(until=timezone.now() - timedelta(minutes=1))
    assert rehearsing.begin(wave=issued, by=ratna).pk != first.pk


def test_there_is_no_trial_while_lists_are_open_or_the_survey_runs(ratna):
    for wave in (playing.lists(ratna), playing.opened(ratna)):
        with pytest.raises(order.StepOutOfOrder):
            rehearsing.begin(wave=wave, by=ratna)


def test_a_key_that_does_not_open_it_is_told_apart(issued, ratna):
    canary = trials.begin(issued, by=ratna)
    trials.send(canary)
    other = X25519PrivateKey.generate()

    with pytest.raises(trial.TrialDoesNotOpen):
        rehearsing.open_trial(issued, box_key=other)
    # also where somebody has put a foreign key beside the trial
    WaveKey.objects.update(public_key=box_keys.public_half(other))
    Canary.objects.update(box_key=box_keys.public_half(other))
    with pytest.raises(trial.TrialDoesNotOpen):
        rehearsing.open_trial(issued, box_key=other)
    # nor is that one taken for tried because the true one opens the sheet
    with pytest.raises(trial.TrialDoesNotOpen):
        rehearsing.open_trial(issued, box_key=box_keys.load(issued))
    assert not Rehearsal.objects.exists()


def test_a_trial_sheet_that_was_changed_in_the_box_is_not_taken(issued, ratna):
    canary = trials.begin(issued, by=ratna)
    trials.send(canary)
    row = Ballot.objects.get(wave=canary.pk)
    spoilt = bytearray(row.sig)
    spoilt[5] ^= 1
    Ballot.objects.filter(wave=canary.pk).update(sig=bytes(spoilt))

    assert box_keys.open_trials() == 0
    assert not Rehearsal.objects.exists()
    assert Canary.objects.get().problem == box_keys.DOES_NOT_OPEN


def put_into_the_box(sheet: sealing.Sheet, *, wave: UUID, secret: bytes, group: int, key) -> None:
    """As the public server does, whatever the sheet is."""
    sealed = sealing.seal(sheet, wave=wave, group=group, key=key.public_key())
    by = derivations.signing_key(secret, wave)
    ballots.cast(
        right=derivations.right(secret, wave),
        wave=wave,
        group=group,
        draft_id=derivations.draft_id(secret, wave),
        draft=None,
        sealed=sealed,
        signature=sealing.sign(by, wave=wave, group=group, sealed=sealed),
        tag=bytes(16),
    )


def test_a_sheet_of_another_questionnaire_is_no_trial(issued, ratna):
    canary = trials.begin(issued, by=ratna)
    put_into_the_box(
        sealing.Sheet(instrument=bytes(8), answers=b"\0"),
        wave=canary.pk,
        secret=bytes(canary.secret),
        group=rehearsing.GROUP,
        key=box_keys.load(issued),
    )

    with pytest.raises(trial.TrialDoesNotOpen, match="questionnaire"):
        rehearsing.open_trial(issued, box_key=box_keys.load(issued))
    assert not Rehearsal.objects.exists()


def test_no_sheet_of_a_survey_is_opened_as_a_trial(monkeypatch):
    wave = box_wave.wave(box_wave.instrument(), groups=1, people=1)
    box_wave.give_rights(wave, [1])
    (group,) = box_wave.group_numbers(wave)
    sheet = sealing.Sheet(instrument=bytes.fromhex(wave.instruments.get().digest)[:8], answers=b"")
    key = box_keys.load(wave)
    put_into_the_box(sheet, wave=wave.pk, secret=box_wave.secret(1), group=group, key=key)
    opened = []
    monkeypatch.setattr(sealing, "open_sealed", lambda *a, **b: opened.append(a))

    public = Ed25519PublicKey.from_public_bytes(keyring.load("wave-public"))
    with pytest.raises(trial.TrialDoesNotOpen, match="no trial"):
        trial.open_sheet(wave.pk, wave_key=public, box_key=key)
    assert opened == []


def test_a_key_that_is_lost_keeps_no_other_survey_from_its_rehearsal(issued, ratna, client, caplog):
    trials.send(trials.begin(issued, by=ratna))
    other = playing.issued(ratna)
    Rehearsal.objects.all().delete()
    trials.send(trials.begin(other, by=ratna))
    keyring.destroy("box", issued.slug)

    assert box_keys.open_trials() == 1
    assert rehearsing.last(other) is not None
    assert rehearsing.last(issued) is None
    client.force_login(ratna)
    page = client.get(reverse("surveys:keys", args=[issued.slug])).content.decode()
    assert box_keys.KEY_IS_GONE in page

    assert box_keys.open_trials() == 0
    assert len([said for said in caplog.messages if "was not opened" in said]) == 1  # said once


def test_the_counter_may_note_why_and_nothing_else_of_a_trial(issued, ratna):
    trials.send(trials.begin(issued, by=ratna))
    keyring.destroy("box", issued.slug)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE app_counter")
        assert box_keys.open_trials() == 0
        with pytest.raises(Error, match="denied"), transaction.atomic():
            Canary.objects.update(until=timezone.now())


def test_lawful_waves_of_other_tests_are_rehearsed(ratna):
    wave = playing.issued(ratna)

    assert rehearsing.last(make.lawful(wave)) is not None
