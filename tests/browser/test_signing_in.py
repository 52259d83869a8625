"""Everybody at Kota Tirtamulya signs in and follows every link, on a phone and at a desk."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.urls import resolve
from playwright.sync_api import APIResponse

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
SMALL = {"offices": 1, "staff": 160, "users": 160, "answer_rate": 1.0}
LINK = re.compile(r'<a\b[^>]*?href="(/[^"?#]*)')
SHEET = re.compile(r"/tanda-tangan/\d+/$")  # that somebody signed, as it was photographed
LOOKS = ("color-contrast", "target-size")  # what differs in another window and other colours
LOOKED_AT = {
    "start",
    "profile",
    "respondents:home",
    "respondents:list",
    "respondents:upload",
    "surveys:waves",
    "surveys:wave",
    "surveys:groups",
    "reports:dashboard",
    "reports:office",
    "reports:own",
    "audit:approvals",
    "audit:entries",
    "gallery",
}


@pytest.fixture
def staff(running: Running) -> str:
    """The demo city in small: last year's results are out, this year's survey is open."""
    with override_settings(PASSWORD_HASHERS=STRONG):
        call_command("demo", **SMALL, verbosity=0)
    running.start("staff")
    running.wait_for_sites("staff")
    return running.staff


def kind_of(path: str) -> str:
    return resolve(path, urlconf="spi_portal.urls_staff").view_name


def follow_links(surfer: Surfer, seen: dict[str, str]) -> list[str]:
    """Ask for one page of each kind that links lead to, and look at those not seen before."""
    wrong: list[str] = []
    queue, own = ["/"], {"account_logout"}
    while queue:
        path = queue.pop(0)
        kind = kind_of(path)
        if kind in own:
            continue
        own.add(kind)
        if kind in seen or is_download(path):
            answer = surfer.page.request.get(path)
            wrong += [] if answer.ok else [f"{path}: {answer.status}"]
            queue += links_in(answer)
        else:
            seen[kind] = path
            surfer.go(path)
            queue += surfer.links()
            wrong += surfer.faults()
    return wrong


def links_in(answer: APIResponse) -> list[str]:
    if "text/html" not in answer.headers["content-type"]:
        return []
    return [link for link in LINK.findall(answer.text()) if not link.startswith("//")]


def is_download(path: str) -> bool:
    return path.endswith((".xlsx", "/pdf/", "/unduhan/", "/download/", "/berkas/")) or bool(
        SHEET.search(path)
    )


def test_every_page_works_for_everybody_who_can_reach_it(
    staff: str, surf: Callable[..., Surfer]
) -> None:
    """Every link on a phone; at a desk each page once more, by whoever saw it first."""
    wrong: list[str] = []
    seen: dict[str, str] = {}
    for login, _, role, _ in cast.ACCOUNTS:
        before = len(seen)
        phone = sign_in(surf(staff, viewport=PHONE, color_scheme="light"), login)
        wrong += [f"{role}, phone: {fault}" for fault in follow_links(phone, seen)]
        desk = sign_in(surf(staff, viewport=DESK, color_scheme="dark"), login)
        for path in list(seen.values())[before:]:
            desk.go(path)
            wrong += [f"{role}, desk: {fault}" for fault in desk.faults(*LOOKS)]
        wrong += [f"{role}: {complaint}" for complaint in phone.complaints + desk.complaints]

    assert seen.keys() >= LOOKED_AT
    assert "\n".join(wrong) == ""


def sign_in(surfer: Surfer, login: str) -> Surfer:
    surfer.sign_in(f"{login}@{cast.DOMAIN}", cast.PASSWORD)
    assert surfer.path == "/"
    return surfer
