"""Every address of both web servers: who gets in, and that somebody decided it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib import import_module

import pytest
from django.urls import URLPattern, URLResolver, reverse

from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import GRANTS, Permission, Role
from tests import make

PARAMETERS = {
    "IntConverter": 0,
    "SlugConverter": "tidak-ada",
    "StringConverter": "tidak-ada",
    "UUIDConverter": "00000000-0000-0000-0000-000000000000",
}

# Views of allauth guard themselves; each that we have is named, so that a new one is noticed.
OF_ALLAUTH = {
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "account_email",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_login_code",
    "account_request_login_code",
    "mfa_authenticate",
    "mfa_trust",
    "mfa_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "usersessions_list",
}
OPEN_TO_STRANGERS = OF_ALLAUTH & {
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_request_login_code",
}


def doors(urlconf: str) -> Iterator[tuple[str, URLPattern]]:
    yield from _walk(import_module(urlconf).urlpatterns, "")


def _walk(
    patterns: list[URLPattern | URLResolver], namespace: str
) -> Iterator[tuple[str, URLPattern]]:
    for each in patterns:
        if isinstance(each, URLResolver):
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from _walk(each.url_patterns, inner)
        else:
            yield f"{namespace}{each.name}", each


def address(name: str, door: URLPattern) -> str:
    converters = door.pattern.converters
    return reverse(
        name, kwargs={key: PARAMETERS[type(to).__name__] for key, to in converters.items()}
    )


# The link in a head's letter is the key itself: it signs one list, once, and shows no more.
BY_LETTER = {"respondents:sign"}
STAFF = dict(doors("spi_portal.urls_staff"))
GUARDED = {name: door for name, door in STAFF.items() if hasattr(door.callback, "permission")}


def test_every_door_of_the_staff_is_guarded_or_known_to_be_open():
    assert {name for name in STAFF if name not in GUARDED} == OF_ALLAUTH | BY_LETTER


def test_every_guard_asks_for_a_permission_that_exists():
    assert {door.callback.permission for door in GUARDED.values()} <= set(Permission)


def test_no_permission_is_without_a_holder_or_a_door():
    held = frozenset().union(*GRANTS.values())
    asked = {door.callback.permission for door in GUARDED.values()}

    assert held == set(Permission)
    assert set(Permission) - asked == set()


def test_the_public_server_has_only_the_views_of_those_who_answer():
    views = {door.callback.__module__ for _, door in doors("spi_portal.urls_public")}

    assert views
    assert all(view.startswith("surveys.respond.views") for view in views)


def test_no_public_door_asks_who_somebody_is():
    assert not [n for n, d in doors("spi_portal.urls_public") if hasattr(d.callback, "permission")]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", GUARDED)
def test_a_stranger_is_sent_to_the_door(name, method, client):
    response = getattr(client, method)(address(name, GUARDED[name]))

    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(OF_ALLAUTH - OPEN_TO_STRANGERS))
def test_what_allauth_guards_is_closed_to_strangers(name, client):
    response = client.get(address(name, STAFF[name]))

    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_login"))


@pytest.mark.django_db
def test_nobody_makes_an_account_for_themselves(client):
    client.post(reverse("account_signup"), {"email": "x@x.id", "password1": make.PASSWORD})

    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_each_role_passes_the_doors_of_its_permissions_and_no_other(role, client):
    client.force_login(make.user("Pemegang Peran", role))

    passed = {
        name for name, door in GUARDED.items() if client.get(address(name, door)).status_code != 403
    }

    assert passed == {n for n, d in GUARDED.items() if d.callback.permission in GRANTS[role]}


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.OPD_ADMIN, Role.OPD_HEAD, Role.SYSTEM])
def test_nothing_of_running_the_survey_is_shown_to_offices(role, client):
    client.force_login(make.user("Pemegang Peran", role))
    paths = [address(name, door) for name, door in GUARDED.items()]

    answers = {path: client.get(path).status_code for path in paths if path.startswith("/kelola/")}

    assert len(answers) > 10
    assert set(answers.values()) == {403}


@pytest.mark.django_db
def test_a_mandate_that_is_over_opens_nothing(client):
    former = make.user("Mantan Inspektur", Role.HEAD)
    client.force_login(former)
    former.valid_until = date(2020, 1, 1)
    former.save()

    first = client.get("/")
    led_elsewhere = {
        n for n, d in GUARDED.items() if not client.get(address(n, d)).headers["Location"]
        .startswith(reverse("account_login"))
    }  # fmt: skip

    assert first.status_code == 403
    assert led_elsewhere == set()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/opd/%00/", "/sekda/2025/opd/%00/", "/opd/%00/hasil/"])
def test_an_address_with_a_nul_names_nothing(client, path):
    client.force_login(make.user("Ratna Wulandari", Role.OPERATOR))

    assert client.get(path).status_code == 404
