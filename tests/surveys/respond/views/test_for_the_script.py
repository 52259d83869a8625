"""What our script is told, and that a page without it is told the same."""

from __future__ import annotations

import pytest
from django.test import Client

from surveys.box.models.drafts import Draft
from surveys.respond import styles
from tests.surveys.respond import make

pytestmark = pytest.mark.django_db
CODE = make.code(1)
FORM = "application/x-www-form-urlencoded"
WHOLE = "aksi=maju&j-i_s1=ya&j-i_s2=ya"


def post(client: Client, body: str, **headers: str):  # type: ignore[no-untyped-def]
    return client.post(f"/s/{CODE}/1/", body, content_type=FORM, headers=headers)


def test_the_script_is_told_where_a_section_leads(wave: None, client: Client) -> None:
    plain = post(client, WHOLE)
    scripted = post(client, WHOLE, **{"X-Lanjut": "1"})
    assert (plain.status_code, scripted.status_code) == (303, 204)
    assert scripted.headers["X-Lanjut"] == plain.headers["Location"]
    assert Draft.objects.count() == 1


def test_a_gap_is_the_same_page_for_both(wave: None, client: Client) -> None:
    plain = post(client, "aksi=maju&j-i_s1=ya")
    scripted = post(client, "aksi=maju&j-i_s1=ya", **{"X-Lanjut": "1"})
    assert plain.status_code == scripted.status_code == 422
    assert plain.content == scripted.content


def test_sections_and_no_other_pages_may_run_it(wave: None, client: Client) -> None:
    def policy(path: str) -> str:
        return str(client.get(path).headers["Content-Security-Policy"])

    assert "script-src 'self'" in policy(f"/s/{CODE}/1/")
    for path in (f"/s/{CODE}/", f"/s/{CODE}/ditekan/", "/cek/", f"/s/{CODE}/99/"):
        assert "script-src" not in policy(path)


def test_the_first_page_may_carry_its_own_style_and_no_other(wave: None, client: Client) -> None:
    first, section = (client.get(f"/s/{CODE}/{end}").headers for end in ("", "1/"))
    assert f"style-src 'self' {styles.policy_of_first()}" in first["Content-Security-Policy"]
    assert "sha256" not in section["Content-Security-Policy"]
