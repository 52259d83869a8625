from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import Context, Template, TemplateSyntaxError

from spi_portal.ui import samples
from spi_portal.ui.templatetags import ui

TEMPLATES = Path("templates")
PAINT = {"ink"}  # lays colour on a shape of a component; not a component of its own
COMPONENTS = sorted(set(ui.register.tags) - PAINT)


def draw(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize("name", sorted(ui.register.tags))
def test_a_misspelt_parameter_fails_when_the_template_is_compiled(name: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="unexpected keyword argument 'salah'"):
        Template(f"{{% load ui %}}{{% {name} salah=1 %}}{{% end{name} %}}")


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_component_is_in_the_gallery(name: str) -> None:
    pages = [TEMPLATES / "ui/gallery.html", *(TEMPLATES / "ui/gallery").glob("*.html")]
    assert any(
        f"{{% {name} " in page.read_text() or f"{{% {name} %}}" in page.read_text()
        for page in pages
    )


@pytest.mark.parametrize("path", sorted((TEMPLATES / "components").glob("*.html")), ids=str)
def test_a_component_is_at_most_forty_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 40


def test_a_category_is_colour_shape_and_word() -> None:
    badge = draw("{% category_badge category='rentan' value=62.34 %}")
    assert 'class="kat rentan"' in badge
    assert "<path" in badge
    assert "62,3 Rentan" in badge


def test_too_little_data_is_a_state_of_its_own() -> None:
    assert "Data belum mencukupi" in draw("{% category_badge category=None %}")


def test_an_unknown_category_is_an_error() -> None:
    with pytest.raises(KeyError):
        draw("{% category_badge category='bagus' %}")


@pytest.mark.parametrize(
    ("value", "shade"), [(64.4, 1), (64.5, 2), (72.4, 2), (72.5, 3), (77.5, 4), (83.5, 5)]
)
def test_the_shade_is_decided_on_the_figure_that_is_shown(value: float, shade: int) -> None:
    assert f'class="h h{shade}"' in draw("{% heat_cell value=value %}", value=value)


def test_a_suppressed_cell_says_so_in_words() -> None:
    assert "disembunyikan" in draw("{% heat_cell value=None %}")


def test_a_suppressed_index_shows_no_figure() -> None:
    assert not re.search(r"\d", draw("{% index_meter label='Badan Contoh' value=None %}"))


def test_the_error_of_a_field_is_tied_to_it() -> None:
    page = draw("{% fields form=form %}", form=samples.Filled({"number": "0812"}))
    assert 'aria-describedby="id_number_helptext id_number_error"' in page
    assert 'id="id_number_error"' in page


def test_the_error_summary_leads_to_the_first_choice() -> None:
    page = draw("{% fields form=form %}", form=samples.Filled({}))
    assert 'href="#id_reason_0"' in page
    assert 'id="id_reason_0"' in page


def test_a_good_form_has_no_error_summary() -> None:
    assert "galat" not in draw("{% fields form=form %}", form=samples.Filled())


def test_a_link_that_looks_like_a_button_is_a_link() -> None:
    assert draw("{% button label='Unduh' href='/a/' %}").startswith("<a ")


def test_words_of_people_are_escaped() -> None:
    assert "<b>" not in draw("{% button label=label %}", label="<b>x</b>")


def test_pages_keep_the_rest_of_the_address() -> None:
    page = draw("{% pagination page=page query='unit=3' %}", page=samples.PAGE)
    assert 'href="?unit=3&amp;halaman=5"' in page or 'href="?unit=3&halaman=5"' in page


def test_an_icon_beside_a_word_stays_unread() -> None:
    assert 'aria-hidden="true"' in draw("{% icon name='lock' %}")


def test_an_icon_alone_has_a_name() -> None:
    assert 'aria-label="Terkunci"' in draw("{% icon name='lock' label='Terkunci' %}")
