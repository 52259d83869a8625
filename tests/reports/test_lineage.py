"""Last year's figures after offices were renamed or merged."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from reports import lineage, papers
from respondents import successions
from respondents.models.offices import Office
from respondents.successions import Law
from spi_portal.accounts.permissions import Role
from tests import make
from tests.reports import scenes

pytestmark = pytest.mark.django_db
LAW = Law(on=date(2026, 3, 2), basis="Perda 3/2026")


@pytest.fixture
def now(terbit, crew):
    """A year on: OPD-1 has another name and code, OPD-3 was merged into OPD-2."""
    first, second, third = (Office.objects.get(code=f"OPD-{n}") for n in (1, 2, 3))
    by = crew["by"]
    successions.rename(first, code="BARU-1", name="Dinas Baru", short_name="Baru", law=LAW, by=by)
    successions.merge(third, second, law=LAW, by=by)
    offices = dict.fromkeys((Office.objects.get(code="BARU-1"), second), scenes.ENOUGH)
    return scenes.published(scenes.counted(year=2027, offices=offices, seed=3), **crew)


def test_the_renamed_is_compared_with_itself_and_the_merged_with_nobody(now, terbit):
    before = lineage.before(now)

    was = next(one for one in terbit.figures["offices"] if one["code"] == "OPD-1")
    assert [office.code for office in before.offices] == ["BARU-1"]
    assert str(before.office("BARU-1").figure) == was["index"]["figure"]


def test_the_paper_of_then_says_what_it_said_then(now, terbit):
    assert lineage.before(terbit) is None
    assert "OPD 1" in papers.of_office(terbit, "OPD-1")


def test_results_of_before_are_read_under_the_new_code_and_the_old(now, client, sekda):
    client.force_login(make.user("Dewi", Role.OPD_HEAD, of=Office.objects.get(code="BARU-1")))
    assert client.get(reverse("reports:own", args=["BARU-1", "2026"])).status_code == 200
    assert client.get(reverse("reports:own", args=["BARU-1", "2027"])).status_code == 200
    assert client.get(reverse("reports:own", args=["OPD-1", "2026"])).status_code == 200
    assert client.get(reverse("reports:own", args=["OPD-9", "2026"])).status_code == 404

    client.force_login(sekda)
    for slug, code in (
        ("2026", "OPD-1"),
        ("2026", "BARU-1"),
        ("2026", "OPD-3"),
        ("2027", "BARU-1"),
    ):
        assert client.get(reverse("reports:office", args=[slug, code])).status_code == 200
    assert client.get(reverse("reports:office", args=["2026", "X"])).status_code == 404


def test_whoever_answers_for_the_successor_reads_what_was_of_the_other(now, client):
    client.force_login(make.user("Dewi", Role.OPD_HEAD, of=Office.objects.get(code="OPD-2")))

    assert client.get(reverse("reports:own", args=["OPD-3", "2026"])).status_code == 200
