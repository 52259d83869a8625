"""Every connection is the one that its process was meant to have."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured

QUESTION = "SELECT session_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = session_user"


def refuse_wrong_role(sender: Any, connection: Any, **kwargs: Any) -> None:
    """Signal `connection_created`: a superuser, or another process's role, gets no further."""
    meant = connection.settings_dict.get("ROLE")
    with connection.connection.cursor() as cursor:
        user, superuser, above_row_security = cursor.execute(QUESTION).fetchone()
    if superuser or above_row_security or user != meant:
        connection.close()
        raise ImproperlyConfigured(
            f"Database {connection.alias} must be entered as {meant}, an ordinary role; "
            f"this connection is {user}{' (superuser)' if superuser else ''}."
        )
