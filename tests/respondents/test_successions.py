"""Offices renamed, merged and split: who and what goes along."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from respondents import access, lists, signatures, splitting, successions
from respondents.imports import checking, reading, registered
from respondents.imports.candidates import Candidate
from respondents.imports.checking import Checked
from respondents.imports.context import Context
from respondents.models.city_files import RosterEntry
from respondents.models.offices import Office
from respondents.models.people import Person
from respondents.models.successions import Succession
from respondents.successions import Law, NotPossible
from respondents.vocabulary import key_of
from spi_portal.audit.models.entries import Entry
from tests import make
from tests.respondents import sheets

pytestmark = pytest.mark.django_db
LAW = Law(on=date(2026, 3, 2), basis="Perda 3/2026")


@pytest.fixture
def trade():
    return make.office(code="DAGANG", name="Dinas Perdagangan", short_name="Disdag")


@pytest.fixture
def industry():
    return make.office(code="INDUSTRI", name="Dinas Perindustrian", short_name="Disperin")


@pytest.fixture
def unit(trade):
    return make.office(code="PASAR", name="UPTD Pasar", parent=trade, kind=Office.Kind.UNIT)


@pytest.fixture
def on_the_roster(trade):
    return RosterEntry.objects.create(office=trade, name="Ada Contoh", nip_index=b"1")


def rename(office, by, **given):
    values = {"code": "DAGIN", "name": "Dinas Perdagangan dan Industri", "short_name": "Dagin"}
    return successions.rename(office, law=LAW, by=by, **(values | given))


class TestRenaming:
    def test_everything_of_the_office_follows_and_the_old_code_still_leads_there(
        self, trade, ratna
    ):
        person = make.person(office=trade)
        before = timezone.now()

        rename(trade, ratna)

        person.refresh_from_db()
        assert (person.office.code, person.office.name) == (
            "DAGIN", "Dinas Perdagangan dan Industri",
        )  # fmt: skip
        assert successions.called("DAGANG") == trade
        assert successions.code_on(person.office, before) == "DAGANG"
        assert successions.code_on(person.office, timezone.now()) == "DAGIN"
        make.office(code="DAGANG")
        assert successions.called("DAGANG") is None
        entry = Entry.objects.get(verb="office.renamed")
        assert (entry.details["basis"], entry.details["before"]) == (
            "Perda 3/2026", "DAGANG Dinas Perdagangan",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"code": "INDUSTRI"}, "sudah dipakai kantor lain"),
            ({"code": "KODE BARU"}, "Kode harus"),
            (
                {"code": "DAGANG", "name": "Dinas Perdagangan", "short_name": "Disdag"},
                "masih sama",
            ),
        ],
    )
    def test_what_cannot_be_is_said(self, trade, industry, ratna, given, said):
        with pytest.raises(NotPossible, match=said):
            rename(trade, ratna, **given)
        assert not Succession.objects.exists()


class TestMerging:
    def test_people_and_units_go_along_and_the_old_one_is_closed_below_the_new(
        self, trade, industry, unit, ratna
    ):
        own, below = make.person(office=trade), make.person(office=unit)

        assert successions.merge(trade, industry, law=LAW, by=ratna) == 1

        for row in (own, below, trade, unit):
            row.refresh_from_db()
        assert (own.office, below.office, unit.parent) == (industry, unit, industry)
        assert (trade.parent, trade.valid_to) == (industry, date(2026, 3, 1))
        assert trade not in Office.objects.opds()
        assert Entry.objects.get(verb="office.merged").details["people"] == 1

    def test_whoever_answers_for_the_successor_sees_them_and_the_head_signs_again(
        self, trade, industry, ratna
    ):
        make.person(office=industry)
        make.all_signed()
        make.person(office=trade)
        admin = make.user("Admin", "opd_admin", of=industry)

        successions.merge(trade, industry, law=LAW, by=ratna)

        with access.acting(admin):
            assert Person.objects.filter(office=industry).count() == 2
        assert signatures.state(industry, "internal").standing != "sudah"

    def test_a_file_with_the_old_name_goes_to_the_successor(self, trade, industry, ratna):
        successions.merge(trade, industry, law=LAW, by=ratna)

        done = splitting.split(
            sheets.xlsx([sheets.employee(kode_opd=None, unit_kerja="Dinas Perdagangan")]),
            file_name="a", kind="internal", units={}, by="test",
        )  # fmt: skip
        assert [share.office for share in done.shares] == [industry]

    def test_what_waits_there_is_finished_first(self, trade, industry, ratna):
        lists.receive(
            file_name="daftar.xlsx", content=sheets.xlsx([sheets.employee()]), office=trade,
            kind="internal", by="test",
        )  # fmt: skip
        with pytest.raises(NotPossible, match=r"Unggahan daftar\.xlsx"):
            successions.merge(trade, industry, law=LAW, by=ratna)

    def test_an_open_counter_is_closed_first(self, trade, industry, ratna):
        make.service_point(office=trade)

        with pytest.raises(NotPossible, match="loket"):
            successions.merge(trade, industry, law=LAW, by=ratna)

    def test_with_itself_or_from_a_closed_one_it_is_refused(self, trade, industry, ratna):
        with pytest.raises(NotPossible, match="dirinya sendiri"):
            successions.merge(trade, trade, law=LAW, by=ratna)
        successions.merge(trade, industry, law=LAW, by=ratna)
        with pytest.raises(NotPossible, match="tidak berlaku"):
            successions.merge(trade, industry, law=LAW, by=ratna)

    def test_a_file_of_the_successor_puts_nobody_back(self, trade, industry, unit, ratna):
        people = [
            sheets.employee(kode_opd="DAGANG", unit_kerja=None),
            sheets.employee(kode_opd=None, unit_kerja="Dinas Perdagangan"),
            sheets.employee(kode_opd="PASAR", unit_kerja=None),
        ]
        successions.merge(trade, industry, law=LAW, by=ratna)
        context = Context.of(industry, on=timezone.localdate())

        table = reading.read(sheets.xlsx(people), kind="internal")
        rows = [
            checking.check(row, table=table, kind="internal", context=context)
            for row in table.rows
        ]  # fmt: skip

        assert [row.candidate.office_id for row in rows] == [industry.pk, industry.pk, unit.pk]
        assert trade.pk in context.branch

    def test_a_closed_unit_gives_way_to_an_open_one_of_the_same_name(self, trade, industry, ratna):
        successions.merge(trade, industry, law=LAW, by=ratna)
        again = make.office(name="Dinas Perdagangan", parent=industry, kind=Office.Kind.UNIT)

        units = Context.of(industry, on=timezone.localdate()).unit_by_name
        assert units[key_of("Dinas Perdagangan")] == again.pk

    def test_somebody_who_is_still_listed_at_the_closed_one_is_not_of_another_opd(
        self, trade, industry, ratna
    ):
        successions.merge(trade, industry, law=LAW, by=ratna)
        make.person(office=trade, nip="198503122010011001")
        row = Checked(
            Candidate(row=2, kind="internal", office_id=industry.pk, nip="198503122010011001")
        )
        registered.mark([row], context=Context.of(industry, on=timezone.localdate()))

        assert row.faults == []

    def test_the_pages_process_may_and_forgets_the_roster(
        self, trade, industry, unit, on_the_roster, ratna, as_app_staff
    ):
        with access.acting(ratna):
            successions.merge(trade, industry, law=LAW, by=ratna)
            assert not RosterEntry.objects.exists()


class TestSplitting:
    def test_every_desk_and_unit_goes_where_somebody_said(self, trade, industry, unit, ratna):
        here = make.person(office=trade, unit="Bidang Ekspor")
        there = make.person(office=trade, unit="Bidang Logam")
        user = make.person(office=trade, kind="external", service="Izin")
        desks = {desk.key: trade for desk in successions.desks_of(trade)}
        assert set(desks) == {
            ("internal", "Bidang Ekspor"), ("internal", "Bidang Logam"), ("external", "Izin"),
        }  # fmt: skip

        desks |= {("internal", "Bidang Logam"): industry, ("external", "Izin"): industry}
        moved = successions.split(
            trade, desks=desks, units={unit.pk: industry}, law=LAW, by=ratna
        )  # fmt: skip

        for row in (here, there, user, trade, unit):
            row.refresh_from_db()
        assert moved == 2
        assert [row.office for row in (here, there, user)] == [trade, industry, industry]
        assert (unit.parent, trade.valid_to) == (industry, None)
        assert Entry.objects.get(verb="office.split").details["into"] == ["DAGANG", "INDUSTRI"]

    def test_one_that_is_no_successor_of_itself_is_closed(
        self, trade, industry, on_the_roster, ratna
    ):
        make.person(office=trade, unit="A")
        make.person(office=trade, unit="B")
        other = make.office()

        desks = {("internal", "A"): industry, ("internal", "B"): other}
        successions.split(trade, desks=desks, units={}, law=LAW, by=ratna)

        trade.refresh_from_db()
        assert trade.valid_to == date(2026, 3, 1)
        assert not RosterEntry.objects.exists()

    def test_a_desk_that_nobody_spoke_of_moves_nobody(self, trade, industry, ratna):
        make.person(office=trade, unit="A")
        make.person(office=trade, unit="B")

        with pytest.raises(NotPossible, match="Periksa lagi"):
            successions.split(
                trade, desks={("internal", "A"): industry}, units={}, law=LAW, by=ratna
            )

    def test_into_one_is_no_split(self, trade, industry, ratna):
        make.person(office=trade, unit="A")

        with pytest.raises(NotPossible, match="paling sedikit dua"):
            successions.split(
                trade, desks={("internal", "A"): industry}, units={}, law=LAW, by=ratna
            )
