from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db.models import F

from surveys.box import manifest, noticeboard
from surveys.box.models.manifests import ManifestRow
from tests.surveys.box import make

pytestmark = pytest.mark.django_db(databases=["default", "box"])
KEY = make.WAVE_KEY.public_key()


def test_the_latest_version_of_a_wave_is_in_force() -> None:
    make.post(version=1)
    second = make.post(version=2, title="Diperpanjang")
    assert noticeboard.latest(key=KEY) == {make.WAVE: second}


def test_posting_the_same_again_changes_nothing() -> None:
    body, signature = manifest.sign(make.manifest(), make.WAVE_KEY)
    for _ in range(2):
        noticeboard.post(body, signature, key=KEY)
    assert ManifestRow.objects.count() == 1


def test_a_version_is_never_replaced() -> None:
    make.post()
    with pytest.raises(noticeboard.VersionIsTaken):
        make.post(title="Lain")


def test_what_the_wave_key_did_not_sign_is_not_posted() -> None:
    body, signature = manifest.sign(make.manifest(), Ed25519PrivateKey.generate())
    with pytest.raises(manifest.ManifestForged):
        noticeboard.post(body, signature, key=KEY)


@pytest.mark.parametrize("moved", ["opens_at", "closes_at"])
def test_dates_that_were_moved_in_the_table_are_a_forgery(moved: str) -> None:
    make.post()
    ManifestRow.objects.update(**{moved: F(moved) + timedelta(hours=1)})
    with pytest.raises(manifest.ManifestForged, match="dates"):
        noticeboard.latest(key=KEY)
