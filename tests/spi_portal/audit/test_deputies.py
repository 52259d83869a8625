from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals, deputies
from spi_portal.audit.models.approvals import Approval
from spi_portal.audit.models.deputies import Deputy
from spi_portal.audit.models.entries import Entry
from tests import make

pytestmark = pytest.mark.django_db


def today(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


def name(deputy: User, by: User, *, first: int = 0, last: int = 3) -> Deputy:
    return deputies.name(
        deputy, kind=Deputy.Kind.PLH, begins_on=today(first), ends_on=today(last), by=by
    )


@pytest.fixture
def dimas(db) -> User:
    """Runs the survey too, and stands in for the head."""
    return make.user("Dimas Prayoga", Role.OPERATOR)


@pytest.fixture
def asked(ratna) -> Approval:
    return approvals.ask("draw", "2026", reason="Sesuai jadwal", by=ratna)


def test_a_deputy_decides_in_the_place_of_who_named_them(dimas, hadi, asked):
    name(dimas, hadi)

    approvals.decide(asked, grant=True, by=dimas)

    asked.refresh_from_db()
    assert (asked.decided_by, asked.decided_for) == (dimas, hadi)
    entry = Entry.objects.get(verb="approval.granted")
    assert (entry.actor, entry.details["in_place_of"]) == (f"{dimas.pk} {dimas}", "Hadi Pranoto")


@pytest.mark.parametrize(("first", "last"), [(1, 3), (-3, -1)])
def test_only_on_the_days_named(dimas, hadi, asked, first, last):
    Deputy.objects.create(
        principal=hadi, deputy=dimas, kind="plh", begins_on=today(first), ends_on=today(last)
    )

    with pytest.raises(approvals.MayNotDecide):
        approvals.decide(asked, grant=True, by=dimas)


def test_not_their_own_request(dimas, hadi):
    name(dimas, hadi)
    own = approvals.ask("draw", "2026", reason="Sesuai jadwal", by=dimas)

    with pytest.raises(approvals.MayNotDecide):
        approvals.decide(own, grant=True, by=dimas)


def test_not_the_request_of_the_one_they_stand_in_for(dimas, hadi):
    """Else the head would decide alone, by another's hand."""
    name(dimas, hadi)
    own = approvals.ask("draw", "2026", reason="Sesuai jadwal", by=hadi)

    assert not approvals.waiting_for(dimas).exists()
    with pytest.raises(approvals.MayNotDecide):
        approvals.decide(own, grant=True, by=dimas)


def test_the_database_holds_that_too(dimas, hadi):
    own = approvals.ask("draw", "2026", reason="Sesuai jadwal", by=hadi)

    with pytest.raises(IntegrityError, match="approval_by_no_deputy_of_who_asked"):
        Approval.objects.filter(pk=own.pk).update(
            decision="granted", decided_by=dimas, decided_for=hadi, decided_at=timezone.now()
        )


def test_who_stands_in_for_two_decides_for_the_other(dimas, hadi, sekda):
    name(dimas, hadi)
    name(dimas, sekda)
    asked = approvals.ask("draw", "2026", reason="Sesuai jadwal", by=hadi)

    approvals.decide(asked, grant=True, by=dimas)

    asked.refresh_from_db()
    assert asked.decided_for == sekda


def test_a_mandate_that_is_over_is_stood_in_for_by_nobody(dimas, hadi, asked):
    name(dimas, hadi)
    hadi.valid_until = today(-1)
    hadi.save()

    with pytest.raises(approvals.MayNotDecide):
        approvals.decide(asked, grant=True, by=dimas)


def test_it_ends_at_once_when_it_is_ended(dimas, hadi, asked):
    deputies.end(name(dimas, hadi), by=hadi)

    assert not approvals.decides(dimas)
    assert Entry.objects.filter(verb="deputy.ended").exists()


def test_nobody_else_ends_it(dimas, hadi, sekda):
    deputies.end(name(dimas, hadi), by=sekda)

    assert approvals.decides(dimas)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OPERATOR}))
def test_only_who_reads_requests_and_does_not_decide_them_anyway_is_named(hadi, role):
    with pytest.raises(deputies.CannotBeDeputy):
        name(make.user("Orang Lain", role), hadi)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.HEAD, Role.SEKDA}))
def test_only_head_and_sekda_name_somebody(dimas, role):
    with pytest.raises(deputies.CannotBeDeputy):
        name(dimas, make.user("Orang Lain", role))


@pytest.mark.parametrize(("first", "last"), [(3, 2), (-3, -1), (0, 184)])
def test_days_that_make_no_sense_are_refused(dimas, hadi, first, last):
    with pytest.raises(deputies.CannotBeDeputy):
        name(dimas, hadi, first=first, last=last)


class TestPage:
    def form(self, client, deputy: User, **given):
        values = {
            "pengganti": deputy.pk,
            "sebagai": "plh",
            "mulai": today().isoformat(),
            "selesai": today(5).isoformat(),
        }
        return client.post(reverse("audit:name-deputy"), values | given, follow=True)

    def test_the_head_names_somebody_and_ends_it(self, client, hadi, dimas):
        client.force_login(hadi)

        answer = self.form(client, dimas)
        assert "Dimas Prayoga memutuskan atas nama Anda" in answer.text
        ended = client.post(
            reverse("audit:end-deputy", args=[Deputy.objects.get().pk]), follow=True
        )

        assert "Wewenang pengganti berakhir sekarang." in ended.text
        assert not approvals.decides(dimas)

    def test_what_is_wrong_is_said_at_its_field(self, client, hadi, dimas):
        client.force_login(hadi)

        answer = self.form(client, dimas, selesai=today(-1).isoformat())

        assert answer.status_code == 422
        assert "Hari terakhir tidak boleh sebelum hari pertama" in answer.text

    def test_the_deputy_sees_for_whom_and_decides(self, client, hadi, dimas, asked):
        name(dimas, hadi)
        client.force_login(dimas)

        page = client.get(reverse("audit:approvals")).text
        client.post(reverse("audit:decide", args=[asked.pk]), {"keputusan": "setuju"})

        assert "Anda pengganti" in page
        assert "Plh. Hadi Pranoto (Inspektur) sampai" in page
        asked.refresh_from_db()
        assert asked.decision == "granted"

    def test_the_start_page_and_the_menu_tell_the_deputy(self, client, hadi, dimas, asked):
        name(dimas, hadi)
        client.force_login(dimas)

        answer = client.get("/")

        assert "Menunggu keputusan Anda: menarik sampel, gelombang 2026" in answer.text
        assert next(e for e in answer.context["navigation"] if e.label == "Persetujuan").count == 1

    def test_an_auditor_names_nobody(self, client, dimas):
        client.force_login(make.user("Sari Utami", Role.AUDITOR))

        assert "Tunjuk pengganti" not in client.get(reverse("audit:approvals")).text
        assert self.form(client, dimas).status_code == 403
