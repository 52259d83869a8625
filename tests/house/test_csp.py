"""Nothing runs in a page, and no page may bring anything along: the policy, and the templates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from respondents.models.lists import Upload
from spi_portal.accounts.permissions import Role
from tests import make
from tests.house.test_doors import address, doors

pytestmark = pytest.mark.django_db
TEMPLATES = Path(settings.BASE_DIR) / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))
STRICT = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
OF_A_MAIL = {
    "account_confirm_email": "/akun/confirm-email/tidak-ada/",
    "account_reset_password_from_key": "/akun/password/reset/key/0-tidak-ada/",
}
INLINE = {
    "style": re.compile(r"<style(?!>\{\{ page\.style \}\}</style>)|\sstyle\s*=", re.IGNORECASE),
    "script": re.compile(r"<script(?! src=\"\{% static )|javascript:", re.IGNORECASE),
    "handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "frame": re.compile(r"<(iframe|object|embed|base)\b", re.IGNORECASE),
    "foreign": re.compile(r"""<(link|img|script|source)\b[^>]*(href|src)=["'](https?:)?//"""),
}


def policy(answer) -> dict[str, str]:
    directives = answer.headers["Content-Security-Policy"].split(";")
    return dict(directive.strip().split(" ", 1) for directive in directives)


@pytest.fixture
def staff(client, db) -> Client:
    client.raise_request_exception = False
    client.force_login(make.user("Ratna Wulandari", Role.OPERATOR))
    return client


@pytest.fixture
def public(settings) -> Client:
    settings.ROOT_URLCONF = "spi_portal.urls_public"
    settings.MIDDLEWARE = settings.PUBLIC_MIDDLEWARE
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(("name", "door"), list(doors("spi_portal.urls_staff")))
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_answer_of_staff_carries_the_strict_policy(staff, name, door, method):
    path = OF_A_MAIL.get(name) or address(name, door)

    assert policy(getattr(staff, method)(path)) == STRICT


@pytest.mark.parametrize(
    "path", ["/", "/cek/", "/kerahasiaan/", "/s/TIDAK-ADA/", "/s/TIDAK-ADA/1/", "/x/"]
)
@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_every_answer_of_public_carries_the_strict_policy(public, path, method):
    assert policy(getattr(public, method)(path)) == STRICT


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_of_receipts_may_run_our_own_script_and_nothing_more(public, method):
    ours = {"script-src": "'self'", "connect-src": "'self'"}
    assert policy(getattr(public, method)("/bukti/")) == STRICT | ours


def test_the_page_of_repairs_may_run_our_own_script_and_nothing_more(staff):
    upload = Upload.objects.create(
        office=make.office(), kind="internal", file_hash=b"", state="checked"
    )

    answer = staff.get(reverse("respondents:upload", args=[upload.pk]))

    assert policy(answer) == STRICT | {"script-src": "'self'", "connect-src": "'self'"}


def test_the_answer_to_an_error_of_ours_carries_it_too(staff, monkeypatch):
    monkeypatch.setattr("spi_portal.outlook.sentence", None)

    answer = staff.get("/")

    assert answer.status_code == 500
    assert policy(answer) == STRICT


@pytest.mark.parametrize("sort", sorted(INLINE))
def test_no_template_brings_what_the_policy_refuses(sort):
    found = {str(path.relative_to(TEMPLATES)): INLINE[sort].findall(path.read_text())
             for path in PAGES}  # fmt: skip

    assert len(PAGES) > 100
    assert not {name: hits for name, hits in found.items() if hits}
