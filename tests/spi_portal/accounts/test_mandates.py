"""What changes about an account, who may change it, and that devices follow at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError
from django.test import Client

from respondents import duties
from respondents.models.offices import Office
from spi_portal.accounts.models import State, User
from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals
from spi_portal.audit.models.approvals import Approval
from spi_portal.audit.models.entries import Entry
from spi_portal.staffing import invitations, mandates
from spi_portal.staffing.invitations import NotPossible
from tests import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CHECKED = "Datang sendiri ke Inspektorat dengan kartu pegawai"


@pytest.fixture
def devices():
    """Signs somebody in on two devices; tells afterwards how many are still in."""

    class Devices:
        def __init__(self, user: User) -> None:
            self.user, self.clients = user, [Client(), Client()]
            for client in self.clients:
                client.force_login(user)

        def still_in(self) -> int:
            return sum(client.get("/").status_code == 200 for client in self.clients)

    return Devices


def nothing_left(user: User) -> bool:
    keys = [session.get_decoded().get("_auth_user_id") for session in Session.objects.all()]
    return str(user.pk) not in keys and not UserSession.objects.filter(user=user).exists()


class TestRole:
    def test_it_changes_and_every_device_is_out(self, bayu, ratna, devices):
        two = devices(bayu)
        assert two.still_in() == 2

        mandates.take_role(bayu, Role.OPD_HEAD, by=ratna)

        bayu.refresh_from_db()
        assert bayu.role == Role.OPD_HEAD
        assert nothing_left(bayu)
        assert two.still_in() == 0

    @pytest.mark.parametrize("role", [Role.HEAD, Role.AUDITOR, Role.SYSTEM])
    def test_a_role_that_decides_needs_the_second_person(self, bayu, ratna, role):
        with pytest.raises(approvals.NotApproved):
            mandates.take_role(bayu, role, by=ratna)
        bayu.refresh_from_db()
        assert bayu.role == Role.OPD_ADMIN

    def test_with_the_grant_it_is_given_and_the_office_goes(self, bayu, ratna, grant, devices):
        two = devices(bayu)
        invitations.ask_for_role(bayu, Role.AUDITOR, by=ratna)
        grant()

        mandates.take_role(bayu, Role.AUDITOR, by=ratna)

        bayu.refresh_from_db()
        assert bayu.role == Role.AUDITOR
        assert Office.objects.held_by(bayu) == []
        assert two.still_in() == 0
        assert (
            Entry.objects.get(verb="account.role_granted").details["approved_by"] == "Hadi Pranoto"
        )

    @pytest.mark.parametrize("role", list(Role))
    def test_nobody_takes_one_themselves(self, hadi, role):
        with pytest.raises(NotPossible, match="diatur oleh orang lain"):
            mandates.take_role(hadi, role, by=hadi)

    def test_a_role_of_an_office_needs_one(self, sekda, ratna):
        with pytest.raises(NotPossible, match="perlu kantor"):
            mandates.take_role(sekda, Role.OPD_ADMIN, by=ratna)

    def test_an_account_that_ended_comes_back_by_a_role(self, bayu, ratna, yesterday):
        office = bayu.duty_set.get().office
        mandates.end(bayu, last_day=yesterday, by=ratna)

        mandates.take_role(bayu, Role.OPD_ADMIN, office=office, by=ratna)

        bayu.refresh_from_db()
        assert bayu.state == State.ACTIVE
        assert Office.objects.held_by(bayu) == [office.pk]

    def test_a_head_that_ended_comes_back_by_two(self, hadi, ratna, yesterday):
        mandates.end(hadi, last_day=yesterday, by=ratna)

        with pytest.raises(approvals.NotApproved):
            mandates.take_role(hadi, Role.HEAD, by=ratna)


class TestEnd:
    def test_at_once_means_every_device(self, bayu, ratna, yesterday, devices):
        two = devices(bayu)

        mandates.end(bayu, last_day=yesterday, by=ratna)

        assert nothing_left(bayu)
        assert two.still_in() == 0
        bayu.refresh_from_db()
        assert bayu.state == State.ENDED
        assert Office.objects.held_by(bayu) == []

    def test_until_its_last_day_nothing_changes(self, bayu, ratna, today, devices):
        two = devices(bayu)

        mandates.end(bayu, last_day=today, by=ratna)

        assert two.still_in() == 2
        bayu.refresh_from_db()
        assert bayu.state == State.ACTIVE
        assert bayu.duty_set.get().valid_until == today

    def test_an_invitation_is_taken_back(self, invite, ratna, yesterday):
        user = invite(Role.AUDITOR)

        mandates.end(user, last_day=yesterday, by=ratna)

        user.refresh_from_db()
        assert user.state == State.ENDED

    def test_nobody_ends_themselves(self, hadi, today):
        with pytest.raises(NotPossible):
            mandates.end(hadi, last_day=today, by=hadi)

    def test_it_stands_in_the_ledger(self, bayu, ratna, today):
        mandates.end(bayu, last_day=today, by=ratna)

        entry = Entry.objects.get(verb="account.ended")
        assert (entry.subject, entry.details["last_day"]) == (bayu.reference, today.isoformat())


class TestHandOver:
    @pytest.fixture
    def duty(self, bayu):
        return bayu.duty_set.select_related("user", "office").get()

    @pytest.fixture
    def dewi(self, db):
        return make.user("Dewi Anggraini", Role.OPD_ADMIN)

    def test_whoever_has_no_other_office_ends_with_it(self, duty, bayu, dewi, ratna, today):
        closed = mandates.hand_over(duty, to=dewi, on=today + 3 * DAY, decree="SK 5", by=ratna)

        bayu.refresh_from_db()
        assert closed
        assert bayu.valid_until == today + 2 * DAY

    def test_whoever_has_another_stays(self, duty, bayu, dewi, ratna, today):
        duties.begin(user=bayu, office=make.office(), by=ratna)

        assert not mandates.hand_over(duty, to=dewi, on=today, decree="SK 5", by=ratna)
        bayu.refresh_from_db()
        assert bayu.valid_until is None

    def test_the_new_one_is_written_to(self, duty, dewi, ratna, today, letters):
        mandates.hand_over(duty, to=dewi, on=today, decree="SK 5", by=ratna)

        assert duty.office.name in letters(dewi)[0].text

    def test_it_goes_to_the_same_role_alone(self, duty, sekda, ratna, today):
        with pytest.raises(NotPossible, match="bukan Admin OPD"):
            mandates.hand_over(duty, to=sekda, on=today, decree="SK 5", by=ratna)

    def test_an_acting_official_comes_beside_until_a_day(self, duty, bayu, dewi, ratna, today):
        acting = mandates.name_acting(
            duty, to=dewi, begins=today, last_day=today + DAY, decree="SK 6", by=ratna
        )

        assert acting.is_acting
        assert Office.objects.held_by(bayu) == Office.objects.held_by(dewi) == [duty.office_id]


class TestPassword:
    def test_the_old_one_is_gone_with_every_device_and_a_link_is_sent(
        self, bayu, ratna, devices, letters
    ):
        two = devices(bayu)

        mandates.reset_password(bayu, checked=CHECKED, by=ratna)

        bayu.refresh_from_db()
        assert not bayu.has_usable_password()
        assert nothing_left(bayu)
        assert two.still_in() == 0
        assert "/akun/password/reset/key/" in letters(bayu)[0].text

    def test_how_it_was_checked_is_written_down(self, bayu, ratna):
        mandates.reset_password(bayu, checked=CHECKED, by=ratna)

        assert Entry.objects.get(verb="account.password_reset").details["checked"] == CHECKED


class TestFactor:
    @pytest.fixture
    def hadi(self, hadi):
        Authenticator.objects.create(user=hadi, type="totp", data={"secret": "x"})
        return hadi

    def test_one_person_alone_cannot_remove_it(self, hadi, ratna):
        mandates.ask_factor_reset(hadi, checked=CHECKED, by=ratna)

        with pytest.raises(approvals.NotApproved):
            mandates.reset_factor(hadi, by=ratna)
        assert Authenticator.objects.filter(user=hadi).exists()

    def test_whose_it_is_does_not_decide(self, hadi, ratna, grant):
        mandates.ask_factor_reset(hadi, checked=CHECKED, by=ratna)

        with pytest.raises(approvals.MayNotDecide):
            grant(by=hadi)

    def test_with_a_second_person_it_goes_and_how_it_was_checked_stays(
        self, hadi, ratna, sekda, grant, devices, letters
    ):
        two = devices(hadi)
        mandates.ask_factor_reset(hadi, checked=CHECKED, by=ratna)
        grant(by=sekda)

        mandates.reset_factor(hadi, by=ratna)

        assert not Authenticator.objects.filter(user=hadi).exists()
        assert two.still_in() == 0
        details = Entry.objects.get(verb="account.factor_reset").details
        assert (details["checked"], details["approved_by"]) == (CHECKED, "Wira Santosa")
        assert len(letters(hadi)) == 1

    def test_without_one_nothing_is_asked(self, bayu, ratna):
        with pytest.raises(NotPossible, match="tidak memakai"):
            mandates.ask_factor_reset(bayu, checked=CHECKED, by=ratna)
        assert not Approval.objects.exists()


@pytest.mark.parametrize("state", list(State))
def test_the_database_finds_the_states_that_accounts_say(state, invite, bayu, citra, yesterday):
    invite(Role.AUDITOR, email="a@kota.go.id")
    invite(Role.SEKDA_DELEGATE, email="b@kota.go.id")
    User.objects.filter(pk=citra.pk).update(valid_until=yesterday)

    found = set(User.objects.in_state(state))

    assert found == {user for user in User.objects.all() if user.state == state}
    assert found


def test_an_account_that_waits_for_a_grant_is_closed_by_the_database(invite):
    user = invite(Role.AUDITOR)

    with pytest.raises(IntegrityError, match="user_awaiting_a_grant_is_closed"):
        User.objects.filter(pk=user.pk).update(is_active=True)
