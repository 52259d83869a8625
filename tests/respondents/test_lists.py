from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from respondents import access, freezing, lists, tallies
from respondents.models.lists import LEASE, Fault, Upload
from respondents.models.offices import Office
from respondents.models.people import Person
from respondents.models.staged import StagedRow
from spi_portal.audit.models.entries import Entry
from tests import make
from tests.respondents import sheets

pytestmark = pytest.mark.django_db

ON = date(2026, 6, 1)


def receive(rows, *, office, kind="internal", by="test"):
    return lists.receive(
        file_name="daftar.xlsx", content=sheets.xlsx(rows), office=office, kind=kind, by=by
    )


def check(rows, *, office, kind="internal"):
    upload = receive(rows, office=office, kind=kind)
    return upload, lists.check(upload, on=ON)


def take_over(rows, *, office, kind="internal", **given):
    upload, _ = check(rows, office=office, kind=kind)
    return lists.take_over(upload, by="test", **given)


def numbers(difference):
    d = difference
    return (d.added, d.changed, d.unchanged, d.absent)


@pytest.fixture
def office():
    return make.office()


class TestReceive:
    def test_the_file_rests_sealed(self, office):
        content = sheets.csv_text([sheets.employee(nama="Ayu Contoh")]).encode()

        upload = lists.receive(
            file_name="a.csv", content=content, office=office, kind="internal", by="test"
        )

        assert b"Ayu" not in bytes(Upload.objects.get(pk=upload.pk).content)

    def test_the_same_file_is_the_same_upload(self, office):
        content = sheets.xlsx([sheets.employee()])
        given = {"file_name": "a.xlsx", "content": content, "office": office, "kind": "internal"}

        assert lists.receive(**given, by="test") == lists.receive(**given, by="test")

    def test_another_file_replaces_one_that_nobody_took_over_once_it_is_read(self, office):
        first = receive([sheets.employee()], office=office)
        second = receive([sheets.employee()], office=office)
        first.refresh_from_db()
        assert first.state == Upload.State.WAITING

        lists.check(second, on=ON)

        first.refresh_from_db()
        assert (first.state, first.content) == (Upload.State.DROPPED, None)

    def test_one_that_cannot_be_read_leaves_the_checked_one_waiting(self, office):
        first, _ = check([sheets.employee()], office=office)
        bad = lists.receive(
            file_name="a.xlsx", content=b"%PDF", office=office, kind="internal", by="test"
        )
        lists.check(bad, on=ON)

        first.refresh_from_db()
        assert first.state == Upload.State.CHECKED
        assert tallies.last_uploads({office.pk}) == {(office.pk, "internal"): first}

    def test_one_that_is_held_is_passed_by_until_its_lease_is_over(self, office):
        content = sheets.xlsx([sheets.employee()])
        held = lists.hold(
            file_name="a.xlsx", content=content, office=office, kind="internal", by="test"
        )

        assert not Upload.objects.due(timezone.now()).exists()
        assert Upload.objects.due(timezone.now() + LEASE).get() == held

    def test_experts_are_the_city_s(self, office):
        with pytest.raises(lists.WrongList):
            receive([sheets.expert()], office=office, kind="expert")
        with pytest.raises(lists.WrongList):
            receive([sheets.employee()], office=make.root(), kind="internal")

    def test_it_is_written_down_with_who_did_it(self, office, ratna):
        upload = receive([sheets.employee()], office=office, by=ratna)

        entry = Entry.objects.get(verb="list.received")
        assert entry.actor == f"{ratna.pk} {ratna.name}"
        assert entry.subject == f"respondents.upload {upload}"


