#!/usr/bin/env python
"""Commands of the portal. By hand it is the process `manage`, on this clone's own servers."""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spi_portal.settings")
    if "DATABASE_URL" not in os.environ and os.environ.get("SPI_ENV") != "production":
        from spi_portal.embedded import state

        state.load_env()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
