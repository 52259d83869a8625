from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from respondents import criteria, eligibility
from respondents.eligibility import Reason
from respondents.models.people import Person
from respondents.vocabulary import LEVELS
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


USUAL = criteria.usual()
MILD = eligibility.Criteria(
    years_in_institution=0,
    years_in_unit=0,
    months_since_service=6,
    main_task_required=False,
    levels_left_out=(),
)
OF_MILD = [
    (INTERNAL | {"started_on": ON, "in_unit_since": ON}, None),
    (INTERNAL | {"started_on": ON + DAY}, Reason.TENURE),
    (INTERNAL | {"in_unit_since": ON + DAY}, Reason.UNIT_TENURE),
    (INTERNAL | {"started_on": None}, Reason.TENURE_UNKNOWN),
    (INTERNAL | {"main_task": None}, None),
    (INTERNAL | {"level": "Eselon I"}, None),
    (EXTERNAL | {"served_on": date(2026, 2, 1)}, None),
    (EXTERNAL | {"served_on": date(2026, 1, 31)}, Reason.SERVICE_OLD),
    ({"kind": "expert"}, None),
]
ALL = [(*case, USUAL) for case in CASES] + [(*case, MILD) for case in OF_MILD]


@pytest.mark.parametrize(("values", "reason", "by"), ALL)
def test_the_rule_for_a_row_says(values, reason, by):
    assert eligibility.reason_against(make.person(**values), on=ON, criteria=by) == reason


@pytest.mark.parametrize(("values", "reason", "by"), ALL)
def test_the_rule_in_sql_says_the_same(values, reason, by):
    make.person(**values)

    people = eligibility.eligible(Person.objects.all(), on=ON, criteria=by)
    assert people.exists() == (reason is None)


days = st.none() | st.dates(date(2023, 6, 1), date(2026, 9, 1))
anybody = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["internal", "external", "expert"]),
        "level": st.sampled_from(["", *LEVELS.choices]),
        "started_on": days,
        "in_unit_since": days,
        "main_task": st.sampled_from([True, False, None]),
        "served_on": days,
    }
)
any_criteria = st.builds(
    eligibility.Criteria,
    years_in_institution=st.integers(0, 3),
    years_in_unit=st.integers(0, 3),
    months_since_service=st.integers(1, 36),
    main_task_required=st.booleans(),
    levels_left_out=st.sets(st.sampled_from(LEVELS.choices)).map(tuple),
)


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(people=st.lists(anybody, min_size=1, max_size=30), by=any_criteria, on=st.dates(
    date(2026, 1, 1), date(2026, 12, 31)
))  # fmt: skip
def test_whatever_the_criteria_both_rules_leave_out_the_same(people, by, on):
    office = make.root()
    with transaction.atomic():
        made = Person.objects.bulk_create(
            Person(office=office, name="A", category="-", **one) for one in people
        )
        by_row = {p.pk for p in made if eligibility.reason_against(p, on=on, criteria=by) is None}
        in_sql = eligibility.eligible(Person.objects.all(), on=on, criteria=by)

        assert set(in_sql.values_list("pk", flat=True)) == by_row
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2028, 2, 29), 24, date(2026, 2, 28)),
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 8, 1), 0, date(2026, 8, 1)),
    ],
)
def test_months_before_a_day_end_on_a_day_that_exists(day, months, before):
    assert eligibility.months_before(day, months) == before


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_is_told_with_the_numbers_of_its_criteria(reason):
    assert "{" not in USUAL.told(reason)
    assert "}" not in USUAL.told(reason)


def test_the_usual_reasons_in_words():
    assert USUAL.told(Reason.TENURE) == "Masa kerja di instansi belum 2 tahun"
    assert USUAL.told(Reason.LEVEL) == "Pejabat Eselon I atau Eselon II tidak diikutkan"
    assert MILD.told(Reason.SERVICE_OLD) == "Layanan terakhir lebih dari 6 bulan lalu"