class TestCheck:
    def test_counts_ready_rows_and_keeps_every_fault(self, office):
        rows = [
            sheets.employee(),
            sheets.employee(no_wa="0812"),
            sheets.employee(no_wa=81234567890),
        ]
        upload, report = check(rows, office=office)

        assert (report.rows, report.ready, report.repairable) == (3, 1, 1)
        assert (upload.rows, upload.ready, upload.repairable) == (3, 1, 1)
        kept = Fault.objects.filter(upload=upload).values_list("row", "code")
        assert list(kept) == [(3, "wa_pendek"), (4, "wa_nol")]

    def test_changes_nobody_on_the_list(self, office):
        check([sheets.employee()], office=office)

        assert not Person.objects.exists()

    def test_forgets_the_file(self, office):
        upload, _ = check([sheets.employee()], office=office)

        assert Upload.objects.get(pk=upload.pk).content is None

    def test_says_why_a_file_cannot_be_read(self, office):
        upload = lists.receive(
            file_name="a.xlsx", content=b"\x89PNG", office=office, kind="internal", by="test"
        )
        report = lists.check(upload, on=ON)

        assert report.problem.code == "jenis"
        assert (upload.state, upload.problem) == ("unreadable", report.problem.message)

    def test_a_proposed_contact_is_kept_masked(self, office):
        rows = [sheets.employee(no_wa=81234567890, email="budi@gmial.com")]
        upload, report = check(rows, office=office)

        assert report.faults[0].finding.proposal == "081234567890"
        kept = dict(Fault.objects.filter(upload=upload).values_list("code", "proposal"))
        assert kept == {"wa_nol": "08•• •••• 90", "surel_ketik": "b•••@gmail.com"}

    def test_staged_contacts_are_sealed(self, office):
        upload, _ = check([sheets.employee(email="ayu@contoh.id")], office=office)

        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM respondents_stagedrow WHERE upload_id = %s", [upload.pk])
            row = repr([bytes(v) if isinstance(v, memoryview) else v for v in cursor.fetchone()])
        assert "ayu@" not in row
        assert "0812" not in row

    def test_what_would_change_is_counted_before(self, office):
        same, other = sheets.employee(), sheets.employee()
        take_over([same, other], office=office)

        upload, _ = check([same, sheets.employee()], office=office)

        counts = (upload.added, upload.changed, upload.unchanged, upload.absent)
        assert counts == (1, 0, 1, 1)

    def test_a_check_that_dies_leaves_nothing(self, office, monkeypatch):
        upload = receive([sheets.employee(no_wa="0812")], office=office)

        def killed(*args, **kwargs):
            raise KeyboardInterrupt

        monkeypatch.setattr(lists.merging, "compare", killed)
        with pytest.raises(KeyboardInterrupt):
            lists.check(upload, on=ON)

        assert StagedRow.objects.filter(upload=upload).count() == Fault.objects.count() == 0
        assert Upload.objects.get(pk=upload.pk).state == Upload.State.WAITING

    def test_an_upload_dropped_meanwhile_stays_dropped(self, office):
        upload = receive([sheets.employee()], office=office)
        lists.drop(Upload.objects.get(pk=upload.pk), by="test")

        lists.check(upload, on=ON)

        assert Upload.objects.get(pk=upload.pk).state == Upload.State.DROPPED
        assert StagedRow.objects.filter(upload=upload).count() == 0

    def test_somebody_on_another_office_s_list_is_blocked_without_saying_where(self, office):
        row = sheets.employee()
        other = make.office(name="Dinas Rahasia", short_name="Rahasia")
        take_over([row], office=other)

        _, report = check([row], office=office)

        (fault,) = report.faults
        assert fault.finding.code == "nip_opd_lain"
        assert "Rahasia" not in fault.finding.message

    def test_a_number_of_somebody_with_another_nip_is_blocked(self, office):
        row = sheets.employee()
        take_over([row], office=office)

        _, report = check([sheets.employee(no_wa=row["no_wa"])], office=office)

        assert [fault.finding.code for fault in report.faults] == ["ganda"]


