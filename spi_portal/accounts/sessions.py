"""Somebody's sessions, ended from outside."""

from __future__ import annotations

from django.apps import apps

from spi_portal.accounts.models import User


def end_all(user: User) -> int:
    """Sign `user` out everywhere, at once; returns of how many devices."""
    sessions = list(apps.get_model("usersessions", "UserSession").objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)
