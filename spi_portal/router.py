"""Which app lives in which database: a closed table, no default."""

from __future__ import annotations

from typing import Any

DATABASE_OF = {
    "accounts": "default",
    "audit": "default",
    "post": "default",
    "staffing": "default",
    "respondents": "default",
    "surveys": "default",
    "reports": "default",
    "notices": "default",
    "admin": "default",
    "auth": "default",
    "contenttypes": "default",
    "sessions": "default",
    "account": "default",
    "mfa": "default",
    "usersessions": "default",
    "box": "box",
}


class TableRouter:
    """Sends every model where DATABASE_OF says; an app that is not in it raises KeyError."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return DATABASE_OF[model._meta.app_label]

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DATABASE_OF[model._meta.app_label]

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return DATABASE_OF[one._meta.app_label] == DATABASE_OF[other._meta.app_label]

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return DATABASE_OF[app_label] == db
