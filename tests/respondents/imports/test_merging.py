from __future__ import annotations

import pytest
from django.db import connection

from respondents import access
from respondents.imports import merging, staging
from respondents.imports.candidates import Candidate
from respondents.imports.checking import Checked
from respondents.models.lists import Upload
from respondents.models.people import Person
from respondents.models.staged import Cells
from tests import make

pytestmark = pytest.mark.django_db


def staged(office, *candidates):
    upload = Upload.objects.create(
        office=office, kind="internal", file_name="a", file_hash=b"1", state="checked"
    )
    staging.fill(
        upload.pk,
        [
            (Checked(Candidate(row=row, kind="internal", office_id=office.pk, **values)), Cells({}))
            for row, values in enumerate(candidates, start=2)
        ],
    )
    return upload


def merge(office, *candidates):
    with access.acting("test"):
        return merging.merge(staged(office, *candidates), with_repairs=False)


def test_two_namesakes_meet_two_people():
    office = make.office()
    people = [{"name": "Ayu", "unit": "UPT", "phone": f"+62812000001{n}"} for n in (1, 2)]
    merge(office, *people)

    again = merge(office, *reversed(people))

    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)


def test_a_person_is_recognised_once():
    office = make.office()
    merge(office, {"name": "Ayu", "unit": "UPT"})

    again = merge(office, {"name": "Ayu", "unit": "UPT"}, {"name": "Ayu", "unit": "UPT"})

    assert (again.added, again.unchanged) == (1, 1)


def test_a_number_handed_on_to_somebody_with_a_nip_is_no_match():
    office = make.office()
    merge(office, {"name": "Ayu", "phone": "+628120000011"})

    merge(office, {"name": "Budi", "phone": "+628120000011", "nip": "198503122010012001"})

    assert set(Person.objects.values_list("name", flat=True)) == {"Ayu", "Budi"}


def test_comparing_changes_nobody():
    office = make.office()
    upload = staged(office, {"name": "Ayu", "phone": "+628120000011"})

    with access.acting("test"):
        assert merging.compare(upload).added == 1

    assert not Person.objects.exists()


def test_who_left_is_not_recognised():
    office = make.office()
    merge(office, {"name": "Ayu", "nip": "198503122010012001"})
    Person.objects.update(left_on="2026-01-01")

    assert merge(office, {"name": "Ayu", "nip": "198503122010012001"}).added == 1


def test_a_long_list_against_a_long_list_is_not_compared_row_by_row():
    """With nested loops 1,500 against 1,500 need 20 seconds and more; this leaves 3."""
    office = make.office()
    people = [{"name": f"Orang {n}", "unit": "UPT", "phone": f"+6281{n:08d}"} for n in range(1500)]
    merge(office, *people)
    upload = staged(office, *people)

    with access.acting("test"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '3s'")
        assert merging.compare(upload).unchanged == 1500
        cursor.execute("SET LOCAL statement_timeout = 0")
