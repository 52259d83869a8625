"""What waits for somebody, on their first page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from respondents.models.duties import Duty
from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals
from spi_portal.audit.models.approvals import Approval
from surveys.models.inspections import Inspection
from surveys.models.jobs import Job
from surveys.models.messages import Message
from tests import make
from tests.spi_portal.first_pages import sign_in, upload
from tests.surveys.steps import playing
from tests.surveys.wave_pages import in_state

pytestmark = pytest.mark.django_db


class TestPending:
    @pytest.fixture
    def wave(self):
        return in_state("open")

    def texts(self, client) -> list[str]:
        return [matter.text for matter in client.get("/").context["pending"]]

    def test_nothing_pending_is_said(self, client, ratna, wave):
        client.force_login(ratna)

        assert "Tidak ada. Semua yang dapat dikerjakan" in client.get("/").text

    def test_a_request_of_another_waits_for_the_second_person(self, client, ratna, hadi):
        approvals.ask("draw", "2026", reason="Sesuai jadwal", by=ratna)
        client.force_login(hadi)

        assert self.texts(client) == ["Menunggu keputusan Anda: menarik sampel, gelombang 2026"]

    def test_ones_own_request_is_shown_as_waiting(self, client, ratna):
        approvals.ask("draw", "2026", reason="Sesuai jadwal", by=ratna)
        client.force_login(ratna)

        assert self.texts(client) == ["Menunggu orang kedua: menarik sampel"]

    def test_lists_with_trouble_are_counted_by_their_last_upload(self, client, ratna):
        mended = make.office()
        upload("checked", office=mended)
        upload("taken_over", office=mended)
        upload("unreadable")
        upload("checked")
        client.force_login(ratna)

        assert self.texts(client) == ["2 daftar bermasalah atau belum dipakai"]

    def test_a_job_that_failed_is_shown(self, client, ratna, wave):
        Job.objects.create(
            wave=wave, step="renew", state="failed", due_at=timezone.now(), problem="NoDisk"
        )
        client.force_login(ratna)

        assert self.texts(client) == ["Gagal: memperbarui pengumuman"]

    @pytest.mark.parametrize(("tries", "told"), [(4, 0), (5, 1)])
    def test_a_job_that_is_tried_again_and_again_is_shown(self, client, ratna, wave, tries, told):
        since = timezone.now() - timedelta(hours=5)
        Job.objects.create(
            wave=wave, step="close", due_at=timezone.now(), problem="NoDisk", tries=tries,
            failing_since=since,
        )  # fmt: skip
        client.force_login(ratna)

        pending = client.get("/").context["pending"]

        assert [(one.text, one.since) for one in pending] == [
            ("Belum berhasil: menutup", since)
        ] * told

    def test_messages_that_failed_are_counted(self, client, ratna):
        playing.opened(ratna)
        Message.objects.update(state="failed", failure="Alamat ditolak (kode 550).")
        client.force_login(ratna)

        assert self.texts(client) == ["30 pesan tidak sampai"]

    @pytest.mark.parametrize("role", [Role.OPD_ADMIN, Role.OPD_HEAD, Role.SEKDA_DELEGATE])
    def test_it_is_of_those_alone_who_can_do_something(self, client, role, ratna, wave):
        approvals.ask("draw", "2026", reason="Sesuai jadwal", by=ratna)
        upload("unreadable")

        assert self.texts(sign_in(client, role)) == []

    def test_a_day_of_the_calendar_that_passed_is_told(self, client, ratna):
        late = timezone.now() - timedelta(days=3)
        in_state("frozen", opens_at=late)
        client.force_login(ratna)

        (matter,) = client.get("/").context["pending"]
        assert matter.text.startswith("Survei berjalan: lewat")
        assert timezone.localdate(matter.since) == timezone.localdate(late)

    def test_offices_without_a_list_are_named(self, client, ratna):
        in_state("lists")
        make.office(short_name="Dinkes")
        client.force_login(ratna)

        assert "1 OPD belum punya daftar pegawai: Dinkes" in self.texts(client)

    @pytest.mark.parametrize(("days", "told"), [(14, 1), (15, 0), (-1, 0)])
    def test_accounts_and_duties_that_end_soon_are_told(self, client, ratna, bayu, days, told):
        end = timezone.localdate() + timedelta(days=days)
        type(bayu).objects.filter(pk=bayu.pk).update(valid_until=end)
        duties = Duty.objects.filter(user=bayu)
        duties.update(valid_from=end - timedelta(days=30), valid_until=end)
        client.force_login(ratna)

        lines = ["1 akun segera berakhir", "1 tugas untuk kantor segera berakhir"]
        assert self.texts(client) == lines * told

    def test_a_server_that_is_not_ready_is_told(self, client, ratna):
        now = timezone.now()
        inspection = Inspection.objects.create(state="done", asked_at=now, due_at=now, done_at=now)
        inspection.findings.create(subject="disk", state="missing", measured="-", advice="Tambah.")
        inspection.findings.create(subject="spf", state="good", measured="-")
        client.force_login(ratna)

        assert self.texts(client) == ["Kesiapan server: 1 hal belum baik"]

    def test_the_oldest_comes_first_and_each_says_since_when(self, client, ratna, hadi):
        in_state("frozen", opens_at=timezone.now() - timedelta(days=3))
        asked = approvals.ask("draw", "2026", reason="Sesuai jadwal", by=ratna)
        Approval.objects.filter(pk=asked.pk).update(asked_at=timezone.now() - timedelta(days=5))
        upload("unreadable")
        client.force_login(hadi)

        answer = client.get("/")

        assert [one.text.split()[0] for one in answer.context["pending"]] == [
            "Menunggu",
            "Survei",
            "1",
        ]
        assert answer.text.count(" Sejak ") == 3

    def test_there_are_never_more_than_seven(self, client, ratna, hadi):
        for number in range(9):
            approvals.ask("draw", f"2026-{number}", reason="Sesuai jadwal", by=ratna)
        client.force_login(hadi)

        assert len(self.texts(client)) == 7
