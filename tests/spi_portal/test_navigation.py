"""One's own account, and the menu."""

from __future__ import annotations

import pytest
from django.urls import reverse

from spi_portal.accounts.permissions import Role
from tests import make
from tests.spi_portal.first_pages import sign_in

pytestmark = pytest.mark.django_db


class TestProfile:
    def test_it_says_who_one_is_and_for_which_office(self, client, bayu):
        client.force_login(bayu)

        text = client.get(reverse("profile")).text

        assert "Bayu Saputra" in text
        assert "Admin OPD" in text
        assert bayu.duty_set.get().office.name in text

    def test_it_leads_to_password_second_factor_and_devices(self, client, ratna):
        client.force_login(ratna)
        names = ("account_change_password", "mfa_index", "usersessions_list")

        text = client.get(reverse("profile")).text

        assert all(f'href="{reverse(name)}"' in text for name in names)
        assert {client.get(reverse(name)).status_code for name in names} == {200}


class TestMenu:
    def current(self, client, path: str) -> list[str]:
        return [entry.label for entry in client.get(path).context["navigation"] if entry.current]

    @pytest.mark.parametrize(
        ("path", "label"),
        [("/", "Beranda"), ("/kelola/", "Gelombang"), ("/kelola/jejak/", "Jejak audit")],
    )
    def test_one_line_is_the_page_that_is_shown(self, client, hadi, path, label):
        client.force_login(hadi)

        assert self.current(client, path) == [label]

    def test_a_page_below_belongs_to_its_line(self, client, hadi):
        client.force_login(hadi)
        wave = make.wave()

        assert self.current(client, reverse("surveys:groups", args=[wave.slug])) == ["Gelombang"]

    @pytest.mark.parametrize("role", [Role.OPD_ADMIN, Role.OPD_HEAD])
    def test_an_office_finds_its_results_there(self, client, role):
        sign_in(client, role)

        labels = [entry.label for entry in client.get("/").context["navigation"]]

        assert "Hasil" in labels

    def test_offices_see_nothing_of_running_the_survey(self, client, bayu):
        client.force_login(bayu)

        urls = [entry.url for entry in client.get("/").context["navigation"]]

        assert not [url for url in urls if url.startswith("/kelola/")]
