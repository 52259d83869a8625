"""Everybody at Kota Tirtamulya signs in and follows every link, on a phone and at a desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.urls import ResolverMatch, resolve

from spi_portal.demo import cast
from tests.browser.conftest import DESK, PHONE
from tests.browser.surfing import Surfer
from tests.journeys.running import Running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.servers,
    pytest.mark.django_db(transaction=True, databases=["default", "box"]),
]
STRONG = ["django.contrib.auth.hashers.Argon2PasswordHasher"]  # the process `staff` knows no other
SMALL = {"offices": 2, "staff": 420, "users": 420, "answer_rate": 1.0}

# Found by their own tests; here a link is followed, and nothing is pressed.
WITHOUT_A_LINK = {"mfa_authenticate"}


@pytest.fixture
def staff(running: Running) -> str:
    """The demo city in small: last year's results are out, this year's survey is open."""
    with override_settings(PASSWORD_HASHERS=STRONG):
        call_command("demo", **SMALL, verbosity=0)
    running.start("staff")
    running.wait_for_sites("staff")
    return running.staff


def page_of(path: str) -> ResolverMatch:
    return resolve(path, urlconf="spi_portal.urls_staff")


def walk(surfer: Surfer, seen: set[str]) -> list[str]:
    """Open one page of each kind that links lead to; returns what is wrong with them."""
    wrong: list[str] = []
    queue = [surfer.path]
    own: set[str] = set()
    while queue:
        path = queue.pop(0)
        name = page_of(path).view_name
        if name in own or name == "account_logout":
            continue
        own.add(name)
        if is_download(path):
            answer = surfer.page.request.get(path)
            wrong += [] if answer.ok else [f"{path}: {answer.status}"]
            continue
        surfer.go(path)
        queue += surfer.links()
        if name not in seen:
            wrong += surfer.faults()
    seen |= own
    return wrong + surfer.complaints


def is_download(path: str) -> bool:
    return path.endswith((".xlsx", "/pdf/", "/unduhan/", "/download/"))


def test_every_page_works_for_everybody_who_can_reach_it(
    staff: str, surf: Callable[..., Surfer]
) -> None:
    wrong: list[str] = []
    for window, scheme in ((PHONE, "light"), (DESK, "dark")):
        seen: set[str] = set()
        for login, _, role, _ in cast.ACCOUNTS:
            surfer = surf(staff, viewport=window, color_scheme=scheme)
            surfer.sign_in(f"{login}@{cast.DOMAIN}", cast.PASSWORD)
            assert surfer.path == "/"
            wrong += [f"{role} {scheme}: {fault}" for fault in walk(surfer, seen)]

    assert "\n".join(wrong) == ""
