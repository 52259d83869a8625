"""Each process is started for real, with what it needs and with what it may not have."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

REGISTRY = "postgresql://nobody@127.0.0.1:1/registry"
BOX = "postgresql://nobody@127.0.0.1:1/box"
BELL = "redis://127.0.0.1:1/0"
START = "import django; django.setup(); print('up')"
NEEDS = {
    "staff": {"DATABASE_URL": REGISTRY, "REDIS_URL": BELL},
    "public": {"BOX_DATABASE_URL": BOX},
    "send": {"DATABASE_URL": REGISTRY, "BOX_DATABASE_URL": BOX, "REDIS_URL": BELL},
    "box": {"BOX_DATABASE_URL": BOX, "REDIS_URL": BELL},
    "reports": {"DATABASE_URL": REGISTRY, "REDIS_URL": BELL},
    "counter": {"DATABASE_URL": REGISTRY, "BOX_DATABASE_URL": BOX},
    "room": {"DATABASE_URL": REGISTRY, "BOX_DATABASE_URL": BOX},
    "beat": {"REDIS_URL": BELL},
    "manage": {"DATABASE_URL": REGISTRY, "BOX_DATABASE_URL": BOX, "REDIS_URL": BELL},
}
PR_GET_DUMPABLE = 3  # prctl(2)
OURS = ("DATABASE_URL", "BOX_DATABASE_URL", "REDIS_URL", "SPI_")


def start(
    name: str, given: dict[str, str], keys: Path, program: str = START
) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    environment |= {"DJANGO_SETTINGS_MODULE": "spi_portal.settings", "SPI_PROCESS": name}
    environment |= {"SPI_KEYS": str(keys)} | given
    return subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True
    )


@pytest.mark.parametrize("name", NEEDS)
def test_a_process_starts_with_what_its_row_names(name, tmp_path):
    started = start(name, NEEDS[name], tmp_path)

    assert started.stdout == "up\n", started.stderr


@pytest.mark.usefixtures("images_allowed")
@pytest.mark.parametrize("name", [name for name in NEEDS if name != "manage"])
def test_no_process_leaves_an_image_of_its_memory(name, tmp_path):
    """Neither as a file nor, where the system hands images to a program, at all."""
    look = (
        "import ctypes, django, resource as r; django.setup();"
        f"print(r.getrlimit(r.RLIMIT_CORE), ctypes.CDLL(None).prctl({PR_GET_DUMPABLE}))"
    )

    assert start(name, NEEDS[name], tmp_path, look).stdout == "(0, 0) 0\n"


@pytest.mark.parametrize(
    ("name", "origins"),
    [("staff", ["https://staff"]), ("room", ["https://room"]), ("public", [])],
)
def test_a_process_takes_forms_from_its_own_pages_only(name, origins, tmp_path):
    given = {"SPI_STAFF_URL": "https://staff", "SPI_ROOM_URL": "https://room"}
    asked = "from django.conf import settings; print(settings.CSRF_TRUSTED_ORIGINS)"
    started = start(name, NEEDS[name] | given, tmp_path, asked)

    assert started.stdout == f"{origins}\n", started.stderr


@pytest.mark.parametrize(
    ("name", "variable", "value"),
    [
        ("public", "DATABASE_URL", REGISTRY),
        ("box", "DATABASE_URL", REGISTRY),
        ("beat", "DATABASE_URL", REGISTRY),
        ("beat", "BOX_DATABASE_URL", BOX),
        ("staff", "BOX_DATABASE_URL", BOX),
        ("reports", "BOX_DATABASE_URL", BOX),
    ],
)
def test_a_database_of_others_is_refused(name, variable, value, tmp_path):
    started = start(name, NEEDS[name] | {variable: value}, tmp_path)

    assert started.returncode != 0
    assert f"Process {name} must not be given {variable}" in started.stderr


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("staff", "registrar.2026"),
        ("staff", "box.2026"),
        ("public", "registrar.2026"),
        ("public", "contacts"),
        ("send", "box.2026"),
        ("box", "registrar.2026"),
        ("reports", "wave"),
        ("counter", "registrar.2026"),
        ("counter", "contacts"),
        ("room", "box.2026"),
        ("room", "registrar.2026"),
        ("room", "contacts"),
    ],
)
def test_a_key_of_others_is_refused(name, key, tmp_path):
    (tmp_path / key).write_text("00" * 32)

    started = start(name, NEEDS[name], tmp_path)

    assert started.returncode != 0
    assert f"Process {name} must not hold the key {key}" in started.stderr


@pytest.mark.parametrize(
    ("name", "variable"),
    [("staff", "DATABASE_URL"), ("public", "BOX_DATABASE_URL"), ("send", "REDIS_URL")],
)
def test_what_is_lacking_is_said_in_one_sentence(name, variable, tmp_path):
    given = {key: value for key, value in NEEDS[name].items() if key != variable}

    started = start(name, given, tmp_path)

    assert started.returncode != 0
    assert started.stderr.splitlines()[-1].endswith(
        f"Process {name} needs {variable}; it is not set."
    )


def test_an_unknown_process_is_refused(tmp_path):
    started = start("staf", {}, tmp_path)

    assert started.returncode != 0
    assert "SPI_PROCESS='staf'" in started.stderr


def test_a_connection_under_the_role_of_others_is_refused(tmp_path):
    """`staff` on the owner's own address: it starts, and gets no further than the first query."""
    owner = {"DATABASE_URL": os.environ["DATABASE_URL"], "REDIS_URL": BELL}
    connect = "import django; django.setup(); from django.db import connection as c; c.cursor()"

    started = start("staff", owner, tmp_path, connect)

    assert started.returncode != 0
    assert "Database default must be entered as app_staff" in started.stderr


@pytest.mark.parametrize("name", ["staff", "public", "room"])
def test_all_web_servers_refuse_writes_in_a_get(name, tmp_path):
    program = "from django.conf import settings; print(settings.MIDDLEWARE)"

    assert "spi_portal.readonly.readonly_gets" in start(name, NEEDS[name], tmp_path, program).stdout


def test_the_public_server_knows_no_session_no_account_and_no_registry(tmp_path):
    program = (
        "import django; django.setup(); from django.conf import settings as s;"
        "from django.apps import apps;"
        "print(*s.MIDDLEWARE, *(m._meta.label for m in apps.get_models()))"
    )

    printed = start("public", NEEDS["public"], tmp_path, program).stdout

    assert "box.Ballot" in printed
    assert not any(word in printed.lower() for word in ("session", "csrf", "person", "user"))


def test_the_room_knows_no_session_and_nobody_who_signs_in(tmp_path):
    program = (
        "import django; django.setup(); from django.conf import settings as s;"
        "from django.apps import apps;"
        "print(*s.MIDDLEWARE, *(m._meta.label for m in apps.get_models()), *s.FILE_UPLOAD_HANDLERS)"
    )

    printed = start("room", NEEDS["room"], tmp_path, program).stdout

    assert "box.Ballot" in printed
    assert "MemoryFileUploadHandler" in printed
    assert not any(word in printed for word in ("Session", "EmailAddress", "Temporary", "mfa"))