class TestTakeOver:
    def test_only_ready_rows_are_carried_over(self, office):
        rows = [
            sheets.employee(),
            sheets.employee(no_wa="0812"),
            sheets.employee(no_wa=81234567890),
        ]

        assert numbers(take_over(rows, office=office)) == (1, 0, 0, 0)
        assert Person.objects.count() == 1

    def test_with_repairs_the_proposals_are_used(self, office):
        rows = [sheets.employee(no_wa=81234567890)]

        take_over(rows, office=office, with_repairs=True)

        assert Person.objects.get().phone == "+6281234567890"

    def test_a_person_has_every_column(self, office):
        row = sheets.employee(no_wa="081200000147", jenis_kelamin="Perempuan", jenjang="IV.a")
        take_over([row], office=office)
        person = Person.objects.get()

        assert (person.office, person.kind, person.name) == (office, "internal", row["nama"])
        assert (person.phone, person.email, person.nip) == (
            "+6281200000147",
            row["email"],
            row["nip"],
        )
        assert (person.started_on, person.in_unit_since) == (date(2010, 1, 1), date(2020, 1, 1))
        assert (person.level, person.main_task, person.further) == (
            "Eselon IV",
            True,
            {"gender": "P"},
        )

    @pytest.mark.parametrize(
        ("kind", "rows"),
        [
            ("internal", [sheets.employee(), sheets.employee(nip=None, status="Non-ASN")]),
            ("internal", [sheets.employee(nip=None, no_wa=None), sheets.employee(email=None)]),
            ("external", [sheets.visitor(), sheets.visitor(no_wa=None)]),
            ("expert", [sheets.expert(), sheets.expert(email=None)]),
        ],
    )
    def test_the_same_list_again_changes_nothing(self, office, kind, rows):
        place = make.root() if kind == "expert" else office
        take_over(rows, office=place, kind=kind)
        before = list(Person.objects.order_by("pk").values())

        assert numbers(take_over(rows, office=place, kind=kind)) == (0, 0, 2, 0)
        assert list(Person.objects.order_by("pk").values()) == before

    @pytest.mark.parametrize(
        "news",
        [
            {"jabatan": "Kepala Seksi"},
            {"no_wa": "081299990000"},
            {"email": "baru@contoh.id"},
            {"nama": "Nama Baru"},
        ],
    )
    def test_a_known_nip_is_changed_and_stays_the_same_person(self, office, news):
        row = sheets.employee()
        take_over([row], office=office)
        known = Person.objects.get().pk

        assert numbers(take_over([row | news], office=office)) == (0, 1, 0, 0)
        assert Person.objects.get().pk == known

    def test_a_new_number_is_sealed_to_the_known_person(self, office):
        row = sheets.employee()
        take_over([row], office=office)
        take_over([row | {"no_wa": "081299990000"}], office=office)

        assert Person.objects.get().phone == "+6281299990000"

    def test_without_a_nip_name_and_number_recognise(self, office):
        row = sheets.employee(nip=None, status="Non-ASN")
        take_over([row], office=office)

        news = row | {"unit_kerja": "Bidang Lain", "email": "lain@contoh.id"}
        assert numbers(take_over([news], office=office)) == (0, 1, 0, 0)

    def test_without_a_nip_the_number_alone_recognises(self, office):
        row = sheets.visitor()
        take_over([row], office=office, kind="external")

        news = row | {"nama": "Nama Lengkapnya", "tanggal_layanan": "20-05-2026"}
        assert numbers(take_over([news], office=office, kind="external")) == (0, 1, 0, 0)

    def test_name_and_unit_recognise_staff_with_a_new_number(self, office):
        row = sheets.employee(nip=None, status="Non-ASN", email=None)
        take_over([row], office=office)

        assert numbers(take_over([row | {"no_wa": "081299990000"}], office=office)) == (0, 1, 0, 0)

    def test_two_visitors_of_one_name_stay_two(self, office):
        rows = [sheets.visitor(nama="Ayu"), sheets.visitor(nama="Ayu")]
        take_over(rows, office=office, kind="external")

        assert Person.objects.count() == 2

    def test_somebody_with_another_nip_is_somebody_else(self, office):
        row = sheets.employee(nama="Ayu", no_wa=None)
        take_over([row], office=office)

        take_over([sheets.employee(nama="Ayu", no_wa=None)], office=office)

        assert Person.objects.count() == 2

    def test_a_blank_erases_nothing(self, office):
        row = sheets.employee(pendidikan="S1")
        take_over([row], office=office)

        blank = row | {"email": None, "jenjang": None, "pendidikan": None}
        assert numbers(take_over([blank], office=office)) == (0, 0, 1, 0)
        person = Person.objects.get()
        assert (person.email, person.level) == (row["email"], "Pelaksana")
        assert person.further == {"education": "S1"}

    def test_nobody_is_removed(self, office):
        rows = [sheets.employee() for _ in range(3)]
        take_over(rows, office=office)

        assert numbers(take_over(rows[:1], office=office)) == (0, 0, 1, 2)
        assert Person.objects.on_lists().count() == 3

    def test_a_faulty_row_is_not_absent(self, office):
        row = sheets.employee()
        take_over([row, sheets.employee()], office=office)

        upload, _ = check([row | {"no_wa": "0812"}, sheets.employee()], office=office)

        assert upload.absent == 1

    def test_a_unit_with_its_own_list_is_not_missed(self, office):
        unit = make.office(parent=office, kind=Office.Kind.UNIT)
        take_over([sheets.employee()], office=unit)

        assert numbers(take_over([sheets.employee()], office=office)) == (1, 0, 0, 0)

    def test_a_nip_taken_elsewhere_meanwhile_stays_where_it_is(self, office):
        row = sheets.employee()
        upload, _ = check([row], office=office)
        other = make.office()
        make.person(office=other, nip=row["nip"])

        assert numbers(lists.take_over(upload, by="test")) == (0, 0, 0, 0)
        assert Person.objects.get().office == other

    def test_a_list_is_taken_over_once(self, office):
        upload, _ = check([sheets.employee()], office=office)
        lists.take_over(upload, by="test")

        with pytest.raises(lists.NotReady):
            lists.take_over(upload, by="test")
        assert Person.objects.count() == 1

    def test_a_merge_that_dies_leaves_the_list_as_it_was(self, office, monkeypatch):
        upload, _ = check([sheets.employee()], office=office)

        def killed(*args, **kwargs):
            raise KeyboardInterrupt

        monkeypatch.setattr(lists.ledger, "record", killed)
        with pytest.raises(KeyboardInterrupt):
            lists.take_over(upload, by="test")

        assert not Person.objects.exists()
        assert Upload.objects.get(pk=upload.pk).state == Upload.State.CHECKED
        assert StagedRow.objects.filter(upload=upload).count() == 1


