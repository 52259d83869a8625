"""How long somebody waits for a person among 100,000, as the database lets them look."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator

from django.db import connection

from respondents import access, searching
from respondents.models.offices import Office
from respondents.models.people import Person
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role
from tests import make
from tests.benches import dirty_lists, figures
from tests.benches.figures import Figure

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
    with access.acting("bench"):
        Person.objects.bulk_create(
            (_person(n, offices[n % OFFICES]) for n in range(PEOPLE)), batch_size=2000
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE respondents_person")


def _person(n: int, office: Office) -> Person:
    given, family = dirty_lists.GIVEN, dirty_lists.FAMILY
    name = f"{given[n % len(given)]} {family[n // 7 % len(family)]} {_letters(n)}"
    person = Person(
        office=office, kind="internal", name=name, category="PNS", position="Staf", unit="Umum"
    )
    person.set_contacts(phone=f"+62812{n:08d}", email=f"orang{n}@contoh.id", nip=f"{n:018d}")
    return person


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
    """One page of hits and how many there are, as the list shows them."""
    with access.acting(user), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE app_staff")
        begun = time.perf_counter()
        people = Person.objects.on_lists()
        if office is not None:
            people = people.of_kind("internal").filter(office__in=Office.below([office.pk]))
        hits = searching.matching(people, text)
        hits.count()
        list(hits.order_by("name", "pk")[:A_PAGE])
        spent = (time.perf_counter() - begun) * 1000
        cursor.execute("RESET ROLE")
    return spent
