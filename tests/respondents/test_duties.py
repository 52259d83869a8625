"""Who answers for an office on which day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from respondents import access, duties
from respondents.models.duties import Duty
from respondents.models.offices import Office
from respondents.models.people import Person
from spi_portal.accounts.permissions import Role
from spi_portal.audit.models.entries import Entry
from tests import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def duty(bayu, today):
    duty = bayu.duty_set.select_related("office").get()
    Duty.objects.filter(pk=duty.pk).update(valid_from=today - 30 * DAY)
    duty.refresh_from_db()
    return duty


@pytest.fixture
def dewi(db):
    return make.user("Dewi Anggraini", Role.OPD_ADMIN)


def held(user) -> list[int]:
    return Office.objects.held_by(user)


class TestDates:
    @pytest.mark.parametrize(
        ("begins", "lasts", "counts"),
        [(0, None, True), (0, 0, True), (-9, -1, False), (1, None, False), (-1, 1, True)],
    )
    def test_a_duty_counts_on_its_days_alone(self, duty, bayu, today, begins, lasts, counts):
        duty.valid_from = today + begins * DAY
        duty.valid_until = None if lasts is None else today + lasts * DAY
        duty.save()

        assert (duty.office_id in held(bayu)) is counts

    def test_the_database_shows_people_on_those_days_alone(self, duty, bayu, today):
        make.person(office=duty.office)
        duty.valid_until = today - DAY
        duty.save()
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE app_staff")

        with access.acting(bayu):
            assert not Person.objects.exists()

        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")

    def test_two_periods_of_one_office_count_once(self, duty, bayu, today):
        Duty.objects.create(user=bayu, office=duty.office, valid_from=today - DAY)

        assert held(bayu) == [duty.office_id]

    def test_an_end_before_the_beginning_is_refused_by_the_database(self, duty):
        duty.valid_until = duty.valid_from - DAY

        with pytest.raises(IntegrityError, match="duty_ends_after_it_begins"):
            duty.save()

    def test_acting_without_an_end_is_refused_by_the_database(self, duty):
        duty.is_acting = True

        with pytest.raises(IntegrityError, match="duty_of_an_acting_official_has_its_end"):
            duty.save()


class TestHandOver:
    def test_the_old_one_ends_the_day_before_the_new_one_begins(
        self, duty, bayu, dewi, ratna, today
    ):
        new = duties.hand_over(duty, to=dewi, on=today + 7 * DAY, decree="SK 5", by=ratna)

        duty.refresh_from_db()
        assert duty.valid_until == today + 6 * DAY
        assert (new.valid_from, new.decree) == (today + 7 * DAY, "SK 5")
        assert held(bayu) == [duty.office_id]
        assert held(dewi) == []

    def test_from_today_on_it_is_the_new_ones_at_once(self, duty, bayu, dewi, ratna, today):
        duties.hand_over(duty, to=dewi, on=today, decree="SK 5", by=ratna)

        assert (held(bayu), held(dewi)) == ([], [duty.office_id])

    def test_both_halves_stand_in_the_ledger(self, duty, bayu, dewi, ratna, today):
        duties.hand_over(duty, to=dewi, on=today, decree="SK 5", by=ratna)

        told = Entry.objects.filter(verb__startswith="duty.").values_list("verb", "subject")
        assert set(told) == {("duty.ended", bayu.reference), ("duty.begun", dewi.reference)}

    def test_it_is_not_made_for_a_day_that_is_over(self, duty, dewi, ratna, today):
        with pytest.raises(duties.WrongDates, match="mulai hari ini"):
            duties.hand_over(duty, to=dewi, on=today - DAY, decree="SK 5", by=ratna)

    def test_nobody_takes_an_office_themselves(self, duty, ratna, today):
        with pytest.raises(duties.Refused, match="diatur oleh orang lain"):
            duties.hand_over(duty, to=ratna, on=today, decree="SK 5", by=ratna)
        assert held(ratna) == []

    def test_who_has_it_already_does_not_get_it(self, duty, bayu, ratna, today):
        with pytest.raises(duties.Refused, match="Pilih orang lain"):
            duties.hand_over(duty, to=bayu, on=today, decree="SK 5", by=ratna)


class TestActing:
    def test_both_have_the_office_until_the_day(self, duty, bayu, dewi, ratna, today):
        duties.begin(
            user=dewi, office=duty.office, last_day=today + DAY, is_acting=True, by=ratna
        )  # fmt: skip

        assert held(bayu) == held(dewi) == [duty.office_id]

    def test_it_needs_an_end(self, duty, dewi, ratna):
        with pytest.raises(duties.WrongDates, match="memerlukan hari terakhir"):
            duties.begin(user=dewi, office=duty.office, is_acting=True, by=ratna)

    def test_the_same_days_twice_are_refused(self, duty, bayu, ratna):
        with pytest.raises(duties.Refused, match="sudah bertugas"):
            duties.begin(user=bayu, office=duty.office, by=ratna)


def test_a_duty_that_never_began_goes_altogether(duty, dewi, ratna, today):
    coming = duties.begin(user=dewi, office=duty.office, begins=today + 9 * DAY, by=ratna)

    duties.end(coming, last_day=today, by=ratna)

    assert not Duty.objects.filter(user=dewi).exists()
