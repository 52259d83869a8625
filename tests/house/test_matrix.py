"""Who gets what at every address of the staff's site, and in every table of people.

The table is tests/house/matrix.txt. An address without a line fails, and so does a line that
no longer has an address. Requests run under the role of process `staff`, so that grants and
row-level security decide as they do in life.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import Error, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from respondents import access
from respondents.models.offices import Office
from spi_portal.accounts.permissions import Role
from tests.house import matrix_world
from tests.house.matrix_world import FOREIGN, OWN, PUBLISHED, UNPUBLISHED, World
from tests.house.test_doors import GUARDED
from tests.house.test_roles import tables_of_people

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).with_name("matrix.txt")
COLUMNS: tuple[Role | None, ...] = (
    Role.OPERATOR,
    Role.HEAD,
    Role.OPD_ADMIN,
    Role.OPD_HEAD,
    Role.SEKDA,
    Role.SEKDA_DELEGATE,
    Role.AUDITOR,
    Role.SYSTEM,
    None,  # a stranger
)
OFFICES = {"own": OWN, "foreign": FOREIGN}
PERSONS = {"own-person": OWN, "foreign-person": FOREIGN}
SHEETS = {"own-sheet": OWN, "foreign-sheet": FOREIGN}
POINTS = {"own-point": OWN, "foreign-point": FOREIGN}
STATEMENTS = ("backup", "weather")  # one that is asked for, and one that is not
WAVES = {"published": PUBLISHED, "unpublished": UNPUBLISHED, "no-wave": "1999"}
WAYS = {"merge": "gabung", "abolish": "hapus"}  # of changing offices
KPK_PARTS = {"letter": "surat", "team": "tim", "no-part": "cuaca"}
PARTS_OF_WEIGHTS = {"basics": "pokok"}
SLUGS = WAVES | {"pegawai": "pegawai", "ahli": "ahli"}

FIXED: dict[str, tuple[str, object]] = {
    "staff": ("kind", "pegawai"),
    "row-2": ("row", 2),
    "batch": ("number", 1),
    **{word: ("slug", slug) for word, slug in SLUGS.items()},
    **{word: ("way", way) for word, way in WAYS.items()},
    **{word: ("part", part) for word, part in (KPK_PARTS | PARTS_OF_WEIGHTS).items()},
    **{word: ("subject", word) for word in STATEMENTS},
    "by-service": ("mode", "layanan"),
    "to-count": ("purpose", "count"),
    "of-count": ("about", "hitung"),
}


def read() -> dict[str, dict[tuple[str, str], str]]:
    """By part of the file: what stands in each line, by its first two words."""
    parts: dict[str, dict[tuple[str, str], str]] = {}
    lines: dict[tuple[str, str], str] = {}
    for line in TABLE.read_text().splitlines():
        if line.startswith("["):
            lines = parts.setdefault(line.strip("[]"), {})
        elif line and not line.startswith("#"):
            name, about, *cells = line.split()
            lines[name, about] = " ".join(cells)
    return parts


PARTS = read()
ADDRESSES, ROWS = PARTS["addresses"], PARTS["rows"]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        built = matrix_world.build()
        connection.check_constraints()
        yield built
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clients(world) -> dict[Role | None, Client]:
    signed_in: dict[Role | None, Client] = {None: Client()}
    for role, user in world.users.items():
        signed_in[role] = Client()
        signed_in[role].force_login(user)
    return signed_in


def arguments(name: str, about: str, role: Role | None, world: World) -> dict[str, object]:
    """What an address names, when it is about this object and this role asks."""
    words = [] if about == "." else about.split("+")
    return dict(argument(word, name, role, world) for word in words)


def argument(word: str, name: str, role: Role | None, world: World) -> tuple[str, object]:
    if word in FIXED:
        return FIXED[word]
    if word in OFFICES and "code" in parameters(name):
        return "code", OFFICES[word]
    if word in PERSONS:
        return "person", world.people[PERSONS[word]].pk
    return "pk", number(word, name, role, world)


def number(word: str, name: str, role: Role | None, world: World) -> int:
    known = {
        **{about: world.uploads[code] for about, code in OFFICES.items()},
        **{about: world.sheets[code] for about, code in SHEETS.items()},
        **{about: world.points[code] for about, code in POINTS.items()},
        "self": world.users[role or Role.SEKDA_DELEGATE],
        "somebody": world.users[Role.SEKDA_DELEGATE],
        "duty": world.duty,
        "briefing": world.briefing,
        "row": world.kpk_row,
        "call": world.reserve_call,
        "version": world.version,
        "weight-set": world.weight_set,
        "case": world.case,
        "signal": world.signal,
        "city-file": world.city_file,
    }
    if word == "nobody":
        return 10**9
    if word in known:
        return known[word].pk
    made = world.deputies if "deputy" in name else world.approvals
    return made[role if word == "mine" and role else "other"].pk


def parameters(name: str) -> set[str]:
    return set(GUARDED[name].pattern.converters)


def outcome(name: str, about: str, role: Role | None, world: World, client: Client) -> str:
    """By GET and by POST, as far as the address takes them: one letter where they agree."""
    path = reverse(name, kwargs=arguments(name, about, role, world))
    found = dict.fromkeys(
        letter for send in (client.get, client.post) if (letter := one(send, path))
    )
    return "".join(found)


def one(send, path: str) -> str:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE app_staff")
        letter = letter_of(send(path))
        transaction.set_rollback(True)
    return letter


def letter_of(answer: HttpResponse) -> str:
    if answer.status_code == 302 and answer.headers["Location"].startswith(
        reverse("account_login")
    ):
        return ">"
    return {405: "", 403: "x", 404: "-"}.get(answer.status_code, "o")


def test_every_address_has_its_lines_and_every_line_its_address():
    assert {name for name, _ in ADDRESSES} == set(GUARDED)


def test_an_address_that_names_something_is_tried_with_another_s():
    """Own and foreign, published and not, mine and theirs: one object alone proves nothing."""
    tried: dict[str, set[str]] = {}
    for name, about in ADDRESSES:
        tried.setdefault(name, set()).add(about)

    assert not [n for n in GUARDED if parameters(n) and len(tried[n]) < 2]


@pytest.mark.parametrize(("name", "about"), ADDRESSES)
def test_each_role_gets_at_each_address_what_the_table_says(name, about, world, clients):
    cells = [outcome(name, about, role, world, clients[role]) for role in COLUMNS]

    assert " ".join(cells) == ADDRESSES[name, about]


def in_rows(table: str, office: Office, role: Role, world: World) -> str:
    """`w`: the rows can be changed; `r`: read; `-`: they do not exist."""
    seen = statement(f"SELECT 1 FROM {table} WHERE office_id = %s", office, role, world)
    where = f"UPDATE {table} SET office_id = office_id WHERE office_id = %s"
    changed = statement(where, office, role, world)
    return "w" if changed else "r" if seen else "-"


def statement(sql: str, office: Office, role: Role, world: World) -> int:
    """How many rows it meets under the eyes of this role; none where the grant is missing."""
    try:
        with access.acting(world.users[role]), connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE app_staff")
            cursor.execute(sql, [office.pk])
            met = cursor.rowcount
            cursor.execute("RESET ROLE")
    except Error as refusal:
        assert "permission denied" in str(refusal)  # noqa: PT017  (anything else is a fault)
        return 0
    return met


def test_every_table_of_people_has_its_lines():
    assert {table for table, _ in ROWS} == tables_of_people()
    assert {about for _, about in ROWS} == set(OFFICES)


@pytest.mark.parametrize(("table", "about"), ROWS)
def test_each_role_meets_in_each_table_what_the_table_says(table, about, world):
    office = Office.objects.get(code=OFFICES[about])

    cells = [in_rows(table, office, role, world) for role in COLUMNS if role]

    assert " ".join(cells) == ROWS[table, about]


def test_all_cells_are_asserted(record_property, capsys):
    in_addresses, in_rows_ = (sum(len(c.split()) for c in part.values()) for part in PARTS.values())
    record_property("cells", in_addresses + in_rows_)
    with capsys.disabled():
        print(f"\nAccess matrix: {in_addresses} cells by request, {in_rows_} by SQL.")  # noqa: T201

    assert in_addresses == len(ADDRESSES) * len(COLUMNS)
    assert in_rows_ == len(ROWS) * (len(COLUMNS) - 1)
