from __future__ import annotations

from datetime import date, timedelta

import pytest

from respondents import eligibility
from respondents.eligibility import Reason
from respondents.models.people import Person
from tests import make

pytestmark = pytest.mark.django_db

ON = date(2026, 8, 1)
DAY = timedelta(days=1)
INTERNAL = {
    "kind": "internal",
    "started_on": date(2024, 8, 1),
    "in_unit_since": date(2025, 8, 1),
    "main_task": True,
}
EXTERNAL = {"kind": "external", "served_on": date(2025, 8, 1)}
CASES = [
    (INTERNAL, None),
    (INTERNAL | {"started_on": date(2024, 8, 2)}, Reason.TENURE),
    (INTERNAL | {"in_unit_since": date(2025, 8, 2)}, Reason.UNIT_TENURE),
    (INTERNAL | {"started_on": None}, Reason.TENURE_UNKNOWN),
    (INTERNAL | {"in_unit_since": None}, Reason.TENURE_UNKNOWN),
    (INTERNAL | {"main_task": False}, Reason.MAIN_TASK),
    (INTERNAL | {"main_task": None}, Reason.MAIN_TASK),
    (INTERNAL | {"level": "Eselon II"}, Reason.LEVEL),
    (INTERNAL | {"level": "Eselon III"}, None),
    (EXTERNAL, None),
    (EXTERNAL | {"served_on": date(2025, 8, 1) - DAY}, Reason.SERVICE_OLD),
    (EXTERNAL | {"served_on": ON + DAY}, Reason.SERVICE_AHEAD),
    (EXTERNAL | {"served_on": None}, Reason.SERVICE_UNKNOWN),
    ({"kind": "expert"}, None),
]


@pytest.mark.parametrize(("values", "reason"), CASES)
def test_the_rule_for_a_row_says(values, reason):
    assert eligibility.reason_against(make.person(**values), on=ON) == reason


@pytest.mark.parametrize(("values", "reason"), CASES)
def test_the_rule_in_sql_says_the_same(values, reason):
    make.person(**values)

    assert eligibility.eligible(Person.objects.all(), on=ON).exists() == (reason is None)


def test_a_leap_day_has_an_anniversary():
    assert eligibility.years_before(date(2028, 2, 29), 2) == date(2026, 2, 28)
