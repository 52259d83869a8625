from __future__ import annotations

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from spi_portal.audit import approvals
from spi_portal.audit.models.approvals import Approval
from spi_portal.audit.models.entries import Entry

pytestmark = pytest.mark.django_db


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
