from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from reports import charts
from reports.formula import State
from reports.readings import Correction
from tests.reports import results


def test_a_drawn_figure_never_crosses_its_band():
    near = results.result(figure="77.96", category="waspada", decimals=2)

    assert charts.drawn(near) == 77.9
    assert charts.drawn(results.result(figure="76.96")) == 77.0


def test_an_office_without_a_category_has_no_mark():
    provisional = results.result(category=None, state=State.PROVISIONAL)

    assert charts.mark(provisional, None) is None


def test_the_interval_moves_with_the_correction():
    office = results.result(
        figure="73.00",
        before_correction=results.part(75.0, error=1.0),
        correction=Correction(conduct=2.0, prevalence=0.0, total=2.0),
    )

    mark = charts.mark(office, None)

    assert (mark.low, mark.value, mark.high) == (71.0, 73.0, 75.0)


def test_rows_rank_the_complete_and_leave_organisers_outside():
    reading = results.reading(
        offices=[
            results.result(code="C", figure="70.00"),
            results.result(code="ORG", figure="90.00", organiser=True),
            results.result(code="A", figure="80.00"),
            results.result(code="B", figure="80.00"),
            results.result(code="P", figure="85.00", category=None, state=State.PROVISIONAL),
            results.result(code="I", figure=None, category=None, state=State.INSUFFICIENT),
        ]
    )

    placed = [(row.office.code, row.place) for row in charts.rows(reading, None)]

    assert placed == [("A", 1), ("B", 1), ("C", 3), ("ORG", None), ("P", None), ("I", None)]


def test_the_strip_shows_the_ranked_alone():
    reading = results.reading(
        offices=[
            results.result(code="A"),
            results.result(code="ORG", organiser=True),
            results.result(code="P", category=None, state=State.PROVISIONAL),
        ]
    )

    assert [mark.label for mark in charts.marks(reading)] == ["A"]


def test_pairs_are_the_largest_gaps_and_then_the_city():
    offices = [
        results.result(code=str(n), staff=75.0, users=75.0 - (-1) ** n * n) for n in range(1, 10)
    ]
    pairs = charts.pairs(results.reading(offices=offices))

    assert [pair.label for pair in pairs] == ["9", "8", "7", "6", "5", "4", "3", "Seluruh kota"]
    assert [pair.is_average for pair in pairs] == [False] * 7 + [True]


def test_an_office_with_one_side_hidden_has_no_pair():
    assert charts.pairs_of_office(results.result(users=None), results.result()) == []


def test_a_hidden_dimension_is_an_empty_cell():
    reading = results.reading(offices=[results.result(users=None)])

    [row] = charts.rows(reading, None)

    assert row.cells == [74.0, 76.0, None, None]


def test_a_year_without_a_whole_index_breaks_the_line():
    points = charts.years(
        {
            2026: {"category": "waspada", "decimals": 1, "figure": "74.55"},
            2024: {"category": "waspada", "decimals": 2, "figure": "77.96"},
            2025: {"category": None, "decimals": 1, "figure": "75.00"},
        }
    )

    assert [(point.label, point.value) for point in points] == [
        ("2024", 77.9),
        ("2025", None),
        ("2026", 74.6),
    ]


def test_every_interval_fits_the_axis():
    wide = replace(results.result(), before_correction=results.part(50.0, error=5.0))
    scale = charts.scale(results.reading(), [wide])

    assert scale.low <= 40.0


def test_an_index_survives_the_way_to_the_trend():
    result = results.result(figure="75.26")

    assert charts.years({2026: charts.index_of(result)})[0].value == float(Decimal("75.3"))
