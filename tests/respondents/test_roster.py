"""Lists of staff against the personnel office's own."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from respondents import city_files, freezing, removing, roster, tasks, transfers
from respondents.models.city_files import CityFile, RosterEntry
from respondents.models.offices import Office
from respondents.models.people import Person
from surveys import purging
from surveys.retention import Who
from tests import make
from tests.respondents import sheets

pytestmark = pytest.mark.django_db
HERE, LACKING, MOVED, ADDED = (f"19850312201001100{n}" for n in range(1, 5))


@pytest.fixture
def health():
    return make.office(code="DINKES", name="Dinas Kesehatan", short_name="Dinkes")


@pytest.fixture
def unit(health):
    return make.office(code="PKM", parent=health, kind=Office.Kind.UNIT)


@pytest.fixture
def roads():
    return make.office(code="DPU", name="Dinas Pekerjaan Umum", short_name="DPU")


def row(nip: str, code: str, name: str) -> dict[str, object]:
    return {"nama": name, "nip": nip, "kode_opd": code, "unit_kerja": "Bidang Gizi"}


@pytest.fixture
def file(health, unit, roads, ratna) -> CityFile:
    """The roster has one at the right place, one on no list, and one on another OPD's."""
    make.person(office=unit, nip=HERE, name="Ada Contoh")
    make.person(office=roads, nip=MOVED, name="Pindah Contoh")
    make.person(office=health, nip=ADDED, name="Lebih Contoh")
    make.person(office=health, name="Tanpa NIP")
    rows = [
        row(HERE, "DINKES", "Ada Contoh"),
        row(LACKING, "DINKES", "Kurang Contoh"),
        row(MOVED, "DINKES", "Pindah Contoh"),
        row("198503122010011009", "DPU", "Lain Contoh"),
        row("", "DPU", "Kosong Contoh"),
    ]
    return kept(rows, ratna)


def kept(rows, by) -> CityFile:
    file = city_files.receive(
        file_name="bkpsdm.xlsx", content=sheets.xlsx(rows), purpose="compare", by=by
    )
    tasks.work()
    city_files.accept(CityFile.objects.get(pk=file.pk), by=by)
    tasks.work()
    return CityFile.objects.get(pk=file.pk)


def test_who_is_missing_too_many_and_elsewhere_is_counted(file, health, roads):
    assert roster.counted() == {
        health.pk: roster.Differences(missing=1, surplus=1, without_nip=1),
        roads.pk: roster.Differences(missing=1, elsewhere=1),
    }


def test_the_file_is_gone_and_no_number_is_kept(file):
    assert (file.state, file.content, file.left_out) == (CityFile.State.DONE, None, 1)
    stored = [str(value) for entry in RosterEntry.objects.values() for value in entry.values()]
    assert not any(number in text for text in stored for number in (HERE, LACKING, MOVED))


def test_by_name_with_where_they_are(file, health, roads):
    of_health, of_roads = roster.compare(health), roster.compare(roads)

    assert [one.name for one in of_health.missing] == ["Kurang Contoh"]
    assert [one.person.name for one in of_health.surplus] == ["Lebih Contoh"]
    assert [(one.name, one.listed_at) for one in of_health.claimed] == [("Pindah Contoh", roads)]
    assert [(one.person.name, one.belongs_to) for one in of_roads.elsewhere] == [
        ("Pindah Contoh", health)
    ]
    assert roster.counted()[health.pk] == of_health.counts


def test_a_difference_that_was_settled_is_none_any_more(file, health, roads, ratna):
    make.person(office=health, nip=LACKING)
    lines = transfers.read(f"{MOVED}\tDINKES".encode())
    transfers.apply(
        lines, decree="800/1", decree_on=date(2026, 3, 2), by=ratna,
        seen=transfers.seal_of(transfers.plan(lines)),
    )  # fmt: skip
    removing.remove(Person.objects.get(name="Lebih Contoh"), why="pindah", by=ratna)

    assert not roster.counted()[health.pk].any


def test_nobody_is_taken_for_somebody_else_by_name(file, health):
    make.person(office=health, name="Kurang Contoh")

    assert roster.counted()[health.pk].missing == 1


