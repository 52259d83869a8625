from __future__ import annotations

import itertools
from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from spi_portal.ui import geometry
from spi_portal.ui.geometry import Mark, Pair, Part, Point, Scale

index = st.floats(min_value=0, max_value=100)


def mark(value: float) -> Mark:
    return Mark(label="Dinas Contoh", value=value, category="waspada")


@given(st.lists(index, max_size=60))
def test_marks_of_one_lane_never_overlap(values: list[float]) -> None:
    scale = geometry.scale_for(values)
    lanes = defaultdict(list)
    for spot in geometry.swarm([mark(v) for v in values], scale=scale, apart=2.4):
        lanes[spot.y].append(scale.position(spot.mark.value))
    for xs in lanes.values():
        assert all(b - a >= 2.4 for a, b in itertools.pairwise(xs))


@given(st.lists(index, max_size=60))
def test_every_mark_is_drawn(values: list[float]) -> None:
    spots = geometry.swarm([mark(v) for v in values], scale=geometry.scale_for(values))
    assert sorted(spot.mark.value for spot in spots) == sorted(values)


@given(st.lists(index, min_size=1))
def test_the_strip_holds_every_value(values: list[float]) -> None:
    scale = geometry.scale_for(values)
    assert scale.low <= min(values)
    assert max(values) <= scale.high


def test_the_strip_runs_from_58_to_88_when_that_is_enough() -> None:
    assert geometry.scale_for([62.3, 83.4]) == Scale(low=58, high=88)


def test_the_zones_fill_the_width() -> None:
    zones = Scale().zones()
    assert [(zone.name, zone.x, zone.width) for zone in zones] == [
        ("rentan", "0.0", "50.0"),
        ("waspada", "50.0", "16.7"),
        ("terjaga", "66.7", "33.3"),
    ]


def test_the_axis_names_the_cuts() -> None:
    assert [value for value, _ in Scale().ticks()] == [58, 63, 68, 73, 78, 83, 88]


def test_a_value_off_the_strip_stays_at_its_edge() -> None:
    assert Scale().percent(20) == "0.0"


def test_a_missing_year_breaks_the_line() -> None:
    points = [Point(label=str(y), value=v) for y, v in ((1, 70), (2, None), (3, 72), (4, 74))]
    line = geometry.stops(points, scale=Scale(), height=100)
    assert len(geometry.strokes(line)) == 1


def test_up_is_better_in_a_trend() -> None:
    assert geometry.down(88, scale=Scale(), height=100) == "0.0"


def test_parts_follow_each_other() -> None:
    parts = [Part(label="a", count=30, ink="fa"), Part(label="b", count=10, ink="fn")]
    assert [(x, width) for _, x, width in geometry.shares(parts)] == [
        ("0.00", "75.00"),
        ("75.00", "25.00"),
    ]


def test_nothing_to_share_is_no_division_by_zero() -> None:
    assert geometry.shares([Part(label="a", count=0, ink="fa")])[0][2] == "0.00"


def test_a_gap_is_staff_above_users() -> None:
    assert Pair(label="x", internal=75.0, external=60.0).gap == 15.0
