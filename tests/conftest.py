"""The cast, the databases, and the keys of every test."""

from __future__ import annotations

import os
import resource
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings as django_settings
from django.db import connection
from hypothesis import HealthCheck, settings

from spi_portal.accounts.permissions import Role
from tests import make, migrated

# That a machine has other things to do is no fault of what is tested.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", help="a folder for pictures of the year (dev.py year)")


def pytest_configure(config: pytest.Config) -> None:
    django_settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    folder = tempfile.TemporaryDirectory(prefix="spi-tests-")
    config.add_cleanup(folder.cleanup)
    django_settings.KEYS = Path(folder.name) / "keys"
    django_settings.STATIC_ROOT = Path(folder.name) / "static"
    django_settings.STATIC_ROOT.mkdir()
    django_settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.CELERY_BROKER_URL = "memory://"
    from spi_portal.celery import app

    app.conf.broker_url = "memory://"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that may use one database may use both: the split itself is tested elsewhere.

    The long ones come first, so that none of them is what everybody waits for at the end.
    """
    items.sort(key=lambda item: item.get_closest_marker("servers") is None)
    for item in items:
        for marker in item.iter_markers("django_db"):
            marker.kwargs.setdefault("databases", ["default", "box"])


@pytest.fixture(autouse=True, scope="session")
def keys():
    """The keys that `make_keys` makes, in a folder of this test run's own."""
    from spi_portal import keyring

    wave, inbox = Ed25519PrivateKey.generate(), X25519PrivateKey.generate()
    keyring.load_or_make("contacts")
    keyring.load_or_make("stop")
    keyring.load_or_make("links")
    keyring.keep("wave", wave.private_bytes_raw())
    keyring.keep("wave-public", wave.public_key().public_bytes_raw())
    keyring.keep("inbox", inbox.private_bytes_raw())
    keyring.keep("inbox-public", inbox.public_key().public_bytes_raw())
    batch = Ed25519PrivateKey.generate()
    keyring.keep("batch", batch.private_bytes_raw())
    keyring.keep("batch-public", batch.public_key().public_bytes_raw())
    count = Ed25519PrivateKey.generate()
    keyring.keep("count", count.private_bytes_raw())
    keyring.keep("count-public", count.public_key().public_bytes_raw())


@pytest.fixture
def images_allowed():
    """As where images are written: a limit that is there from before would hide what we forget.

    Only root may raise it; anybody else looks with the one that there is.
    """
    before = resource.getrlimit(resource.RLIMIT_CORE)
    with suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2)
    yield
    with suppress(ValueError):  # lowered in the meantime
        resource.setrlimit(resource.RLIMIT_CORE, before)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    with django_db_blocker.unblock():
        migrated.copy_for_tests()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests with real transactions empty all tables at their end, the ledger too."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_keeps_all")
        cursor.execute("ALTER TABLE audit_mark DISABLE TRIGGER audit_keeps_all")


@pytest.fixture
def as_app_staff(db):
    """Every statement of the test runs under the role of process `staff`, row security and all."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE app_staff")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.fixture
def ratna(db):
    """Runs the survey, for the Inspektorat."""
    return make.user("Ratna Wulandari", Role.OPERATOR)


@pytest.fixture
def hadi(db):
    """Head of the Inspektorat: the second person."""
    return make.user("Hadi Pranoto", Role.HEAD)


@pytest.fixture
def bayu(db):
    """Admin of one office."""
    return make.user("Bayu Saputra", Role.OPD_ADMIN, of=make.office())


@pytest.fixture
def citra(db):
    """Admin of another office: may see nothing of Bayu's."""
    return make.user("Citra Lestari", Role.OPD_ADMIN, of=make.office())


@pytest.fixture
def sekda(db):
    return make.user("Wira Santosa", Role.SEKDA)


os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop around the tests