def test_who_was_taken_off_is_missing_with_the_reason(file, health):
    make.person(office=health, nip=LACKING, left_on=date(2026, 1, 1), left_why="pensiun")

    (missing,) = roster.compare(health).missing
    assert missing.left_why == "Pensiun atau berhenti"


def test_an_opd_that_the_roster_does_not_name_is_not_compared(file):
    other = make.office()
    make.person(office=other, nip="198503122010011008")

    assert other.pk not in roster.counted()
    assert not roster.names(other)


def test_it_costs_the_same_for_few_opds_and_for_many(file):
    with CaptureQueriesContext(connection) as few:
        roster.counted()
    for number in range(5):
        office = make.office()
        RosterEntry.objects.create(office=office, name="A", nip_index=bytes([number]))
        make.person(office=office, nip=f"19850312201001200{number}")

    with CaptureQueriesContext(connection) as many:
        assert len(roster.counted()) == 7
    assert len(many) == len(few)


def test_a_new_roster_takes_the_place_of_the_old(file, ratna):
    kept([row(HERE, "DINKES", "Ada Contoh")], ratna)

    assert RosterEntry.objects.count() == 1


def test_it_is_gone_after_half_a_year(file):
    CityFile.objects.update(uploaded_at=timezone.now() - timedelta(days=184))
    purging.purge(Who.REPORTS)
    assert roster.kept() is None
    assert not RosterEntry.objects.exists()


def test_a_freeze_forgets_it(file):
    freezing.freeze(wave="2026", title="Survei 2026")

    assert not RosterEntry.objects.exists()


def test_none_comes_while_lists_are_frozen(health, ratna):
    file = city_files.receive(
        file_name="bkpsdm.xlsx", content=sheets.xlsx([row(HERE, "DINKES", "Ada Contoh")]),
        purpose="compare", by=ratna,
    )  # fmt: skip
    tasks.work()
    city_files.accept(CityFile.objects.get(pk=file.pk), by=ratna)
    freezing.freeze(wave="2026", title="Survei 2026")

    tasks.work()

    file.refresh_from_db()
    assert (file.state, file.content) == (CityFile.State.UNREADABLE, None)
    assert "sudah dibekukan" in file.problem
    assert not RosterEntry.objects.exists()


class TestPage:
    @pytest.fixture
    def admin(self, client, health):
        client.force_login(make.user("Admin", "opd_admin", of=health))
        return client

    def test_an_admin_reads_names_of_their_own_and_of_no_other_opd(self, file, admin, roads):
        text = admin.get(reverse("respondents:roster", args=["DINKES"])).text

        for name in ("Kurang Contoh", "Lebih Contoh", "Pindah Contoh"):
            assert name in text
        assert "DPU" not in text
        assert admin.get(reverse("respondents:roster", args=["DPU"])).status_code == 404

    def test_the_inspektorat_reads_where_and_finds_the_next_step(self, file, client, ratna):
        client.force_login(ratna)
        text = client.get(reverse("respondents:roster", args=["DINKES"])).text

        assert "sekarang di daftar DPU" in text
        assert reverse("surveys:transfers") in client.get("/opd/DPU/pembanding/").text

    def test_many_come_fifty_a_page(self, file, admin, health):
        people = [make.person(office=health, nip=f"198503122010{n:06d}") for n in range(60)]
        page = reverse("respondents:roster", args=["DINKES"])
        first, second = admin.get(page).text, admin.get(page, {"lebih": "2"}).text
        assert "61 orang" in first
        assert "61 orang" in second
        shown = [{one.pk for one in people if str(one.pk) in text} for text in (first, second)]
        assert shown[0] | shown[1] == {one.pk for one in people}
        assert not shown[0] & shown[1]

    def test_without_a_roster_it_says_so(self, admin):
        text = admin.get(reverse("respondents:roster", args=["DINKES"])).text

        assert "Belum ada pembanding" in text

    def test_a_unit_has_no_page_of_its_own(self, file, admin):
        assert admin.get(reverse("respondents:roster", args=["PKM"])).status_code == 404
