from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals, deputies
from spi_portal.audit.models.approvals import Approval
from spi_portal.audit.models.deputies import Deputy
from spi_portal.audit.models.entries import Entry
from spi_portal.post.models import OfficialLetter
from tests import make

pytestmark = pytest.mark.django_db


def granted(by: User, second: User) -> Approval:
    asked = approvals.ask("draw", "2026", reason="Daftar sudah beku", by=by)
    approvals.decide(asked, grant=True, by=second)
    asked.refresh_from_db()
    return asked


def test_the_one_who_asks_does_not_decide(hadi):
    approval = approvals.ask("draw", "2026", reason="Daftar sudah beku", by=hadi)

    with pytest.raises(approvals.MayNotDecide):
        approvals.decide(approval, grant=True, by=hadi)


def test_the_database_holds_the_second_person_too(hadi):
    approval = approvals.ask("draw", "2026", reason="Daftar sudah beku", by=hadi)

    with pytest.raises(IntegrityError, match="approval_needs_a_second_person"):
        Approval.objects.filter(pk=approval.pk).update(
            decision="granted", decided_by=hadi, decided_at=timezone.now()
        )


def test_a_grant_serves_once(ratna, hadi):
    approvals.decide(
        approvals.ask("draw", "2026", reason="Daftar sudah beku", by=ratna), grant=True, by=hadi
    )
    approvals.use("draw", "2026")

    with pytest.raises(approvals.NotApproved):
        approvals.use("draw", "2026")


def test_the_ledger_refuses_to_be_changed(ratna):
    approvals.ask("draw", "2026", reason="Daftar sudah beku", by=ratna)

    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET actor = 'nobody'")


def test_a_deed_is_undone_when_its_entry_cannot_be_written(ratna, monkeypatch):
    def broken(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr(Entry.objects, "create", broken)

    with pytest.raises(IntegrityError):
        approvals.ask("draw", "2026", reason="Daftar sudah beku", by=ratna)
    assert not Approval.objects.exists()


class TestTakingBack:
    def test_the_one_who_asked_takes_it_back(self, ratna):
        asked = approvals.ask("draw", "2026", reason="Keliru", by=ratna)

        approvals.withdraw(asked, by=ratna)

        asked.refresh_from_db()
        assert asked.decision == "withdrawn"
        assert Entry.objects.filter(verb="approval.withdrawn").exists()

    def test_it_can_be_asked_again(self, ratna):
        asked = approvals.ask("draw", "2026", reason="Keliru", by=ratna)
        approvals.withdraw(asked, by=ratna)

        assert approvals.ask("draw", "2026", reason="Benar", by=ratna).pk != asked.pk

    def test_a_grant_that_was_not_used_goes_with_it(self, ratna, hadi):
        asked = granted(ratna, hadi)

        approvals.withdraw(asked, by=ratna)

        with pytest.raises(approvals.NotApproved):
            approvals.use("draw", "2026")

    def test_a_grant_that_was_used_does_not(self, ratna, hadi):
        asked = granted(ratna, hadi)
        approvals.use("draw", "2026")

        with pytest.raises(approvals.MayNotWithdraw):
            approvals.withdraw(asked, by=ratna)

    def test_nobody_takes_back_what_another_asked(self, ratna, hadi):
        asked = approvals.ask("draw", "2026", reason="Sesuai jadwal", by=ratna)

        with pytest.raises(approvals.MayNotWithdraw):
            approvals.withdraw(asked, by=hadi)

    def test_what_was_taken_back_is_not_decided(self, ratna, hadi):
        asked = approvals.ask("draw", "2026", reason="Sesuai jadwal", by=ratna)
        approvals.withdraw(asked, by=ratna)

        with pytest.raises(approvals.MayNotDecide):
            approvals.decide(asked, grant=True, by=hadi)


class TestExpiry:
    def age(self, asked: Approval, **ago: int) -> None:
        moment = timezone.now() - timedelta(**ago)
        Approval.objects.filter(pk=asked.pk).update(decided_at=moment)
        asked.refresh_from_db()

    def test_a_grant_is_used_within_seven_days(self, ratna, hadi):
        self.age(granted(ratna, hadi), days=6, hours=23)

        approvals.use("draw", "2026")

    def test_later_it_is_worth_nothing(self, ratna, hadi):
        asked = granted(ratna, hadi)
        self.age(asked, days=7)

        assert asked.is_expired
        assert not asked.is_standing
        with pytest.raises(approvals.NotApproved):
            approvals.use("draw", "2026")

    def test_it_can_be_asked_again(self, ratna, hadi):
        asked = granted(ratna, hadi)
        self.age(asked, days=7)

        assert approvals.ask("draw", "2026", reason="Lagi", by=ratna).pk != asked.pk


class TestLetters:
    def test_those_who_may_decide_are_told_when_something_is_asked(self, ratna, hadi, sekda):
        auditor = make.user("Sari Utami", Role.AUDITOR)
        make.user("Bukan Pemutus", Role.SYSTEM)

        approvals.ask("draw", "2026", reason="Daftar sudah beku", by=ratna)

        letters = OfficialLetter.objects.filter(about="approval.asked")
        assert {one.to for one in letters} == {hadi.email, sekda.email, auditor.email}
        assert letters[0].subject == "Menunggu keputusan Anda: menarik sampel"
        assert "Daftar sudah beku" in letters[0].text
        assert "/kelola/persetujuan/" in letters[0].text

    def test_a_deputy_is_told_and_the_asker_is_not(self, ratna, hadi):
        deputies.name(
            ratna,
            kind=Deputy.Kind.PLH,
            begins_on=timezone.localdate(),
            ends_on=timezone.localdate(),
            by=hadi,
        )
        approvals.ask("draw", "2026", reason="Oleh operator lain", by=make.user("A", Role.OPERATOR))
        approvals.ask("draw", "2027", reason="Oleh pengganti sendiri", by=ratna)

        told = [one.to for one in OfficialLetter.objects.order_by("pk")]
        assert sorted(told) == sorted([hadi.email, ratna.email, hadi.email])

    def test_a_mandate_that_is_over_is_told_nothing(self, ratna, hadi):
        hadi.valid_until = timezone.localdate() - timedelta(days=1)
        hadi.save()

        approvals.ask("draw", "2026", reason="Sesuai jadwal", by=ratna)

        assert not OfficialLetter.objects.exists()

    @pytest.mark.parametrize(
        ("grant", "said"), [(True, "Disetujui: menarik sampel"), (False, "Ditolak: menarik sampel")]
    )
    def test_the_one_who_asked_is_told_the_decision(self, ratna, hadi, grant, said):
        asked = approvals.ask("draw", "2026", reason="Sesuai jadwal", by=ratna)

        approvals.decide(asked, grant=grant, by=hadi)

        letter = OfficialLetter.objects.get(about="approval.decided")
        assert (letter.to, letter.subject) == (ratna.email, said)
        assert "/kelola/2026/" in letter.text
