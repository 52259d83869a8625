"""A box is read once nobody can tell whose right is whose, and what could tell is not kept."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone

from spi_portal import keyring
from spi_portal.audit.models.approvals import Approval
from spi_portal.demo import opinions
from surveys import box_keys, counting, proving
from surveys.box import activations, ballots, batches, derivations, issued, rights, sealing
from surveys.box.activations import Change
from surveys.box.verifying import BoxIsInconsistent
from surveys.models.rights import IssuedRights
from surveys.models.sheets import NOT_ASKED, Count, Sheet
from surveys.models.waves import Wave
from surveys.questionnaire.instrument import NO_ANSWER, pack
from surveys.questionnaire.path import Questionnaire
from tests import box_wave

pytestmark = pytest.mark.django_db
PEOPLE = 12


@pytest.fixture
def opened(db) -> Wave:
    wave = box_wave.wave(box_wave.instrument(), groups=1, people=PEOPLE)
    box_wave.give_rights(wave, range(PEOPLE))
    return wave


@pytest.fixture
def closed(opened) -> Wave:
    """Empty, and everything that a count asks for is there."""
    return close(opened)


def close(wave: Wave) -> Wave:
    box_wave.close(wave)
    batches.draw_up_due(key=Ed25519PrivateKey.from_private_bytes(keyring.load("batch")))
    box_wave.grant_count(wave)
    return wave


def answer(wave: Wave, people: int) -> None:
    """Each of them fills in the whole questionnaire."""
    (asked,), (group,) = wave.instruments.all(), box_wave.group_numbers(wave)
    questionnaire, luck = Questionnaire(asked.read()), Random(7)
    key = box_keys.load(wave).public_key()
    for link in range(people):
        secret = box_wave.secret(link)
        answers = opinions.answer(questionnaire, opinions.Mood(level=75.0, response={}), luck)
        sheet = sealing.Sheet(instrument=bytes.fromhex(asked.digest)[:8], answers=pack(answers))
        sealed = sealing.seal(sheet, wave=wave.pk, group=group, key=key)
        by = derivations.signing_key(secret, wave.pk)
        ballots.cast(
            right=derivations.right(secret, wave.pk),
            wave=wave.pk,
            group=group,
            draft_id=derivations.draft_id(secret, wave.pk),
            draft=None,
            sealed=sealed,
            signature=sealing.sign(by, wave=wave.pk, group=group, sealed=sealed),
            tag=bytes(16),
        )


@pytest.fixture
def brought_back(closed):
    """The registrar's key lies in its folder, whatever the registry says about it."""
    keyring.keep("registrar", bytes(32), closed.slug)
    yield closed
    keyring.destroy("registrar", closed.slug)


@pytest.fixture
def not_destroyed(closed) -> Wave:
    """The registry does not say that the key has gone, and here it is not seen."""
    Wave.objects.filter(pk=closed.pk).update(registrar_key_gone_at=None)
    closed.refresh_from_db()
    return closed


def test_a_box_is_counted_once_the_registrar_s_key_has_gone(closed):
    assert counting.count(wave=closed).received == 0
    assert proving.of_sheets(closed).file["sheets"] == []


@pytest.mark.parametrize("state", ["brought_back", "not_destroyed"])
def test_no_box_is_counted_while_the_registrar_s_key_may_be_there(state, request):
    wave = request.getfixturevalue(state)

    with pytest.raises(counting.RegistrarKeyStillThere):
        counting.count(wave=wave)
    assert not Count.objects.exists()
    assert Approval.objects.granted("count", wave.slug).exists()  # it serves once the key is gone


@pytest.mark.parametrize("state", ["brought_back", "not_destroyed"])
def test_nobody_lists_sheets_while_the_registrar_s_key_may_be_there(state, request):
    with pytest.raises(counting.RegistrarKeyStillThere):
        proving.of_sheets(request.getfixturevalue(state))


def refused(wave: Wave) -> set[str]:
    """Why the box is not counted; nothing of it is, and the grant is still there."""
    with pytest.raises(BoxIsInconsistent) as found:
        counting.count(wave=wave)
    assert not Count.objects.exists()
    assert Approval.objects.granted("count", wave.slug).exists()
    return set(found.value.faults)


def one_more_right(wave: Wave) -> issued.Right:
    (group,) = box_wave.group_numbers(wave)
    return issued.Right(key=b"r" * 32, group_id=group, status=issued.OPEN)


def test_no_box_is_counted_with_a_right_that_no_log_tells_of(closed):
    rights.issue([one_more_right(closed)], wave=closed.pk)

    assert refused(closed) == {"rights-root", "rights-totals"}


def test_no_box_is_counted_with_a_night_that_the_registrar_has_not_signed(closed):
    """The entry that somebody with the box alone writes for a right of their own."""
    own = one_more_right(closed)
    change = Change(key=own.key, group_id=own.group_id, before=activations.NONE, after=issued.OPEN)
    day = timezone.localdate()
    rights.change([change], wave=closed.pk, day=day, key=Ed25519PrivateKey.generate())

    assert refused(closed) == {"activation-signature", "activation-pairs"}


def test_no_box_is_counted_whose_log_ends_before_what_the_registry_noted(closed):
    IssuedRights.objects.create(
        wave=closed, root=b"", activation_key=b"", totals={}, due_at=timezone.now(),
        log_number=1, log_hash=bytes(32),
    )  # fmt: skip

    assert refused(closed) == {"activation-short"}


def test_what_could_tell_one_person_is_in_no_counted_sheet(opened):
    """A group of twelve hides nobody by age or rank; test_coarsening.py has the rule."""
    answer(opened, PEOPLE)

    assert counting.count(wave=close(opened)).counted == PEOPLE

    items = opened.instruments.get().read().items
    telling = [n for n, item in enumerate(items) if item.role in ("screening", "profile")]
    assert len(telling) > 1
    for sheet in Sheet.objects.all():
        assert {sheet.answers[place] for place in telling} == {NO_ANSWER}
        assert set(sheet.answers) - {NO_ANSWER, NOT_ASKED}


@pytest.mark.parametrize(("people", "share"), [(9, None), (12, Decimal("0.833"))])
def test_how_many_answered_is_kept_of_ten_and_more_and_rounded(opened, people, share):
    """Twelve of twelve are told as ten."""
    answer(opened, people)
    counting.count(wave=close(opened))

    assert opened.waveinstrument_set.get().response == share
