from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from respondents import criteria
from respondents.criteria import Name, Sourced
from respondents.eligibility import Criteria
from respondents.models.criteria import Criterion
from spi_portal.accounts.permissions import Role
from tests import make

pytestmark = pytest.mark.django_db

USUAL = Criteria(
    years_in_institution=2,
    years_in_unit=1,
    months_since_service=12,
    main_task_required=True,
    levels_left_out=("Eselon I", "Eselon II"),
)


def give(wave: str, name: Name, value: object, *, of_pilot: bool = False) -> list[Name]:
    return criteria.change(wave, {name: Sourced(value, "SK 1/2026")}, of_pilot=of_pilot)


def test_a_wave_begins_with_the_usual_ones_and_their_sources():
    criteria.begin("2026")

    assert criteria.of("2026") == USUAL
    assert Criterion.objects.filter(wave="2026").count() == len(Name)
    assert all("S03" in row.source for row in Criterion.objects.all())


def test_a_wave_from_before_there_were_rows_has_the_usual_ones():
    assert criteria.of("2025") == criteria.in_force() == USUAL


def test_a_wave_that_follows_another_takes_its_criteria_over():
    criteria.begin("2026")
    give("2026", Name.YEARS_IN_UNIT, 0)
    criteria.begin("2027", after="2026")

    assert criteria.of("2027").years_in_unit == 0
    assert criteria.written("2027")[Name.YEARS_IN_UNIT].source == "SK 1/2026"


def test_lists_go_by_the_wave_begun_last_and_by_no_pilot():
    criteria.begin("2026")
    criteria.begin("2027", after="2026")
    criteria.begin("2027-uji", after="2027", of_pilot=True)
    give("2026", Name.YEARS_IN_UNIT, 3)
    give("2027", Name.YEARS_IN_UNIT, 4)
    give("2027-uji", Name.YEARS_IN_UNIT, 5, of_pilot=True)

    assert criteria.in_force().years_in_unit == 4


def test_only_what_is_new_is_changed_and_told():
    criteria.begin("2026")

    assert give("2026", Name.LEVELS_LEFT_OUT, ["Eselon I"]) == [Name.LEVELS_LEFT_OUT]
    assert give("2026", Name.LEVELS_LEFT_OUT, ["Eselon I"]) == []
    assert criteria.of("2026").levels_left_out == ("Eselon I",)


def test_no_value_is_without_its_source():
    with pytest.raises(IntegrityError, match="criterion_has_its_source"):
        criteria.change("2026", {Name.YEARS_IN_UNIT: Sourced(0, "")}, of_pilot=False)


def test_the_worker_that_checks_lists_reads_them_and_writes_none():
    criteria.begin("2026")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE app_reports")
        assert criteria.in_force() == USUAL
        cursor.execute("SELECT has_table_privilege('respondents_criterion', 'UPDATE')")
        assert cursor.fetchone() == (False,)
        cursor.execute("RESET ROLE")


def test_the_list_says_the_reason_with_the_numbers_in_force():
    opd = make.office()
    make.person(office=opd, started_on=timezone.localdate() - timedelta(days=800))
    criteria.begin("2026")
    client = Client()
    client.force_login(make.user("Bayu", Role.OPD_ADMIN, of=opd))
    page = reverse("respondents:list", args=[opd.code, "pegawai"])
    assert "Tidak ikut diundi" not in client.get(page).text

    give("2026", Name.YEARS_IN_INSTITUTION, 3)

    assert "Masa kerja di instansi belum 3 tahun" in client.get(page).text
