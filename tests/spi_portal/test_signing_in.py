"""Attempts are counted without Redis, and a password is not one that is lying about."""

from __future__ import annotations

import pytest
from allauth.account import app_settings
from allauth.core.internal.ratelimit import parse_rates
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse

from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role
from spi_portal.ui import formats
from spi_portal.views import WAIT
from tests import make


class TestLimits:
    pytestmark = pytest.mark.django_db

    @pytest.fixture(autouse=True)
    def nobody_has_tried_yet(self):
        cache.clear()
        yield
        cache.clear()

    def sign_in(self, client, user: User, password: str):
        given = {"login": user.email, "password": password}
        return client.post(reverse("account_login"), given)

    def test_they_need_no_server_of_their_own(self):
        assert settings.CACHES["default"]["BACKEND"].endswith("LocMemCache")

    def test_five_wrong_passwords_close_the_account_s_door_for_a_while(self, client, ratna):
        for _ in range(5):
            assert "Terlalu sering" not in self.sign_in(client, ratna, "salah").text

        answer = self.sign_in(client, ratna, make.PASSWORD)

        assert "Terlalu sering salah. Tunggu lima menit" in answer.text
        assert "_auth_user_id" not in client.session

    def test_the_right_password_is_not_counted(self, client, ratna):
        for _ in range(7):
            assert self.sign_in(client, ratna, make.PASSWORD).status_code == 302
            client.logout()

    def test_codes_are_counted_too(self, client, ratna):
        TOTP.activate(ratna, generate_totp_secret())
        self.sign_in(client, ratna, make.PASSWORD)

        said = [client.post(reverse("mfa_authenticate"), {"code": "000000"}).text for _ in range(6)]

        assert "Terlalu sering" not in said[0]
        assert "Terlalu sering" in said[-1]

    def test_resets_are_counted_and_the_page_says_when_to_try_again(self, client, ratna):
        path = reverse("account_reset_password")
        answers = [client.post(path, {"email": ratna.email}) for _ in range(6)]

        assert [answer.status_code for answer in answers] == [302] * 5 + [429]
        assert answers[-1].headers["Retry-After"] == "60"
        assert f"Coba lagi pukul {formats.clock(answers[-1].context['again'])}" in answers[-1].text

    def test_the_page_promises_no_less_than_the_limits_keep(self):
        """What is told at its field, with five minutes, does not come to the page."""
        told_elsewhere = {"login_failed", "confirm_email", "verify_phone"}
        limits = app_settings.RATE_LIMITS

        windows = {
            rate.duration
            for action, rates in limits.items()
            if action not in told_elsewhere
            for rate in parse_rates(rates)
        }

        assert windows == {WAIT.total_seconds()}


class TestPasswords:
    @pytest.fixture
    def user(self) -> User:
        return User(email="ratna.w@kota.example", name="Ratna Wulandari", role=Role.OPERATOR)

    @pytest.mark.parametrize(
        "password",
        [
            "kudalautbiru",
            "gerimis di pasar pagi",
            "Kopi-Susu-Nenek-1",
            "x7Kq9!mZ4$wT",
            "8f3!9a2$7b1c",
        ],
    )
    def test_some_words_that_belong_together_for_nobody_else_will_do(self, user, password):
        validate_password(password, user)

    @pytest.mark.parametrize(
        "password",
        [
            "kudalautbir",  # eleven
            "1q2w3e4r5t6y",  # on Django's list
            "wulandari2026",  # the name
            "ratna.w@kota",  # the address
            "inspektorat2026",
            "Inspektorat#2026!",
            "1nsp3kt0r@t2026",
            "balikpapan2026",
            "Bismillah12345",
            "adminpassword",
            "abcdefghijklmno",
            "aaaaaaaaaaaaaaa",
            "912837465012",
            "pemkot-balikpapan",
        ],
    )
    def test_what_others_would_try_first_is_refused(self, user, password):
        with pytest.raises(ValidationError):
            validate_password(password, user)