def test_accepting_needs_a_ready_row(office, ratna):
    upload, _ = check([sheets.employee(no_wa="0812")], office=office)

    with pytest.raises(lists.NotReady):
        lists.accept(upload, by=ratna)


def test_nothing_is_accepted_while_a_wave_draws_from_the_lists(office, ratna):
    upload, _ = check([sheets.employee()], office=office)
    freezing.freeze(wave="2026", title="Survei 2026")

    with pytest.raises(freezing.ListsAreFrozen):
        lists.accept(upload, by=ratna)


def test_two_who_accept_at_once_accept_once(office, ratna):
    upload, _ = check([sheets.employee()], office=office)
    lists.accept(upload, by=ratna)

    with pytest.raises(lists.NotReady):
        lists.accept(upload, by=ratna)
    assert Entry.objects.filter(verb="list.accepted").count() == 1


@pytest.mark.parametrize("rows", [1, 30])
def test_checking_costs_the_same_for_one_row_or_many(office, rows, django_assert_num_queries):
    upload = receive([sheets.employee() for _ in range(rows)], office=office)

    with access.acting("test"), django_assert_num_queries(37):
        lists.check(upload, on=ON)


@pytest.mark.parametrize("rows", [1, 30])
def test_taking_over_costs_the_same_for_one_row_or_many(office, rows, django_assert_num_queries):
    upload, _ = check([sheets.employee() for _ in range(rows)], office=office)

    with access.acting("test"), django_assert_num_queries(42):
        lists.take_over(upload, by="test")
