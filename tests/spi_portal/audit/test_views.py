from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals, ledger
from spi_portal.audit.models.approvals import Approval
from spi_portal.audit.models.entries import Entry
from spi_portal.ui import formats
from tests import make

pytestmark = pytest.mark.django_db
INBOX = "audit:approvals"
LEDGER = "audit:entries"


@pytest.fixture
def asked(ratna) -> Approval:
    return approvals.ask("draw", "2026", reason="Semua daftar sudah diperiksa", by=ratna)


@pytest.fixture
def auditor(client):
    client.force_login(make.user("Sari Utami", Role.AUDITOR))
    return client


def cost(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


class TestApprovals:
    @pytest.fixture
    def head(self, client, hadi):
        client.force_login(hadi)
        return client

    def decide(self, client, approval: Approval, **given):
        return client.post(reverse("audit:decide", args=[approval.pk]), given, follow=True)

    def test_it_says_what_is_asked_by_whom_and_why(self, head, asked):
        text = head.get(reverse(INBOX)).text

        assert "Menarik sampel, gelombang 2026" in text
        assert "Semua daftar sudah diperiksa" in text
        assert "Ratna Wulandari (Operator Inspektorat)" in text

    def test_after_two_days_it_says_since_when(self, head, asked):
        assert "menunggu sejak" not in head.get(reverse(INBOX)).text

        Approval.objects.update(asked_at=timezone.now() - timedelta(days=2, minutes=1))

        assert "menunggu sejak" in head.get(reverse(INBOX)).text

    @pytest.mark.parametrize(("choice", "decision"), [("setuju", "granted"), ("tolak", "refused")])
    def test_it_is_decided(self, head, hadi, asked, choice, decision):
        self.decide(head, asked, keputusan=choice)

        asked.refresh_from_db()
        assert (asked.decision, asked.decided_by) == (decision, hadi)

    def test_neither_yes_nor_no_decides_nothing(self, head, asked):
        answer = self.decide(head, asked, keputusan="mungkin")

        assert "Pilih Setujui atau Tolak." in answer.text
        assert Approval.objects.waiting().exists()

    def test_nobody_decides_their_own(self, head, hadi):
        own = approvals.ask("count", "2026", reason="Survei sudah ditutup", by=hadi)

        text = head.get(reverse(INBOX)).text
        answer = self.decide(head, own, keputusan="setuju")

        assert "Permintaan Anda sendiri" in text
        assert f'action="{reverse("audit:decide", args=[own.pk])}"' not in text
        assert "permintaan sendiri diputus orang lain" in answer.text
        assert Approval.objects.waiting().exists()

    def test_what_was_decided_is_not_decided_again(self, head, asked):
        self.decide(head, asked, keputusan="setuju")

        self.decide(head, asked, keputusan="tolak")

        asked.refresh_from_db()
        assert asked.decision == "granted"

    @pytest.mark.parametrize("role", [Role.SEKDA, Role.AUDITOR])
    def test_sekda_and_auditor_are_second_persons_too(self, client, asked, role):
        client.force_login(make.user("Orang Kedua", role))

        self.decide(client, asked, keputusan="setuju")

        asked.refresh_from_db()
        assert asked.decision == "granted"

    def test_the_one_who_runs_the_survey_is_none(self, client, ratna, asked):
        client.force_login(ratna)

        assert self.decide(client, asked, keputusan="setuju").status_code == 403
        assert Approval.objects.waiting().exists()

    def test_who_asked_takes_it_back(self, client, ratna, asked):
        client.force_login(ratna)

        page = client.get(reverse(INBOX)).text
        answer = client.post(reverse("audit:withdraw", args=[asked.pk]), follow=True)

        assert "Permintaan Anda sendiri" in page
        assert "Permintaan ditarik kembali." in answer.text
        assert not Approval.objects.waiting().exists()

    def test_another_s_request_is_not_there_to_take_back(self, head, asked):
        assert head.post(reverse("audit:withdraw", args=[asked.pk])).status_code == 404

    def test_the_start_page_says_since_when_it_waits(self, head, asked):
        asked_at = timezone.now() - timedelta(days=3)
        Approval.objects.update(asked_at=asked_at)

        assert f"Sejak {formats.day(asked_at)}." in head.get("/").text

    def test_an_empty_inbox_says_so(self, head):
        assert "Tidak ada yang menunggu keputusan Anda" in head.get(reverse(INBOX)).text

    def test_the_menu_counts_what_waits(self, head, asked):
        entry = next(e for e in head.get("/").context["navigation"] if e.label == "Persetujuan")

        assert entry.count == 1

    def test_it_costs_the_same_for_one_or_many(self, head, ratna):
        approvals.ask("draw", "2026", reason="Sesuai jadwal", by=ratna)
        one = cost(head, reverse(INBOX))
        approvals.ask("draw", "2027", reason="Sesuai jadwal", by=make.user("A", Role.OPERATOR))
        approvals.ask("draw", "2028", reason="Sesuai jadwal", by=make.user("B", Role.OPERATOR))

        assert cost(head, reverse(INBOX)) == one <= 14


class TestLedger:
    def test_it_says_who_did_what_in_words(self, auditor, asked):
        text = auditor.get(reverse(LEDGER)).text

        assert "Meminta persetujuan" in text
        assert "Ratna Wulandari" in text
        assert "langkah: Menarik sampel" in text

    @pytest.mark.parametrize(
        ("given", "shown"),
        [
            ({"pelaku": "ratna"}, 1),
            ({"pelaku": "siapa"}, 0),
            ({"kegiatan": "approval.asked"}, 1),
            ({"kegiatan": "wave.opened"}, 0),
            ({"hal": "2026"}, 1),
            ({"hal": "2025"}, 0),
            ({"pelaku": "ratna", "kegiatan": "wave.opened"}, 0),
            ({"kegiatan": "bukan kegiatan"}, 1),
            ({"dari": "2000-01-01"}, 1),
            ({"dari": "2999-01-01"}, 0),
            ({"sampai": "2000-01-01"}, 0),
            ({"dari": "kapan", "pelaku": "siapa"}, 0),
        ],
    )
    def test_it_is_filtered(self, auditor, asked, given, shown):
        assert len(auditor.get(reverse(LEDGER), given).context["page"]) == shown

    def test_nothing_found_is_a_sentence(self, auditor):
        text = auditor.get(reverse(LEDGER), {"hal": "tidak ada"}).text

        assert "Belum ada kegiatan pada saringan ini" in text

    def test_it_is_paged_and_the_filter_stays(self, auditor, ratna):
        for number in range(51):
            approvals.ask("draw", f"2026-{number}", reason="Sesuai jadwal", by=ratna)

        first = auditor.get(reverse(LEDGER), {"pelaku": "ratna"})

        assert len(first.context["page"]) == 50
        assert "?pelaku=ratna&amp;halaman=2" in first.text

    def test_a_page_that_is_not_there_shows_the_last(self, auditor, asked):
        assert len(auditor.get(reverse(LEDGER), {"halaman": "99"}).context["page"]) == 1

    def test_it_costs_the_same_for_one_or_many(self, auditor, ratna):
        approvals.ask("draw", "2026", reason="Sesuai jadwal", by=ratna)
        one = cost(auditor, reverse(LEDGER))
        approvals.ask("draw", "2027", reason="Sesuai jadwal", by=ratna)
        approvals.ask("draw", "2028", reason="Sesuai jadwal", by=ratna)

        assert cost(auditor, reverse(LEDGER)) == one <= 15


class TestExport:
    def rows(self, client, **given) -> list[list[str]]:
        answer = client.post(reverse("audit:export"), given)
        text = answer.content.decode()
        assert text.startswith("\ufeff")
        return list(csv.reader(StringIO(text.removeprefix("\ufeff")), delimiter=";"))

    def test_it_is_what_the_filter_shows(self, auditor, asked):
        approvals.ask("draw", "2027", reason="Lain", by=make.user("Lain Orang", Role.OPERATOR))

        head, *rows = self.rows(auditor, pelaku="ratna")

        assert head[0] == "Nomor"
        assert [row[5] for row in rows] == ["2026"]

    def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(self, auditor, ratna):
        ledger.record("x", "=HYPERLINK(1)", by=ratna)
        ledger.record("x", "+62812", by=ratna)

        cells = {row[5] for row in self.rows(auditor)}

        assert {"'=HYPERLINK(1)", "'+62812"} <= cells
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]

    def test_a_semicolon_stays_inside_its_cell(self, auditor, ratna):
        ledger.record("x", "satu; dua", by=ratna)

        assert "satu; dua" in {row[5] for row in self.rows(auditor)}

    def test_that_somebody_took_it_is_in_the_ledger(self, auditor, asked):
        self.rows(auditor)

        entry = Entry.objects.first()
        assert (entry.verb, entry.details) == ("ledger.exported", {"entries": 1})
        assert "Sari Utami" in entry.actor

    def test_it_is_not_taken_by_looking(self, auditor):
        assert auditor.get(reverse("audit:export")).status_code == 405
