"""From an invitation to a password: who must agree, and what a link is good for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from spi_portal.accounts import links
from spi_portal.accounts.models import State, User
from spi_portal.accounts.permissions import GRANTED_BY_TWO, Role
from spi_portal.audit import approvals
from spi_portal.audit.models.approvals import Approval
from spi_portal.audit.models.entries import Entry
from spi_portal.staffing import invitations, pasted
from spi_portal.staffing.invitations import NotPossible
from tests import make

pytestmark = pytest.mark.django_db
NEW = "kuda-laut-2026-biru"


def set_password(client, path: str, password: str = NEW):
    form = client.get(path, follow=True)
    target = form.request["PATH_INFO"]
    return client.post(target, {"password1": password, "password2": password}, follow=True)


class TestWithoutSecondPerson:
    @pytest.mark.parametrize("role", [Role.OPD_ADMIN, Role.OPD_HEAD])
    def test_an_office_gets_its_people_and_they_their_letter(self, invite, letters, role):
        office = make.office()
        user = invite(role, office=office)

        (letter,) = letters(user)
        assert user.state == State.INVITED
        assert user.duty_set.get().office == office
        assert office.name in letter.text
        assert "800/12/2026" in letter.text
        assert not Approval.objects.exists()

    def test_the_sekdas_delegate_needs_none_either(self, invite, letters):
        assert letters(invite(Role.SEKDA_DELEGATE))

    def test_the_ledger_says_who_invited_whom_by_which_decree(self, invite, ratna):
        user = invite(Role.SEKDA_DELEGATE)

        entry = Entry.objects.get(verb="account.invited")
        assert entry.subject == user.reference
        assert entry.actor == f"{ratna.pk} Ratna Wulandari"
        assert entry.details["decree"] == "800/12/2026"


class TestWithSecondPerson:
    @pytest.mark.parametrize("role", sorted(GRANTED_BY_TWO))
    def test_nothing_leaves_before_the_grant(self, invite, letters, ratna, role):
        user = invite(role)

        assert user.state == State.AWAITING
        assert letters(user) == []
        with pytest.raises(approvals.NotApproved):
            invitations.admit(user, by=ratna)
        with pytest.raises(NotPossible):
            invitations.send_again(user, by=ratna)

    def test_nobody_gets_in_by_asking_for_a_password_or_a_code(self, client, invite, mailoutbox):
        user = invite(Role.AUDITOR)

        client.post(reverse("account_reset_password"), {"email": user.email})
        client.post(reverse("account_request_login_code"), {"email": user.email})

        assert not [mail for mail in mailoutbox if "/reset/key/" in mail.body]
        assert all("tidak ada akun" in mail.body for mail in mailoutbox)

    def test_after_the_grant_the_letter_leaves(self, invite, grant, letters, ratna):
        user = invite(Role.AUDITOR)
        grant()

        invitations.admit(user, by=ratna)

        user.refresh_from_db()
        assert user.state == State.INVITED
        assert len(letters(user)) == 1
        assert Entry.objects.filter(verb="account.role_granted", subject=user.reference).exists()

    def test_a_grant_for_one_role_gives_no_other(self, invite, grant, ratna):
        user = invite(Role.AUDITOR)
        grant()
        User.objects.filter(pk=user.pk).update(role=Role.HEAD)

        with pytest.raises(approvals.NotApproved):
            invitations.admit(user, by=ratna)

    def test_whom_it_is_about_does_not_decide(self, hadi, ratna):
        invitations.ask_for_role(hadi, Role.SEKDA, by=ratna)

        with pytest.raises(approvals.MayNotDecide):
            approvals.decide(Approval.objects.get(), grant=True, by=hadi)

    def test_nobody_asks_for_themselves(self, ratna):
        with pytest.raises(NotPossible, match="diatur oleh orang lain"):
            invitations.ask_for_role(ratna, Role.HEAD, by=ratna)
        assert not Approval.objects.exists()


class TestList:
    def test_all_are_invited_or_nobody(self, ratna, today):
        people = pasted.read("Ani; a@kota.go.id; Staf Sekda\nBudi; b@kota; Staf Sekda")

        with pytest.raises(NotPossible):
            invitations.invite_all(people, decree="1", decree_on=today, by=ratna)
        assert not User.objects.filter(name="Ani").exists()

    def test_a_last_day_is_kept(self, ratna, today):
        people = pasted.read("Ani; a@kota.go.id; Staf Sekda")
        invitations.invite_all(people, decree="1", decree_on=today, valid_until=today, by=ratna)

        assert User.objects.get(name="Ani").valid_until == today


class TestLink:
    @pytest.fixture
    def user(self, invite):
        return invite(Role.OPD_ADMIN, office=make.office())

    def test_it_verifies_the_address_and_sets_a_password(self, client, user, link_to):
        assert not EmailAddress.objects.get(user=user).verified

        answer = set_password(client, link_to(user))

        user.refresh_from_db()
        assert answer.status_code == 200
        assert user.check_password(NEW)
        assert user.state == State.ACTIVE
        assert EmailAddress.objects.get(user=user).verified
        assert Entry.objects.filter(verb="account.opened", subject=user.reference).exists()

    def test_it_greets_by_name(self, client, user, link_to):
        text = client.get(link_to(user), follow=True).text

        assert "Selamat datang" in text
        assert "Sari Utami" in text

    def test_looking_changes_nothing(self, client, user, link_to):
        client.get(link_to(user), follow=True)
        client.get(link_to(user), follow=True)

        assert set_password(client, link_to(user)).status_code == 200
        user.refresh_from_db()
        assert user.has_usable_password()

    def test_it_serves_once(self, client, user, link_to):
        path = link_to(user)
        set_password(client, path)

        assert "tidak berlaku lagi" in client.get(path, follow=True).text

    def test_it_waits_seven_days_and_no_longer(self, client, user, link_to, monkeypatch):
        path = link_to(user)

        later(monkeypatch, days=6, hours=23)
        assert "Selamat datang" in client.get(path, follow=True).text
        later(monkeypatch, days=1)
        assert "tidak berlaku lagi" in client.get(path, follow=True).text

    def test_for_somebody_with_a_password_it_waits_a_day(self, client, ratna, monkeypatch):
        path = links.make(ratna).split("/", 3)[3]

        later(monkeypatch, days=1, hours=1)

        assert "tidak berlaku lagi" in client.get(f"/{path}", follow=True).text

    def test_it_can_be_sent_again(self, user, letters, ratna):
        invitations.send_again(user, by=ratna)

        assert len(letters(user)) == 2

    def test_not_to_somebody_who_is_in(self, client, user, link_to, ratna):
        set_password(client, link_to(user))
        user.refresh_from_db()

        with pytest.raises(NotPossible):
            invitations.send_again(user, by=ratna)


def later(monkeypatch, **by) -> None:
    now = links.LinkTokens._now

    monkeypatch.setattr(links.LinkTokens, "_now", lambda self: now(self) + timedelta(**by))


class TestCode:
    @pytest.fixture
    def code(self, mailoutbox):
        return lambda: mailoutbox[-1].body.split("\n\n")[1].strip()

    def test_a_code_by_mail_signs_in(self, client, bayu, code):
        client.post(reverse("account_request_login_code"), {"email": bayu.email})

        answer = client.post(reverse("account_confirm_login_code"), {"code": code()}, follow=True)

        assert answer.wsgi_request.user == bayu
        assert answer.request["PATH_INFO"] == "/"

    def test_a_wrong_code_does_not(self, client, bayu, code):
        client.post(reverse("account_request_login_code"), {"email": bayu.email})

        answer = client.post(reverse("account_confirm_login_code"), {"code": "AAAA-AAAA"})

        assert not answer.wsgi_request.user.is_authenticated

    def test_somebody_unknown_sees_the_same_page(self, bayu):
        pages = []
        for email in (bayu.email, "siapa@kota.go.id"):
            answer = Client().post(
                reverse("account_request_login_code"), {"email": email}, follow=True
            )
            pages.append(answer.text.replace(email, "…").split("<main")[1].split("csrf")[0])

        assert pages[0] == pages[1]

    def test_after_the_last_day_it_signs_nobody_in(self, client, bayu, code):
        bayu.valid_until = timezone.localdate() - timedelta(days=1)
        bayu.save()
        client.post(reverse("account_request_login_code"), {"email": bayu.email})

        answer = client.post(reverse("account_confirm_login_code"), {"code": code()}, follow=True)

        assert "Akun ini tidak aktif" in answer.text
        assert not answer.wsgi_request.user.is_authenticated


class TestRememberedDevice:
    """In production, an office's people have no second factor: their mailbox stands for it."""

    @pytest.fixture(autouse=True)
    def production(self, settings):
        settings.MFA_DEMANDED = True

    def sign_in(self, client, user):
        given = {"login": user.email, "password": make.PASSWORD}
        return client.post(reverse("account_login"), given)

    def show_code(self, client, mailoutbox, action: str):
        code = mailoutbox[-1].body.split("\n\n")[1].strip()
        client.post(reverse("account_confirm_login_code"), {"code": code})
        return client.post(reverse("mfa_trust"), {"action": action})

    def test_a_password_on_a_new_device_is_followed_by_a_code(self, client, bayu, mailoutbox):
        answer = self.sign_in(client, bayu)

        assert answer.headers["Location"] == reverse("account_confirm_login_code")
        assert not client.get("/").wsgi_request.user.is_authenticated
        assert self.show_code(client, mailoutbox, "skip").headers["Location"] == "/"
        assert client.get("/").wsgi_request.user == bayu

    @pytest.mark.parametrize(
        ("action", "leads_to"), [("trust", "/"), ("skip", "/akun/login/code/confirm/")]
    )
    def test_one_that_is_remembered_is_asked_no_more(
        self, client, bayu, mailoutbox, action, leads_to
    ):
        self.sign_in(client, bayu)
        self.show_code(client, mailoutbox, action)
        client.post(reverse("account_logout"))

        assert self.sign_in(client, bayu).headers["Location"] == leads_to
        assert len(mailoutbox) == (1 if action == "trust" else 2)

    def test_a_new_password_makes_it_forgotten(self, client, bayu, mailoutbox):
        self.sign_in(client, bayu)
        self.show_code(client, mailoutbox, "trust")
        client.post(reverse("account_logout"))
        bayu.set_password(make.PASSWORD)
        bayu.save()

        self.sign_in(client, bayu)

        assert len(mailoutbox) == 2

    def test_demo_accounts_sign_in_by_password_alone(self, client, bayu, settings):
        settings.MFA_DEMANDED = False

        assert self.sign_in(client, bayu).headers["Location"] == "/"
