"""How long a session lasts, and what stands before everything else in production."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from spi_portal.accounts import limits
from spi_portal.accounts.permissions import Role
from tests import make

pytestmark = pytest.mark.django_db
MINUTE, HOUR = 60, 3600


def turn_back(client, *, began: float = 0, seen: float = 0) -> None:
    session = client.session
    session[limits.BEGAN] -= began
    session[limits.LAST_SEEN] -= seen
    session.save()


@pytest.fixture
def signed_in(client, ratna):
    client.force_login(ratna)
    return client


class TestIdle:
    def test_a_quarter_of_an_hour_without_a_page_ends_the_session(self, signed_in):
        turn_back(signed_in, seen=15 * MINUTE + 1)

        answer = signed_in.get("/kelola/", follow=True)

        assert answer.redirect_chain[0][0] == f"{reverse('account_login')}?next=/kelola/"
        assert limits.TOO_IDLE in answer.text
        assert not Session.objects.filter(session_data__contains="_auth").exists()

    def test_a_page_in_time_keeps_it(self, signed_in):
        for _ in range(3):
            turn_back(signed_in, seen=14 * MINUTE)

            assert signed_in.get("/").status_code == 200

    def test_what_was_being_sent_is_said_to_be_lost(self, signed_in):
        turn_back(signed_in, seen=16 * MINUTE)

        answer = signed_in.post(reverse("audit:export"), follow=True)

        assert "Isian terakhir belum tersimpan." in answer.text

    def test_pages_within_a_minute_write_nothing(self, signed_in):
        signed_in.get("/")
        before = signed_in.session[limits.LAST_SEEN]
        signed_in.get("/")

        assert signed_in.session[limits.LAST_SEEN] == before


class TestAbsolute:
    def test_eight_hours_end_it_however_busy_somebody_is(self, signed_in):
        turn_back(signed_in, began=8 * HOUR + 1)

        assert limits.TOO_LONG in signed_in.get("/", follow=True).text

    def test_signing_in_starts_the_clock_anew(self, signed_in, ratna):
        turn_back(signed_in, began=8 * HOUR + 1)
        signed_in.force_login(ratna)

        assert time.time() - signed_in.session[limits.BEGAN] < MINUTE
        assert signed_in.get("/").status_code == 200


class TestEnd:
    def test_after_the_last_day_the_session_is_gone(self, signed_in, ratna):
        ratna.valid_until = timezone.localdate() - timedelta(days=1)
        ratna.save()

        answer = signed_in.get("/")

        assert answer.status_code == 403
        assert "Akun ini tidak aktif" in answer.text
        assert not UserSession.objects.filter(user=ratna).exists()
        assert signed_in.get("/").headers["Location"].startswith(reverse("account_login"))

    def test_on_the_last_day_it_still_serves(self, signed_in, ratna):
        ratna.valid_until = timezone.localdate()
        ratna.save()

        assert signed_in.get("/").status_code == 200


class TestSecondFactor:
    @pytest.fixture(autouse=True)
    def production(self, settings):
        settings.MFA_DEMANDED = True

    @pytest.mark.parametrize("role", [Role.OPERATOR, Role.HEAD, Role.AUDITOR, Role.SYSTEM])
    def test_without_one_every_page_leads_to_setting_it_up(self, client, role):
        client.force_login(make.user("Pemegang Peran", role))

        for path in ("/", "/akun/", "/kelola/", "/tidak-ada/"):
            assert client.get(path).headers["Location"] == reverse("mfa_activate_totp")

    @pytest.mark.parametrize("role", [Role.OPD_ADMIN, Role.OPD_HEAD, Role.SEKDA])
    def test_of_others_it_is_not_demanded(self, client, role):
        client.force_login(make.user("Pemegang Peran", role))

        assert client.get("/").status_code == 200

    def test_the_way_to_it_and_the_way_out_are_open(self, signed_in):
        to_it = signed_in.get(reverse("mfa_activate_totp"))
        again = signed_in.get(reverse("account_reauthenticate"))
        out = signed_in.post(reverse("account_logout"))

        assert to_it.headers["Location"].startswith(reverse("account_reauthenticate"))
        assert again.status_code == 200
        assert out.status_code == 302

    def test_with_one_everything_opens(self, signed_in, ratna):
        Authenticator.objects.create(user=ratna, type="totp", data={"secret": "x"})

        assert signed_in.get("/").status_code == 200

    def test_demo_accounts_need_none(self, signed_in, settings):
        settings.MFA_DEMANDED = False

        assert signed_in.get("/").status_code == 200
