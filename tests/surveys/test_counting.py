"""Before a box is read: nobody may be able any more to tell whose right is whose."""

from __future__ import annotations

import pytest

from spi_portal import keyring
from spi_portal.audit.models.approvals import Approval
from surveys import counting, proving
from surveys.models.sheets import Count
from surveys.models.waves import Wave
from tests import box_wave

pytestmark = pytest.mark.django_db
PEOPLE = 12


@pytest.fixture
def closed(db) -> Wave:
    """Empty, and everything that a count asks for is there."""
    wave = box_wave.wave(box_wave.instrument(), groups=1, people=PEOPLE)
    box_wave.give_rights(wave, range(PEOPLE))
    box_wave.close(wave)
    box_wave.grant_count(wave)
    return wave


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
