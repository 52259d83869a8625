from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from unittest import mock

import brotli
import pytest
from django.conf import LazySettings
from django.db import connections
from django.test import Client

from surveys.respond import draft_keys, loading, points
from tests.surveys.respond import make
from tests.surveys.respond.browsing import Browser


@pytest.fixture(autouse=True, scope="session")
def packed_once() -> Iterator[None]:
    """The same page is compressed once for all tests: the same bytes come of it each time."""
    with mock.patch.object(brotli, "compress", lru_cache(maxsize=None)(brotli.compress)):
        yield


@pytest.fixture(autouse=True)
def public(settings: LazySettings) -> Iterator[None]:
    """The process `public`: its addresses, its middleware, and nothing in memory."""
    settings.ROOT_URLCONF = "spi_portal.urls_public"
    settings.MIDDLEWARE = settings.PUBLIC_MIDDLEWARE
    settings.SECURE_REFERRER_POLICY = "no-referrer"
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 2**10
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
    loading.forget()
    points.forget()
    draft_keys.forget()
    yield
    loading.forget()
    points.forget()
    draft_keys.forget()


@pytest.fixture
def wave(db: None) -> None:
    """Open, with link 1 (internal), 2 (external), 3 (expert), 4 (census)."""
    make.post()
    for number, kind in enumerate(("internal", "external", "expert"), start=1):
        make.link(number, kind=kind)
    make.link(4, group=4)


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def browser(client: Client) -> Browser:
    return Browser(client)


@pytest.fixture
def as_public(wave: None) -> Iterator[None]:
    """The grants of app_public and no others, from here on."""
    with connections["box"].cursor() as cursor:
        cursor.execute("SET ROLE app_public")
    yield
    with connections["box"].cursor() as cursor:
        cursor.execute("RESET ROLE")
