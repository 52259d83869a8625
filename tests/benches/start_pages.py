"""How long the start page takes for each role, while `python3 dev.py run` runs.

Signs the people of the demo city in and asks the running portal for `/`, one after another.
In milliseconds.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from django.conf import settings

from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role
from spi_portal.demo.cast import PASSWORD
from tests.benches import figures
from tests.benches.figures import Figure

TIMES = 100
WARM_UP = 10


def start_pages() -> Iterator[Figure]:
    for role in Role:
        user = User.objects.filter(role=role, is_active=True).order_by("pk").first()
        if user is None:
            continue
        spent = _ask(_signed_in(user.email))
        p95 = statistics.quantiles(spent, n=20)[-1]
        yield figures.figure(f"start_pages.{role}", spent, "ms")
        yield figures.figure(f"start_pages.{role}.p95", [p95], "ms")


def _signed_in(email: str) -> OpenerDirector:
    jar = CookieJar()
    opener = build_opener(HTTPCookieProcessor(jar))
    door = f"{settings.STAFF_URL}/akun/login/"
    opener.open(door).read()
    token = next(cookie.value or "" for cookie in jar if cookie.name == settings.CSRF_COOKIE_NAME)
    typed = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    opener.addheaders = [("Referer", door)]
    opener.open(door, urlencode(typed).encode()).read()
    return opener


def _ask(opener: OpenerDirector) -> list[float]:
    spent = []
    for number in range(WARM_UP + TIMES):
        began = time.perf_counter()
        with opener.open(f"{settings.STAFF_URL}/") as answer:
            body = answer.read()
        if number >= WARM_UP:
            spent.append((time.perf_counter() - began) * 1000)
        if b'class="kabar"' not in body:
            raise SystemExit(f"no start page, but {answer.url}")
    return spent
