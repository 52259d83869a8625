from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connections

from surveys.box.manifest import ManifestForged
from surveys.respond import loading
from tests.surveys.respond import make

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
OTHER = UUID("6f1c7b52-0000-4000-8000-00000000beef")


def dates(opens: int, closes: int) -> dict[str, str]:
    """In days from now."""
    return {
        "opens_at": (NOW + timedelta(days=opens)).isoformat(),
        "closes_at": (NOW + timedelta(days=closes)).isoformat(),
    }


def front() -> str | None:
    loading.refresh()
    wave = loading.in_front(NOW)
    return wave.manifest.slug if wave else None


def test_a_version_is_compiled_once(db: None) -> None:
    make.post()
    (before,) = loading.refresh()
    (after,) = loading.refresh()
    assert before is after


def test_a_new_version_replaces_the_old(db: None) -> None:
    make.post()
    loading.refresh()
    make.post(version=2, title="Diperpanjang")
    (wave,) = loading.refresh()
    assert wave.manifest.title == "Diperpanjang"


def test_what_is_not_signed_is_not_shown(db: None) -> None:
    make.post()
    with connections["box"].cursor() as cursor:
        cursor.execute("UPDATE box_manifest SET signature = %s", [bytes(64)])
    with pytest.raises(ManifestForged):
        loading.waves()


def test_a_forged_version_leaves_what_was_known(db: None) -> None:
    make.post()
    known = loading.refresh()
    make.post(version=2)
    with connections["box"].cursor() as cursor:
        cursor.execute("UPDATE box_manifest SET signature = %s WHERE version = 2", [bytes(64)])
    with pytest.raises(ManifestForged):
        loading.refresh()
    assert loading.waves() == known


def test_the_open_wave_is_in_front(db: None) -> None:
    make.post(slug="now")
    make.post(wave=OTHER, slug="next", **dates(30, 60))
    assert front() == "now"


def test_before_any_is_open_the_next_is_in_front(db: None) -> None:
    make.post(slug="last", **dates(-60, -30))
    make.post(wave=OTHER, slug="next", **dates(30, 60))
    assert front() == "next"


def test_after_all_the_last_is_in_front(db: None) -> None:
    make.post(slug="older", **dates(-90, -60))
    make.post(wave=OTHER, slug="last", **dates(-30, -10))
    assert front() == "last"


def test_nothing_is_in_front_of_an_empty_box(db: None) -> None:
    assert front() is None
