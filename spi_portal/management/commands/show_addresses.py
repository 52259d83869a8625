from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from spi_portal.demo import cast, links
from surveys.models.cities import City


class Command(BaseCommand):
    """Prints links only for the demo city: a real one's belong to the invited alone."""

    help = "Print where to sign in, and in the demo city the accounts and three survey links."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Petugas    {settings.STAFF_URL}/")
        self.stdout.write(f"Responden  {settings.PUBLIC_URL}/")
        city = City.objects.first()
        if city is None:
            self.stdout.write("Belum ada kota: start_city memulainya.")
        if city is None or not city.is_demo:
            return
        self.stdout.write(f"Akun contoh (sandi untuk semua: {cast.PASSWORD})")
        for login, name, role, _ in cast.ACCOUNTS:
            self.stdout.write(f"  {login + '@' + cast.DOMAIN:34} {role.label}, {name}")
        if codes := links.to_try():
            self.stdout.write("Tautan survei contoh")
        for kind, code in codes.items():
            self.stdout.write(f"  {kind:9} {settings.PUBLIC_URL}/s/{code}/")
