"""The groups of a wave, as the Inspektorat reads them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from surveys.models.groups import AnonymityGroup
from tests import make
from tests.surveys.steps import playing
from tests.surveys.wave_pages import cost

pytestmark = pytest.mark.django_db


class TestGroups:
    def test_each_group_is_shown_with_its_figures(self, operator, ratna):
        wave = playing.frozen(ratna, offices=(60, 11))

        text = operator.get(reverse("surveys:groups", args=[wave.slug])).text

        assert "semua diundang" in text
        assert "data belum mencukupi" in text

    def test_before_freezing_there_are_none(self, operator):
        text = operator.get(reverse("surveys:groups", args=[make.wave().slug])).text

        assert "Kelompok dibentuk saat daftar dibekukan" in text

    def test_it_is_paged(self, operator):
        wave = make.wave()
        AnonymityGroup.objects.bulk_create(
            AnonymityGroup(
                wave=wave, kind="internal", name=f"Kelompok {n}", population=30, invited=30
            )
            for n in range(51)
        )

        address = reverse("surveys:groups", args=[wave.slug])

        assert len(operator.get(address).context["page"]) == 50
        assert len(operator.get(address, {"halaman": 2}).context["page"]) == 1

    def test_it_costs_the_same_for_one_or_many(self, operator, ratna):
        one, three = (playing.frozen(ratna, offices=(30,) * n) for n in (1, 3))
        paths = [reverse("surveys:groups", args=[wave.slug]) for wave in (one, three)]

        assert cost(operator, paths[0]) == cost(operator, paths[1]) <= 13
