"""One file of the personnel office for all OPDs, from its upload to each OPD's own hands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from respondents import access, city_files, lists, repairs, tasks
from respondents.models.city_files import CityFile, CityShare, KnownUnit, RosterEntry
from respondents.models.lists import LEASE, Upload
from respondents.models.offices import Office
from respondents.models.people import Person
from respondents.models.staged import StagedRow
from spi_portal.audit.models.entries import Entry
from surveys import purging
from surveys.retention import Who
from tests import make
from tests.respondents import sheets
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db
State = CityFile.State


@pytest.fixture
def health():
    office = make.office(code="DINKES", name="Dinas Kesehatan", short_name="Dinkes")
    make.office(name="Puskesmas Melati", parent=office, kind=Office.Kind.UNIT)
    return office


@pytest.fixture
def roads():
    return make.office(code="DPU", name="Dinas Pekerjaan Umum", short_name="DPU")


@pytest.fixture
def rows(health, roads):
    return [
        sheets.employee(kode_opd=None, unit_kerja="Puskesmas Melati"),
        sheets.employee(kode_opd="DPU"),
        sheets.employee(kode_opd=None, unit_kerja="Dinas Kesehatan Kota"),
    ]


def receive(rows, by, *, purpose="share") -> CityFile:
    content = sheets.xlsx(rows)
    return city_files.receive(
        file_name="bkpsdm.xlsx", content=content, purpose=purpose, by=by
    )  # fmt: skip


def again(file: CityFile) -> CityFile:
    return CityFile.objects.get(pk=file.pk)


def placed(rows, by, **given) -> CityFile:
    file = receive(rows, by, **given)
    tasks.work()
    return again(file)


def shared(rows, by) -> CityFile:
    file = placed(rows, by)
    city_files.accept(file, by=by)
    tasks.work()
    return again(file)


class TestReading:
    def test_it_tells_whose_rows_these_are_and_gives_nobody_any(self, rows, ratna):
        file = placed(rows, ratna)

        assert file.state == State.PLACED
        assert file.by_office == {"DINKES": 1, "DPU": 1}
        assert file.unknown == {"Dinas Kesehatan Kota": 1}
        assert not Upload.objects.exists()

    def test_the_file_lies_sealed_and_the_same_one_is_recognised(self, rows, ratna):
        content = sheets.xlsx(rows)
        first, second = (
            city_files.receive(file_name="a.xlsx", content=content, purpose="share", by=ratna)
            for _ in range(2)
        )

        assert first == second
        assert content[:40] not in bytes(first.content)

    def test_an_unknown_unit_is_proposed_an_opd(self, rows, health, ratna):
        (unknown,) = city_files.unknown_of(placed(rows, ratna))

        assert (unknown.name, unknown.rows, unknown.proposal) == (
            "Dinas Kesehatan Kota", 1, health,
        )  # fmt: skip

    def test_a_short_name_with_more_around_it_is_proposed_too(self, health, roads, ratna):
        rows = [
            sheets.employee(kode_opd=None, unit_kerja=unit)
            for unit in ("Dinkes Kota Tirtamulya", "Seksi Antah")
        ]
        proposed = {one.name: one.proposal for one in city_files.unknown_of(placed(rows, ratna))}

        assert proposed == {"Dinkes Kota Tirtamulya": health, "Seksi Antah": None}

    def test_an_answer_is_kept_for_next_year(self, rows, health, ratna):
        file = placed(rows, ratna)

        city_files.explain_units(file, {"Dinas Kesehatan Kota": health}, by=ratna)
        tasks.work()

        assert again(file).by_office == {"DINKES": 2, "DPU": 1}
        assert KnownUnit.objects.get().office == health
        next_year = placed([*rows, sheets.employee(kode_opd="DPU")], ratna)
        assert next_year.unknown == {}

    def test_columns_that_are_guessed_are_asked_for_once(self, rows, ratna):
        for row in rows:
            row["pekerjaan"] = row.pop("jabatan")
        file = placed(rows, ratna)
        assert file.state == State.MATCHING

        answers = {match.key: match.field for match in city_files.question_of(file)}
        answers["pekerjaan"] = "position"
        city_files.explain_columns(file, answers, by=ratna)
        tasks.work()

        assert again(file).state == State.PLACED
        assert placed(rows[:2], ratna).state == State.PLACED

    def test_without_any_column_that_could_say_the_opd_it_is_refused(self, health, ratna):
        rows = [{"nama": "Ada Contoh", "nip": "198503122010011001"}]
        file = placed(rows, ratna, purpose="compare")

        assert (file.state, file.content) == (State.UNREADABLE, None)
        assert "unit kerja" in file.problem

    def test_nobody_s_answer_for_a_month_and_it_is_gone(self, rows, ratna):
        file = placed(rows, ratna)
        CityFile.objects.update(uploaded_at=timezone.now() - timedelta(days=31))

        purging.purge(Who.REPORTS)

        assert (again(file).state, again(file).content) == (State.DROPPED, None)


class TestSharing:
    def test_each_opd_has_its_rows_to_mend_and_no_list_has_changed(self, rows, health, ratna):
        file = shared(rows, ratna)

        assert (file.state, file.content) == (State.DONE, None)
        upload = Upload.objects.get(office=health)
        assert (upload.state, upload.rows, upload.uploaded_by) == ("checked", 1, ratna)
        assert upload.content is None
        assert not Person.objects.exists()
        assert Entry.objects.get(verb="city_file.shared").details == {"offices": 2, "left_out": 0}

    def test_an_opd_that_mends_its_own_file_is_left_alone(self, rows, health, ratna):
        own = lists.receive(
            file_name="sendiri.xlsx", content=sheets.xlsx([sheets.employee()]), office=health,
            kind="internal", by="test",
        )  # fmt: skip
        tasks.work()

        file = shared(rows, ratna)

        assert Upload.objects.get(pk=own.pk).state == Upload.State.CHECKED
        assert CityShare.objects.get(file=file, office=health).upload is None

    def test_a_share_that_nobody_touched_gives_way_to_the_next(self, rows, health, ratna):
        first = shared(rows, ratna)
        shared([*rows, sheets.employee(kode_opd="DINKES")], ratna)

        old = first.shares.get(office=health).upload
        assert old.state == Upload.State.DROPPED
        assert Upload.objects.get(office=health, state="checked").rows == 2

    def test_one_that_was_mended_does_not(self, rows, health, ratna, bayu):
        rows[0]["no_wa"] = "0812"
        mended = shared(rows, ratna).shares.get(office=health).upload
        repairs.skip(mended, [StagedRow.objects.get(upload=mended).row], by=bayu)

        shared([*rows, sheets.employee(kode_opd="DINKES")], ratna)

        assert Upload.objects.get(pk=mended.pk).state == Upload.State.CHECKED

    def test_a_killed_worker_goes_on_behind_the_last_opd(self, rows, roads, ratna, monkeypatch):
        file = placed(rows, ratna)
        city_files.accept(file, by=ratna)
        give, given = city_files._give, []

        def killed_at_the_second(*args):
            if given:
                raise KeyboardInterrupt
            given.append(args[1])
            give(*args)

        monkeypatch.setattr(city_files, "_give", killed_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            tasks.work()
        monkeypatch.undo()
        assert [share.office for share in file.shares.all()] == given
        assert again(file).state == State.ACCEPTED

        tasks.attend_city_file(file.pk, at=timezone.now() + 2 * LEASE)

        assert again(file).state == State.DONE
        assert sorted(file.shares.values_list("office__code", flat=True)) == ["DINKES", "DPU"]
        assert Upload.objects.count() == 2

    def test_a_dropped_one_gives_nobody_anything(self, rows, ratna):
        file = placed(rows, ratna)
        city_files.drop(file, by=ratna)

        with pytest.raises(lists.NotReady):
            city_files.accept(file, by=ratna)
        assert again(file).content is None

    def test_without_one_known_opd_there_is_nothing_to_share(self, health, ratna):
        file = placed([sheets.employee(kode_opd=None, unit_kerja="Antah")], ratna)

        with pytest.raises(lists.NotReady):
            city_files.accept(file, by=ratna)

    def test_the_worker_needs_no_more_than_its_role(self, rows, ratna):
        file = placed(rows, ratna)
        city_files.accept(file, by=ratna)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE app_reports")
        tasks.work()
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")

        assert again(file).state == State.DONE


class TestWhoSeesIt:
    def test_an_opd_sees_no_city_file_and_of_a_roster_its_own(
        self, rows, ratna, bayu, as_app_staff
    ):
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
        mine = Office.objects.get(duty__user=bayu)
        shared(rows, ratna)
        for number, office in enumerate((mine, Office.objects.get(code="DPU"))):
            RosterEntry.objects.create(office=office, name="A", nip_index=bytes([number]))
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE app_staff")

        with access.acting(bayu):
            assert not CityFile.objects.exists()
            assert not CityShare.objects.exists()
            assert [entry.office for entry in RosterEntry.objects.all()] == [mine]
        with access.acting(ratna):
            assert CityFile.objects.exists()
            assert RosterEntry.objects.count() == 2


class TestPages:
    @pytest.fixture
    def page(self, client, ratna):
        client.force_login(ratna)
        return client

    def send(self, page, rows, purpose="share"):
        content = SimpleUploadedFile("bkpsdm.xlsx", sheets.xlsx(rows))
        sent = page.post(url("city_files"), {"tujuan": purpose, "file": content}, follow=True)
        tasks.work()
        return sent

    def asked(self, page, file) -> str:
        """The name of the first field that asks for an OPD."""
        units = page.get(url("city_file", file.pk)).context["units"]
        return next(bound.html_name for _, bound in units.lines)

    def test_an_answer_from_an_older_page_is_for_the_unit_that_it_was_about(
        self, page, rows, health, ratna
    ):
        rows += [sheets.employee(kode_opd=None, unit_kerja="Seksi Antah") for _ in range(2)]
        self.send(page, rows)
        file = CityFile.objects.get()
        seen = self.asked(page, file)  # of Seksi Antah, which has most rows
        city_files.explain_units(file, {"Seksi Antah": health}, by=ratna)  # in another window
        tasks.work()

        page.post(url("city_file_units", file.pk), {seen: "DPU"})

        assert [unit.name for unit in KnownUnit.objects.all()] == ["Seksi Antah"]
        assert again(file).unknown == {"Dinas Kesehatan Kota": 1}

    def test_from_the_upload_to_each_opd_s_hands(self, page, rows, health, bayu):
        assert "memuat ulang sendiri" in self.send(page, rows).text
        file = CityFile.objects.get()
        text = page.get(url("city_file", file.pk)).text
        assert "Dinas Kesehatan Kota" in text
        assert "Bagikan kepada OPD" in text

        page.post(url("city_file_units", file.pk), {self.asked(page, file): "DINKES"})
        tasks.work()
        page.post(url("city_file_accept", file.pk))
        assert "OPD yang sudah ditangani" in page.get(url("city_file", file.pk)).text
        tasks.work()

        assert "2 OPD menerima barisnya" in page.get(url("city_file", file.pk)).text
        page.force_login(make.user("Admin", "opd_admin", of=health))
        upload = Upload.objects.get(office=health)
        assert page.get(url("upload", upload.pk)).status_code == 200
        assert page.get(url("city_file", file.pk)).status_code == 403

    def test_what_is_shared_is_told_before_it_is(self, page, rows, health):
        lists.receive(
            file_name="a.xlsx", content=sheets.xlsx([sheets.employee()]), office=health,
            kind="internal", by="test",
        )  # fmt: skip
        self.send(page, rows)

        text = page.get(url("city_file", CityFile.objects.get().pk)).text
        assert "1 OPD sedang memperbaiki berkasnya sendiri" in text
        assert "1 baris yang belum diketahui OPD-nya tidak dibagikan" in text

    def test_a_file_without_a_purpose_is_refused_with_a_sentence(self, page, rows):
        sent = self.send(page, rows, purpose="")

        assert sent.status_code == 422
        assert "Pilih untuk apa berkas ini." in sent.text

    def test_columns_are_asked_for_as_for_an_office(self, page, rows):
        for row in rows:
            row["pekerjaan"] = row.pop("jabatan")
        self.send(page, rows)
        file = CityFile.objects.get()
        match = page.get(url("city_file", file.pk), follow=True)
        assert "Cocokkan kolom" in match.text

        fields = match.context["form"].fields.items()
        typed = {
            name: field.initial or ("position" if "pekerjaan" in field.label else "")
            for name, field in fields
        }
        page.post(url("city_file_match", file.pk), typed)
        tasks.work()

        assert again(file).state == State.PLACED

    def test_one_column_has_to_say_the_opd_and_its_name_will_do(self, page, rows, health):
        people = [
            {"nama": row["nama"], "nip": row["nip"], "tempat": "Dinas Kesehatan"} for row in rows
        ]
        self.send(page, people, purpose="compare")
        file = CityFile.objects.get()
        assert file.state == State.MATCHING
        address = url("city_file_match", file.pk)

        refused = page.post(address, {"kolom-0": "name", "kolom-1": "nip", "kolom-2": ""})
        assert refused.status_code == 422
        assert "Belum ada kolom untuk Unit kerja atau Kode OPD" in refused.text

        page.post(address, {"kolom-0": "name", "kolom-1": "nip", "kolom-2": "office_code"})
        tasks.work()
        assert again(file).by_office == {"DINKES": 3}

    def test_a_cancelled_one_cannot_be_gone_on_with(self, page, rows):
        self.send(page, rows)
        file = CityFile.objects.get()
        page.post(url("city_file_drop", file.pk))

        answer = page.post(url("city_file_accept", file.pk), follow=True)

        assert "sudah dilanjutkan atau dibatalkan" in answer.text
        assert not Upload.objects.exists()

    def test_the_matrix_counts_the_differences(self, page, rows, ratna, health):
        wave = playing.lists(ratna, offices=())
        self.send(page, rows, purpose="compare")
        page.post(url("city_file_accept", CityFile.objects.get().pk))
        tasks.work()

        text = page.get(reverse("surveys:chasing", args=[wave.slug])).text
        assert "Banding BKPSDM" in text
        assert "1 belum ada" in text
        assert reverse("respondents:roster", args=["DINKES"]) in text


def url(name, *args):
    return reverse(f"respondents:{name}", args=args)
