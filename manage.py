#!/usr/bin/env python
"""Commands of the portal. By hand it is the process `manage`, on this clone's own servers."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spi_portal.settings")
    if not os.environ.get("DATABASE_URL") and os.environ.get("SPI_ENV") != "production":
        from spi_portal.embedded import state

        state.load_env()
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db import OperationalError
    except ModuleNotFoundError as missing:
        sys.exit(f"{missing.name} is not installed here: python3 dev.py takes the same words.")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as refusal:
        sys.exit(str(refusal))
    except OperationalError as fault:
        sys.exit(f"The database does not answer: {fault}")


if __name__ == "__main__":
    main()
