"""docker-compose.yml says what the table of processes says, and nothing that compose refuses."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import conninfo_to_dict
from ruamel.yaml import YAML

from spi_portal.embedded import postgres
from spi_portal.processes import PROCESSES
from spi_portal.roles import OWNER, PROCESS_ROLES

CLONE = Path(__file__).resolve().parents[2]
TEXT = (CLONE / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = YAML(typ="safe").load(TEXT)
SERVICES: dict[str, Any] = COMPOSE["services"]
EXAMPLE = (CLONE / ".env.example").read_text()
BY_NAME = {"setup" if name == "manage" else name: row for name, row in PROCESSES.items()}
# Who makes keys while the portal runs, and of which kinds; make_keys makes the others before.
MAKERS = {
    "surveys/box_keys.py": {"box"},
    "surveys/paper_letters/sealing.py": {"letters"},
    "surveys/registrar.py": {"registrar", "activation"},
    "surveys/respond/draft_keys.py": {"draft"},
}
MADE_AT_WORK = frozenset().union(*MAKERS.values())
OURS = {name: service for name, service in SERVICES.items() if "build" in service}


def validate(path: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / "check-jsonschema"
    return subprocess.run(
        [program, "--builtin-schema", "vendor.compose-spec", path], capture_output=True, text=True
    )


def test_compose_accepts_the_file():
    done = validate(CLONE / "docker-compose.yml")

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("right", "misspelt"),
    [
        ("condition: service_healthy", "condition: service_helthy"),
        ("read_only: true", "read_onyl: true"),
    ],
)
def test_a_misspelt_word_is_noticed(tmp_path: Path, right: str, misspelt: str):
    assert right in TEXT
    path = tmp_path / "docker-compose.yml"
    path.write_text(TEXT.replace(right, misspelt, 1))

    done = validate(path)

    assert done.returncode == 1
    assert misspelt.split(": ")[-1 if "condition" in misspelt else 0] in done.stdout


def test_every_process_is_a_service_and_every_service_a_process():
    assert OURS.keys() == BY_NAME.keys()


def test_all_are_one_image():
    assert {service["image"] for service in OURS.values()} == {"spi-portal"}


@pytest.fixture(params=BY_NAME)
def row(request: pytest.FixtureRequest):
    return BY_NAME[request.param]


@pytest.fixture
def service(row) -> dict[str, Any]:
    return SERVICES["setup" if row.is_by_command else row.name]


def test_a_service_is_the_process_that_its_name_says(service: dict[str, Any], row):
    assert service["environment"]["SPI_PROCESS"] == row.name


@pytest.mark.parametrize(
    ("variable", "column", "database"),
    [("DATABASE_URL", "default_role", "spi"), ("BOX_DATABASE_URL", "box_role", "spi_box")],
)
def test_a_service_enters_a_database_by_its_own_role_or_not_at_all(
    service: dict[str, Any], row, variable: str, column: str, database: str
):
    url = service["environment"].get(variable)

    role = getattr(row, column)
    found = conninfo_to_dict(filled_in(url)) if url else {}
    assert (found.get("user"), found.get("dbname")) == ((role, database) if role else (None, None))


def test_a_service_hears_the_bell_only_if_its_row_says_so(service: dict[str, Any], row):
    assert ("REDIS_URL" in service["environment"]) == row.broker
    assert ("bells" in service["networks"]) == row.broker


def test_a_service_reaches_the_databases_only_if_its_row_names_one(service: dict[str, Any], row):
    assert ("data" in service["networks"]) == bool(row.default_role or row.box_role)


def test_a_service_is_given_its_own_keys_only(service: dict[str, Any], row):
    volumes = {volume.split(":")[0] for volume in service.get("volumes", [])}

    holders = {name for name, one in PROCESSES.items() if one.keys and not one.is_by_command}
    own = holders if row.is_by_command else holders & {row.name}
    assert volumes == {f"keys-{name}" for name in own}


def test_a_folder_of_keys_can_be_written_by_whoever_makes_keys_and_by_nobody_else(
    service: dict[str, Any], row
):
    writable = any(not volume.endswith(":ro") for volume in service.get("volumes", []))

    assert writable == (row.is_by_command or bool(row.keys & MADE_AT_WORK))


def test_every_key_that_is_made_at_work_is_known_here():
    """Whoever calls keyring.keep or load_or_make for a new kind gives it a writable folder."""
    found = {
        path.relative_to(CLONE).as_posix()
        for app in ("surveys", "reports", "respondents", "spi_portal")
        for path in (CLONE / app).rglob("*.py")
        if re.search(r"keyring\.(keep|load_or_make)\(", path.read_text())
    }

    assert found == {*MAKERS, "spi_portal/management/commands/make_keys.py"}


def test_only_setup_knows_the_administrator():
    knowing = {name for name, one in SERVICES.items() if "SPI_PASSWORD_ADMINISTRATOR" in str(one)}

    assert knowing == {"db", "setup"}


def test_no_password_serves_two_processes():
    for variable in re.findall(r"SPI_PASSWORD_\w+|SPI_SECRET_KEY_\w+", EXAMPLE):
        using = {name for name, service in OURS.items() if variable in str(service)}
        assert len(using) == 1, (variable, using)


def test_every_role_gets_the_password_that_its_service_uses():
    passwords = json.loads(COMPOSE["configs"]["role-passwords"]["content"])

    assert passwords.keys() == {OWNER, *PROCESS_ROLES}
    for service in OURS.values():
        for variable in ("DATABASE_URL", "BOX_DATABASE_URL"):
            for role, variable_of_role in re.findall(
                r"//(\w+):\$\{(\w+)", service["environment"].get(variable, "")
            ):
                assert passwords[role] == f"${{{variable_of_role}}}"


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_closed(name: str):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["tmpfs"]


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - {"setup"}))
def test_everything_that_stays_says_how_it_is(name: str):
    assert SERVICES[name]["healthcheck"]["test"]


def test_the_log_of_the_database_is_as_silent_as_the_embedded_one():
    told = {word.removeprefix("-c") for word in SERVICES["db"]["command"]}

    silence = {f"{k}={v}" for k, v in postgres.SETTINGS.items() if k.startswith("log_")}
    assert silence <= told


def test_the_example_names_every_variable_and_no_other():
    asked = set(re.findall(r"\$\{(\w+)", TEXT))

    assert set(re.findall(r"(?m)^(\w+)=", EXAMPLE)) == asked


def test_the_line_in_the_example_fills_every_secret_with_another(tmp_path: Path):
    line = re.search(r'python3 -c "(.+)" <', EXAMPLE)[1]

    done = subprocess.run(
        [sys.executable, "-c", line], input=EXAMPLE, capture_output=True, text=True, check=True
    )

    secrets = re.findall(r"(?m)^(?:SPI_PASSWORD|SPI_SECRET_KEY)_\w+=(.*)$", done.stdout)
    assert (
        len(secrets)
        == len(set(secrets))
        == EXAMPLE.count("SPI_PASSWORD_") + EXAMPLE.count("SPI_SECRET_KEY_")
    )
    assert min(map(len, secrets)) >= 50


def filled_in(text: str) -> str:
    return re.sub(r"\$\{\w+(:\?[^}]*)?\}", "x", text)
