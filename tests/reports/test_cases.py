"""Cases with their documents: sealed, agreed to by two, counted, and taken out."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, connection, transaction
from django.utils import timezone

from reports import cases, computing, index, publication
from reports.forms import ShortReasonForm
from reports.models.cases import RecordedCase
from respondents.models.offices import Office
from respondents.scans import NotAScan
from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals
from spi_portal.audit.models.approvals import Approval
from spi_portal.audit.models.entries import Entry
from surveys import purging, retention
from surveys.steps.order import StepOutOfOrder
from tests import make
from tests.reports import scenes
from tests.reports.reading_pages import page, text_of
from tests.surveys.wave_pages import cost

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 putusan atas nama Seseorang"
URL = "/kelola/2026/hasil/perkara/"


def document(**given):
    values = {"number": "12/Pid/2026", "on": timezone.localdate(), "about": "Suap izin"}
    return cases.Document(**(values | {"content": PDF} | given))


@pytest.fixture
def office(wave):
    return Office.objects.get(code="OPD-1")


@pytest.fixture
def case(wave, office, ratna):
    return cases.record(wave, office=office, stage="decided", document=document(), by=ratna)


def agree(case, by):
    approvals.decide(cases.permit(case), grant=True, by=by)


def points(wave):
    return index.run(wave=wave, by="test").figures["city"]["correction"]["prevalence"]


class TestCounting:
    def test_it_takes_nothing_off_before_a_second_person_agreed(self, wave, case, ratna):
        assert points(wave) == 0
        with pytest.raises(approvals.NotApproved):
            cases.count(case, by=ratna)

    def test_agreed_and_counted_it_takes_its_points_and_asks_for_a_new_index(
        self, wave, case, ratna, hadi
    ):
        index.run(wave=wave, by="test")
        agree(case, hadi)
        cases.count(case, by=ratna)

        assert computing.is_waiting(wave)
        assert points(wave) == 1
        assert Entry.objects.get(verb="case.counted").details["office"] == "OPD-1"

    def test_the_hash_of_the_input_knows_it(self, wave, case, ratna, hadi):
        before = index.run(wave=wave, by="test")
        agree(case, hadi)
        assert index.run(wave=wave, by="test").input_hash == before.input_hash
        cases.count(case, by=ratna)

        assert index.run(wave=wave, by="test").input_hash != before.input_hash

    def test_how_many_of_each_stage_stand_in_the_figures(self, wave, office):
        scenes.case(wave, office)
        scenes.case(wave, office, stage="complaint", document="2/2026")

        found = index.run(wave=wave, by="test").figures["offices"][0]["correction"]

        assert found["cases"] == {"decided": 1, "investigated": 0, "complaint": 1}

    def test_a_document_is_recorded_once(self, wave, office, case, ratna):
        with pytest.raises(cases.Refused):
            cases.record(wave, office=office, stage="decided", document=document(), by=ratna)

    def test_after_publication_nothing_is_recorded(self, terbit, ratna):
        with pytest.raises(StepOutOfOrder):
            cases.record(
                terbit.wave,
                office=Office.objects.get(code="OPD-1"),
                stage="decided",
                document=document(),
                by=ratna,
            )

    def test_figures_are_not_published_before_they_know_it(self, wave, case, ratna, hadi):
        index.run(wave=wave, by="test")
        asked = approvals.ask("publish", wave.slug, reason="-", by=ratna)
        approvals.decide(asked, grant=True, by=hadi)
        agree(case, hadi)
        cases.count(case, by=ratna)

        with pytest.raises(publication.NotComputed, match="belum selesai dihitung"):
            publication.publish(wave=wave, by=ratna)
        computing.compute_due()
        with pytest.raises(publication.NotComputed, match="berubah sesudah disetujui"):
            publication.publish(wave=wave, by=ratna)


class TestTakingBack:
    def test_what_does_not_count_is_removed_with_its_request(self, case, ratna):
        cases.remove(case, by=ratna)

        assert not RecordedCase.objects.exists()
        assert Approval.objects.get().decision == "withdrawn"
        assert Entry.objects.filter(verb="case.removed").exists()

    def test_nobody_removes_what_another_recorded(self, client, case, ratna, hadi):
        with pytest.raises(cases.Refused, match="Ratna Wulandari"):
            cases.remove(case, by=hadi)
        approvals.decide(cases.permit(case), grant=False, by=hadi)
        with pytest.raises(cases.Refused, match="Ratna Wulandari"):
            cases.remove(case, by=hadi)

        assert "Hapus catatan" in page(client, ratna, URL).text
        assert "Hapus catatan" not in page(client, hadi, URL).text

    def test_one_s_own_stays_while_a_request_of_another_stands(self, case, ratna, hadi):
        approvals.decide(cases.permit(case), grant=False, by=hadi)
        cases.ask_again(case, by=make.user("Dimas Prayoga", Role.OPERATOR))

        with pytest.raises(cases.Refused, match="Dimas Prayoga"):
            cases.remove(case, by=ratna)
        assert RecordedCase.objects.exists()
        assert cases.permit(case).decision == "waiting"

    def test_what_counts_is_taken_out_by_two_with_a_reason(self, wave, case, ratna, hadi):
        agree(case, hadi)
        cases.count(case, by=ratna)
        with pytest.raises(cases.Refused):
            cases.remove(case, by=ratna)
        cases.ask_out(case, why="Salah kantor", by=ratna)
        case.refresh_from_db()
        with pytest.raises(approvals.NotApproved):
            cases.take_out(case, by=ratna)
        agree(case, hadi)
        cases.take_out(case, by=ratna)

        case.refresh_from_db()
        assert case.taken_out_why == "Salah kantor"
        assert points(wave) == 0

    def test_after_a_refusal_it_can_be_asked_again(self, case, ratna, hadi):
        with pytest.raises(cases.Refused):
            cases.ask_again(case, by=ratna)
        approvals.decide(cases.permit(case), grant=False, by=hadi)
        cases.ask_again(case, by=ratna)

        assert cases.permit(case).decision == "waiting"

    def test_nothing_is_taken_out_that_never_counted(self, case):
        with pytest.raises(Error, match="case_is_taken_out"), transaction.atomic():
            RecordedCase.objects.update(taken_out_at=timezone.now(), taken_out_why="x")


class TestDocument:
    def test_it_rests_sealed_and_comes_back_as_it_was(self, case):
        stored = bytes(RecordedCase.objects.get().sealed)

        assert b"Seseorang" not in stored
        assert cases.document(case) == (PDF, "application/pdf")
        assert case.digest == hashlib.sha256(PDF).hexdigest()

    @pytest.mark.parametrize("content", [b"MZ\x90", b"", b"<html>", b"x" * (5 * 2**20 + 1)])
    def test_what_is_no_document_is_refused(self, wave, office, ratna, content):
        with pytest.raises(NotAScan):
            cases.record(
                wave, office=office, stage="decided", document=document(content=content), by=ratna
            )

    def test_after_five_years_it_goes_and_the_row_stays(self, case):
        later = timezone.now() + retention.CASE_DOCUMENTS

        assert purging.forget_case_documents(timezone.now()) == {"case_documents": 0}
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE app_reports")
            gone = purging.forget_case_documents(later)
            cursor.execute("RESET ROLE")

        assert gone == {"case_documents": 1}
        with pytest.raises(cases.Refused, match="masa simpannya"):
            cases.document(RecordedCase.objects.get())


class TestPages:
    def given(self, office, **given):
        values = {
            "kantor": office.pk, "tahap": "complaint", "nomor": "7/LHP/2026",
            "tanggal": "2026-05-04", "perihal": "Pungutan di loket",
            "berkas": SimpleUploadedFile("lhp.pdf", PDF),
        }  # fmt: skip
        return values | given

    def test_from_recording_to_counting(self, client, ratna, hadi, wave, office):
        client.force_login(ratna)
        said = text_of(client.post(f"{URL}catat/", self.given(office), follow=True))
        assert "Tercatat, belum dihitung" in said
        assert "Menunggu keputusan orang kedua" in said
        case = RecordedCase.objects.get()
        agree(case, hadi)

        done = text_of(client.post(f"{URL}{case.pk}/pakai/", {"langkah": "pakai"}, follow=True))

        assert "dihitung dalam faktor koreksi" in done
        assert "Dihitung: 1" in done

    def test_the_second_person_reads_the_document_and_others_do_not(self, client, sekda, case):
        client.force_login(sekda)
        answer = client.post(f"{URL}{case.pk}/dokumen/")

        assert answer.content == PDF
        taken = Entry.objects.get(verb="case.document_taken")
        assert taken.actor.endswith(sekda.name)
        assert taken.details["document"] == case.document
        assert "attachment" in answer.headers["Content-Disposition"]
        for role in (Role.SEKDA_DELEGATE, Role.OPD_ADMIN, Role.SYSTEM):
            other = make.user("Lain", role, of=case.office if role == Role.OPD_ADMIN else None)
            client.force_login(other)
            assert client.post(f"{URL}{case.pk}/dokumen/").status_code == 403
        assert Entry.objects.filter(verb="case.document_taken").count() == 1

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"berkas": SimpleUploadedFile("x.pdf", b"MZ")}, "bukan PDF, JPEG, atau PNG"),
            ({"berkas": ""}, "Pilih berkas dokumennya."),
            ({"tanggal": "2999-01-01"}, "belum tiba"),
            ({"tanggal": "kemarin"}, "Isi tanggal"),
            ({"tahap": "rumor"}, ""),
            ({"nomor": ""}, "Tulis nomor dokumennya."),
        ],
    )
    def test_bad_input_is_said_and_records_nothing(self, client, ratna, wave, office, given, said):
        client.force_login(ratna)

        answer = client.post(f"{URL}catat/", self.given(office, **given))

        assert answer.status_code == 422
        assert said in answer.text
        assert not RecordedCase.objects.exists()

    def test_a_case_of_another_wave_is_not_found(self, client, ratna, case):
        scenes.wave(2027)
        client.force_login(ratna)

        assert client.post(f"/kelola/2027/hasil/perkara/{case.pk}/dokumen/").status_code == 404

    def test_taking_out_needs_a_reason(self, client, ratna, hadi, case):
        agree(case, hadi)
        cases.count(case, by=ratna)
        client.force_login(ratna)

        assert "Tulis alasannya" in client.post(f"{URL}{case.pk}/cabut/", follow=True).text
        long = client.post(f"{URL}{case.pk}/cabut/", {"alasan": "x" * 151})
        assert long.status_code == 422
        assert "terlalu panjang" in long.text
        assert "x" * 151 in long.text
        client.post(f"{URL}{case.pk}/cabut/", {"alasan": "Salah kantor"})
        assert Approval.objects.get(verb="case_out").reason.endswith("Salah kantor")

    def test_a_new_line_counts_once(self):
        said = "x" * 100 + "\r\n" + "x" * 49

        assert ShortReasonForm({"alasan": said}).is_valid()
        assert not ShortReasonForm({"alasan": said + "x"}).is_valid()


def test_the_page_costs_the_same_for_one_case_or_many(client, wave, case, office, ratna):
    client.force_login(ratna)
    one = cost(client, URL)

    for number in range(4):
        given = document(number=f"{number}/Pid/2026")
        cases.record(wave, office=office, stage="decided", document=given, by=ratna)

    assert cost(client, URL) == one
