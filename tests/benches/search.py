"""How long somebody waits for a person among 100,000, as the database lets them look."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from datetime import date
from uuid import uuid4

from django.db import connection, transaction

from respondents import access, lookups, searching, secrecy
from respondents.models.offices import Office
from respondents.models.people import Person
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role
from tests import make
from tests.benches import dirty_lists, figures
from tests.benches.figures import Figure

COLUMNS = (
    "id", "office_id", "kind", "name", "category", "position", "level", "unit", "service",
    "further", "phone_sealed", "email_sealed", "nip_sealed", "phone_index", "email_index",
    "nip_index", "left_why", "listed_on",
)  # fmt: skip
PEOPLE, OFFICES = 100_000, 40
SEARCHES = 100
AIM = 100  # milliseconds, 95 of 100 searches
A_PAGE = 50


def registry_search() -> Iterator[Figure]:
    """Of the Inspektorat over the city, and of an OPD's admin on their list; under app_staff."""
    offices = [make.office() for _ in range(OFFICES)]
    _fill(offices)
    operator = make.user("Ratna Wulandari", Role.OPERATOR)
    admin = make.user("Bayu Saputra", Role.OPD_ADMIN, of=offices[0])
    for name, user, office in (("city", operator, None), ("office", admin, offices[0])):
        for what, texts in _searches().items():
            spent = [_search(text, user, office) for text in texts]
            p95 = statistics.quantiles(spent, n=20)[-1]
            yield figures.figure(f"registry_search.{name}.{what}", [p95], "ms p95", aim=AIM)


def _fill(offices: list[Office]) -> None:
    """Copied in by the table's owner: a hundred thousand objects would take minutes."""
    with transaction.atomic(), connection.cursor() as cursor:
        with cursor.copy(f"COPY respondents_person ({', '.join(COLUMNS)}) FROM STDIN") as stream:
            for n in range(PEOPLE):
                stream.write_row(_person(n, offices[n % OFFICES]))
        cursor.execute("ANALYZE respondents_person")


def _person(n: int, office: Office) -> tuple[object, ...]:
    given, family = dirty_lists.GIVEN, dirty_lists.FAMILY
    name = f"{given[n % len(given)]} {family[n // 7 % len(family)]} {_letters(n)}"
    numbers = {"phone": f"+62812{n:08d}", "email": f"orang{n}@contoh.id", "nip": f"{n:018d}"}
    indexes = (secrecy.blind_index(value, column=key) for key, value in numbers.items())
    as_long_as_sealed = (bytes(28 + len(value)) for value in numbers.values())
    texts = (name, "PNS", "Staf", "Pelaksana", "Umum", "")
    return (
        uuid4(),
        office.pk,
        "internal",
        *texts,
        "{}",
        *as_long_as_sealed,
        *indexes,
        "",
        date(2026, 1, 1),
    )


def _letters(n: int) -> str:
    """A third name that few others have."""
    return "".join(chr(97 + n // 26**place % 26) for place in range(4)).title()


def _searches() -> dict[str, list[str]]:
    luck = random.Random(7)
    some = [luck.randrange(PEOPLE) for _ in range(SEARCHES)]
    return {
        "name": [_letters(n)[1:] for n in some],
        "first_name": [dirty_lists.GIVEN[n % len(dirty_lists.GIVEN)] for n in some],
        "phone": [f"0812{n:08d}" for n in some],
        "nip": [f"{n:018d}" for n in some],
    }


def _search(text: str, user: User, office: Office | None) -> float:
    """As the list shows hits: one page and how many there are. The desk asks for a few only."""
    with access.acting(user), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE app_staff")
        begun = time.perf_counter()
        people = Person.objects.on_lists()
        if office is not None:
            people = people.of_kind("internal").filter(office__in=Office.below([office.pk]))
        hits = searching.matching(people, text)
        if office is not None:
            hits.count()
        list(hits.order_by("name", "pk")[: A_PAGE if office else lookups.HITS + 1])
        spent = (time.perf_counter() - begun) * 1000
        cursor.execute("RESET ROLE")
    return spent
