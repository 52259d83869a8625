from __future__ import annotations

from decimal import Decimal
from importlib import import_module

import pytest
from django.db import connection

from reports import method
from reports.models.weights import WeightSet
from tests.reports import scenes

pytestmark = pytest.mark.django_db


def test_the_default_weighs_kinds_40_40_20_and_dimensions_alike():
    weights = method.read(scenes.weight_set())

    assert weights.kinds == {"internal": 0.4, "external": 0.4, "expert": 0.2}
    assert len(set(weights.dimensions["internal"].values())) == 1
    assert len(weights.dimensions["internal"]) == 7


def test_the_default_has_the_bands_of_2024():
    weights = method.read(scenes.weight_set())

    assert [(band.category, band.start) for band in weights.bands] == [
        ("rentan", Decimal(0)),
        ("waspada", Decimal(73)),
        ("terjaga", Decimal(78)),
    ]


def test_the_latest_set_of_the_year_or_before_is_in_force():
    scenes.weight_set(2024)
    scenes.weight_set(2025, name="lama")
    newer = scenes.weight_set(2025, name="baru")
    scenes.weight_set(2027)

    assert method.in_force(2026) == newer


def test_without_a_set_nothing_is_computed():
    scenes.weight_set(2027)

    with pytest.raises(method.NoWeightSet):
        method.in_force(2026)


def test_every_weight_names_its_source():
    weight_set = scenes.weight_set()

    assert all(weight.source for weight in weight_set.weights.all())
    assert all(band.source for band in weight_set.bands.all())
    assert WeightSet.objects.get().reason


def test_sets_of_before_there_were_versions_are_older_than_every_opening():
    """An open wave keeps the one that it had: the newest of the highest year."""
    scenes.weight_set(2024)
    scenes.weight_set(2026, name="lama")
    newest = scenes.weight_set(2026, name="baru")
    scenes.weight_set(2025)
    moved = import_module("reports.migrations.0010_weight_versions").PUBLISH_WHAT_IS_THERE
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE reports_weightset DISABLE TRIGGER weights_keep_published")
        cursor.execute(moved)
        cursor.execute("ALTER TABLE reports_weightset ENABLE TRIGGER weights_keep_published")

    assert method.for_wave(scenes.wave(2026)) == newest
