"""Somebody's sessions, ended from outside."""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from spi_portal.accounts.models import User


def end_all(user: User) -> int:
    """Sign `user` out everywhere, at once; returns of how many devices.

    Every session is opened and looked at: allauth's list knows those of its own sign-in alone.
    """
    living = Session.objects.filter(expire_date__gt=timezone.now())
    keys = [row.pk for row in living if row.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=keys).delete()
    apps.get_model("usersessions", "UserSession").objects.filter(user=user).delete()
    return len(keys)
