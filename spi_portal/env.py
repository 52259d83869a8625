"""Reading the environment: what is set wrongly stops the process with one sentence."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set.")
    return value


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, str(default))
    if value not in ("True", "False"):
        raise ImproperlyConfigured(f"{name}={value!r}: write True or False.")
    return value == "True"


def secret(name: str, default: str | None = None) -> str:
    """A secret from $NAME, or from the file that $NAME_FILE points to.

    The file form is what containers and systemd hand out; it keeps the secret
    out of process lists.
    """
    path = os.environ.get(f"{name}_FILE")
    if path is None:
        return text(name, default)
    try:
        return Path(path).read_text().strip()
    except OSError as fault:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {fault}") from fault
