from __future__ import annotations

import shutil
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from surveys.models.cities import City


class Command(BaseCommand):
    help = "Write pictures of the running demo city's pages into docs/screenshots."

    def handle(self, *args: Any, **options: Any) -> None:
        from spi_portal.demo import pictures  # its packages are those of the tests

        if not City.objects.filter(is_demo=True).exists():
            raise CommandError("Pictures are taken of the demo city only: python3 dev.py demo")
        chromium = shutil.which("chromium")
        if chromium is None:
            raise CommandError("There is no Chromium: apt-get install chromium")
        sites = pictures.Sites(staff=settings.STAFF_URL, public=settings.PUBLIC_URL)
        into = settings.BASE_DIR / "docs" / "screenshots"
        pictures.take(sites, chromium=chromium, into=into, say=self.stdout.write)
