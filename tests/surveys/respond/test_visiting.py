from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connections

from surveys.box import derivations
from surveys.box.models.rights import BallotRight
from surveys.respond import loading, visiting
from tests.surveys.respond import make

pytestmark = pytest.mark.django_db
PILOT = UUID("6f1c7b52-0000-4000-8000-0000000da1f0")


def test_a_code_is_of_its_wave_and_group(as_public: None) -> None:
    visit = visiting.enter(make.code(2))
    assert (visit.wave.manifest.wave, visit.group.kind, visit.is_open) == (
        make.WAVE,
        "external",
        True,
    )


@pytest.mark.parametrize(
    "typed", [str.lower, lambda code: code.replace("-", ""), lambda c: f" {c} "]
)
def test_a_code_may_be_typed_in_many_ways(as_public: None, typed: object) -> None:
    code = make.code(1)
    assert visiting.enter(typed(code)).code == code  # type: ignore[operator]


@pytest.mark.parametrize("status", ["i", "r", "v"])
def test_a_right_that_is_not_open_is_unknown(wave: None, status: str) -> None:
    make.link(9, status=status)
    with pytest.raises(visiting.LinkIsUnknown):
        visiting.enter(make.code(9))


def test_a_pilot_runs_beside(wave: None) -> None:
    make.post(wave=PILOT, slug="2026-uji")
    secret = make.secret(9)
    BallotRight.objects.create(
        key=derivations.right(secret, PILOT), wave=PILOT, group_id=1, status="o"
    )
    assert visiting.enter(make.code(9)).wave.manifest.slug == "2026-uji"
    assert visiting.enter(make.code(1)).wave.manifest.slug == "2026"


def test_an_extension_is_seen_at_once(as_public: None) -> None:
    visiting.enter(make.code(1))
    with connections["box"].cursor() as cursor:
        cursor.execute("RESET ROLE")
    make.post(version=2, title="Diperpanjang")
    assert visiting.enter(make.code(1)).wave.manifest.title == "Diperpanjang"


def test_a_wave_that_came_later_is_found(db: None) -> None:
    make.post(wave=PILOT, slug="2026-uji")
    loading.refresh()
    make.post()
    make.link(1)
    loading._shelf.looked_at = 0.0
    assert visiting.enter(make.code(1)).wave.manifest.slug == "2026"


def test_nothing_about_a_visit_is_kept(as_public: None) -> None:
    """A memory of codes would be a list, in order, of who is answering."""
    visit = visiting.enter(make.code(1))
    kept = repr([vars(each.pages) for each in loading.waves()]) + repr(vars(visiting))
    assert visit.code not in kept
    assert repr(visit.secret) not in kept
    assert repr(visit.right) not in kept
