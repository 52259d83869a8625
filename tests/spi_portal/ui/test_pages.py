from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from spi_portal.ui import samples, views

TEMPLATES = Path("templates")
OURS = sorted(TEMPLATES.rglob("*.html"))
PAGE = {
    "title": "Mulai",
    "city": "Kota Tirtamulya",
    "survey_title": "Survei Integritas 2026",
    "help_phone": "(000) 000-700",
    "help_hours": "Senin–Jumat 08.00–15.30",
    "quick_exit": False,
    "language": "id",
    "other_language_url": "?bhs=en",
}


def respond(**page: object) -> str:
    source = "{% extends 'base_respond.html' %}{% block content %}<h1>Mulai</h1>{% endblock %}"
    return Template(source).render(Context({"page": PAGE | page}))


def gallery() -> str:
    return render_to_string("ui/gallery.html", samples.context())


@pytest.mark.parametrize("path", OURS, ids=str)
def test_no_template_has_inline_style_or_script(path: Path) -> None:
    """But for what a policy allows: a script from our own address, a sheet by its hash."""
    style, script = r"<style(?!>{{ page.style }}</style>)", r'<script(?! src="\{% static )'
    inline = rf'\sstyle="|{style}|{script}|\son\w+="'
    assert not re.search(inline, path.read_text())


@pytest.mark.parametrize("name", ["403", "403_csrf", "404", "429", "500"])
def test_an_error_page_needs_no_context(name: str) -> None:
    page = render_to_string(f"{name}.html")
    assert '<html lang="id">' in page
    assert page.count("<h1") == 1


def test_demo_data_is_marked_on_every_page() -> None:
    assert "DATA CONTOH" in render_to_string("404.html", {"demo": True})


def test_a_real_city_has_no_demo_banner() -> None:
    assert "DATA CONTOH" not in render_to_string("404.html", {"demo": False})


@pytest.mark.django_db
def test_the_gallery_answers_a_look() -> None:
    request = RequestFactory().get("/galeri/")
    request.user = AnonymousUser()
    assert views.gallery(request).status_code == 200


def test_the_gallery_refuses_a_post() -> None:
    assert views.gallery(RequestFactory().post("/galeri/")).status_code == 405


def test_the_gallery_has_one_heading_of_the_page() -> None:
    assert gallery().count("<h1") == 1


def test_ids_on_a_page_are_unique() -> None:
    ids = re.findall(r'\sid="([^"]+)"', gallery())
    assert len(ids) == len(set(ids))


def test_a_respondent_page_loads_one_sheet_only() -> None:
    page = respond()
    assert len(re.findall(r"<link rel=\"stylesheet\"", page)) == 1
    assert not re.search(r"<script|woff|staff", page)


def test_a_respondent_page_tells_nobody_where_it_was() -> None:
    page = respond()
    assert '<meta name="referrer" content="no-referrer">' in page
    assert '<meta name="robots" content="noindex">' in page


def test_help_stands_in_the_same_place_on_every_page() -> None:
    foot = respond().split("<footer")[1]
    assert all(f'href="{url}"' in foot for url in ("/bantuan/", "/kerahasiaan/", "/cek/"))


def test_the_telephone_number_can_be_dialled() -> None:
    assert 'href="tel:000000700"' in respond()


def test_quick_exit_takes_the_place_of_the_language() -> None:
    page = respond(quick_exit=True)
    assert "Tutup cepat" in page
    assert "English" not in page


def test_the_other_language_is_named_in_itself() -> None:
    assert 'lang="en" hreflang="en">English' in respond()
