from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from spi_portal.accounts.permissions import Role
from spi_portal.audit.models.entries import Entry
from spi_portal.notices import occasions
from spi_portal.ui import formats
from surveys import calendar, chasing, extensions
from surveys.models.extensions import ListExtension
from surveys.models.milestones import Milestone
from surveys.models.waves import Wave
from tests import make
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def wave(ratna) -> Wave:
    """Lists are due in 3 days, the survey opens in 20."""
    wave = playing.lists(ratna, offices=())
    wave.opens_at = timezone.now() + timedelta(days=20)
    wave.closes_at = timezone.now() + timedelta(days=50)
    wave.save()
    wave.milestones.filter(kind=Milestone.Kind.DRAW).update(due_on=in_days(3))
    return wave


@pytest.fixture
def operator(client, ratna):
    client.force_login(ratna)
    return client


def extend(wave, opd, days: int, *, by):
    return extensions.extend(
        wave=wave, opd=opd, until=in_days(days), reason="Banjir di kantornya", by=by
    )


def send(client, wave, opd, **given):
    values = {"sampai": in_days(6).isoformat(), "alasan": "Banjir di kantornya"}
    path = reverse("surveys:extend_lists", args=[wave.slug, opd.code])
    return client.post(path, values | given)


class TestTheDay:
    def test_it_is_later_for_the_office_and_its_units_and_for_nobody_else(self, wave, ratna):
        opd, other = make.office(), make.office()
        unit = make.office(parent=opd)
        extend(wave, opd, 6, by=ratna)

        days = calendar.lists_due_of(wave, [opd.pk, unit.pk, other.pk])

        assert days == {opd.pk: in_days(6), unit.pk: in_days(6), other.pk: in_days(3)}

    def test_it_is_that_of_all_once_that_moved_behind_it(self, wave, ratna):
        opd = make.office()
        extend(wave, opd, 6, by=ratna)
        wave.milestones.filter(kind=Milestone.Kind.DRAW).update(due_on=in_days(9))

        assert calendar.lists_due_of(wave, [opd.pk]) == {opd.pk: in_days(9)}

    def test_it_never_reaches_the_opening_that_moved_before_it(self, wave, ratna):
        opd = make.office()
        extend(wave, opd, 19, by=ratna)
        wave.opens_at = timezone.now() + timedelta(days=10)
        wave.save()

        assert calendar.lists_due_of(wave, [opd.pk]) == {opd.pk: in_days(9)}


class TestRefused:
    @pytest.mark.parametrize(
        ("days", "why"),
        [
            (-1, "sudah lewat"),
            (2, "lebih awal daripada hari untuk semua OPD"),
            (20, "sehari sebel"),
        ],
    )
    def test_days_that_cannot_be(self, wave, ratna, days, why):
        with pytest.raises(extensions.NotPossible, match=why):
            extend(wave, make.office(), days, by=ratna)
        assert not ListExtension.objects.exists()

    @pytest.mark.parametrize("days", [3, 19])
    def test_the_days_at_both_ends_are_possible(self, wave, ratna, days):
        assert extend(wave, make.office(), days, by=ratna).until == in_days(days)

    def test_once_the_lists_are_frozen(self, wave, ratna):
        playing.office_of(30)
        playing.freeze(wave, by=ratna)

        with pytest.raises(extensions.NotPossible, match="sudah dibekukan"):
            extend(wave, make.office(), 6, by=ratna)

    def test_the_database_keeps_none_without_a_reason(self, wave, ratna):
        with pytest.raises(IntegrityError), transaction.atomic():
            ListExtension.objects.create(
                wave=wave, opd=make.office(), until=in_days(6), reason="", recorded_by=ratna
            )


class TestThePage:
    def test_it_is_recorded_shown_and_in_the_ledger(self, operator, wave, ratna):
        opd = make.office()

        assert send(operator, wave, opd).status_code == 302

        assert ListExtension.objects.get().recorded_by == ratna
        entry = Entry.objects.get(verb="list.extended")
        assert entry.details["reason"] == "Banjir di kantornya"
        page = operator.get(reverse("surveys:chase", args=[wave.slug, opd.code])).text
        assert "“Banjir di kantornya”" in page
        overview = operator.get(reverse("surveys:chasing", args=[wave.slug])).text
        assert f"sampai {formats.day(in_days(6))}, 6 hari lagi" in overview

    def test_a_second_one_replaces_the_first(self, operator, wave):
        opd = make.office()
        send(operator, wave, opd)
        send(operator, wave, opd, sampai=in_days(8).isoformat())

        assert ListExtension.objects.get().until == in_days(8)

    @pytest.mark.parametrize(
        "given", [{"alasan": ""}, {"sampai": "besok"}, {"sampai": "2001-01-01"}]
    )
    def test_what_is_wrong_is_said_and_the_rest_kept(self, operator, wave, given):
        kept = {"alasan": "Pindah kantor"} | given

        answer = send(operator, wave, make.office(), **kept)

        assert answer.status_code == 422
        assert kept["alasan"] in answer.text
        assert not ListExtension.objects.exists()

    def test_the_role_of_the_web_process_suffices(self, operator, wave, as_app_staff):
        opd = make.office()
        assert send(operator, wave, opd).status_code == 302
        assert send(operator, wave, opd).status_code == 302


class TestTold:
    """The same day wherever the office reads one."""

    def test_in_the_message(self, wave, ratna):
        opd = make.office()
        extend(wave, opd, 6, by=ratna)

        text = chasing.message(
            wave, chasing.row_of(wave, opd), signed="Inspektorat Kota Tirtamulya"
        )
        assert f"{formats.day(in_days(6))} (6 hari lagi)" in text

    def test_on_the_first_page_of_its_admin_and_of_its_head(self, client, wave, ratna):
        opd = make.office()
        extend(wave, opd, 6, by=ratna)

        for role in (Role.OPD_ADMIN, Role.OPD_HEAD):
            client.force_login(make.user("Citra", role, of=opd))
            assert f"paling lambat {formats.day(in_days(6))}" in client.get("/").text

    def test_in_what_they_are_told_shortly_before(self, wave, ratna, bayu, citra):
        opd = bayu.duty_set.get().office
        extend(wave, opd, 6, by=ratna)

        told = {one.user: one for one in occasions.all_of_now() if one.key.startswith("list-")}

        assert told[bayu].by_when == in_days(6)
        assert told[bayu].text.startswith("Tinggal 6 hari")
        assert told[citra].text.startswith("Tinggal 3 hari")
