from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import translation

from spi_portal.ui import inks, samples
from spi_portal.ui.geometry import Mark

CHARTS = {
    "swarm": "{% swarm marks=marks city=74.6 title='Sebaran' paper=paper %}",
    "interval_row": "{% interval_row mark=marks.0 scale=scale paper=paper %}",
    "dumbbell": "{% dumbbell pairs=pairs paper=paper %}",
    "trend_line": "{% trend_line points=points reference=reference title='T' paper=paper %}",
    "bar": "{% bar label='Lengkap' value=97 target=90 paper=paper %}",
    "share_bar": "{% share_bar parts=parts title='Bagian' paper=paper %}",
}


def draw(source: str, *, paper: bool = False, **context: object) -> str:
    template = Template("{% load ui %}" + source)
    return template.render(Context({**samples.context(), **context, "paper": paper}))


def shapes(drawing: str) -> list[str]:
    kinds = ("<rect", "<line", "<circle", "<path", "<text", "<tspan")
    return [piece for piece in drawing.replace("<", "\n<").splitlines() if piece.startswith(kinds)]


@pytest.mark.parametrize("chart", CHARTS)
def test_on_paper_every_shape_carries_its_colour(chart: str) -> None:
    assert all('class="' not in s and "#" in s for s in shapes(draw(CHARTS[chart], paper=True)))


@pytest.mark.parametrize("chart", CHARTS)
def test_on_the_screen_colours_follow_light_and_dark(chart: str) -> None:
    assert all('class="' in s and "#" not in s for s in shapes(draw(CHARTS[chart])))


@pytest.mark.parametrize("chart", CHARTS)
def test_positions_keep_the_decimal_point_in_indonesian(chart: str) -> None:
    with translation.override("id"):
        drawing = draw(CHARTS[chart])
    assert not any(f'{name}="{n},' in drawing for name in ("x", "y", "width") for n in range(100))


def test_a_chart_is_one_picture_with_a_name() -> None:
    drawing = draw(CHARTS["swarm"])
    assert 'role="img"' in drawing
    assert "<title>Sebaran</title>" in drawing


def test_the_strip_counts_its_zones() -> None:
    drawing = draw(CHARTS["swarm"])
    assert "Rentan: 10" in drawing
    assert "Terjaga: 6" in drawing


def test_two_names_in_the_middle_do_not_run_into_each_other() -> None:
    near = [Mark(label="BPBD", value=69.1, category="rentan"),
            Mark(label="Kesbangpol", value=83.4, category="terjaga")]  # fmt: skip
    drawing = draw("{% swarm marks=near city=75.0 title='Sebaran' %}", near=near)
    anchors = [text for text in shapes(drawing) if "BPBD" in text or "Kesbangpol" in text]
    assert [piece.split('text-anchor="')[1].split('"')[0] for piece in anchors] == ["end", "end"]


def test_an_empty_strip_can_be_drawn() -> None:
    assert "Rentan: 0" in draw("{% swarm marks=none title='Kosong' %}", none=[])


def test_an_average_is_told_apart_from_an_office() -> None:
    assert draw(CHARTS["dumbbell"]).count('class="redup"') == 2


def test_a_bar_never_leaves_its_frame() -> None:
    assert 'width="100.0%"' in draw("{% bar label='x' value=120 maximum=100 %}")


def test_every_ink_of_the_paper_exists_on_the_screen() -> None:
    with open("static/css/staff.css") as sheet:
        css = sheet.read()
    words = {"tulisan"}  # the letters of a chart are styled as `.grafik text`
    assert not [ink for ink in inks.PAPER if f".{ink} " not in css and ink not in words]
