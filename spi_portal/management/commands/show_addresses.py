from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from spi_portal.demo import cast
from surveys import registrar
from surveys.models.cities import City
from surveys.models.invitations import Invitation
from surveys.models.waves import Wave


class Command(BaseCommand):
    """Prints links only for the demo city: a real one's belong to the invited alone."""

    help = "Print where to sign in, and in the demo city the accounts and three survey links."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Petugas    {settings.STAFF_URL}/")
        self.stdout.write(f"Responden  {settings.PUBLIC_URL}/")
        city = City.objects.first()
        if city is None or not city.is_demo:
            return
        self.stdout.write(f"Akun contoh (sandi untuk semua: {cast.PASSWORD})")
        for login, name, role, _ in cast.ACCOUNTS:
            self.stdout.write(f"  {login}@{cast.DOMAIN:22} {role.label}, {name}")
        self._show_links()

    def _show_links(self) -> None:
        wave = Wave.objects.filter(state=Wave.State.OPEN).first()
        if wave is None:
            return
        self.stdout.write("Tautan survei contoh")
        for kind in ("internal", "external", "expert"):
            called = Invitation.objects.filter(
                wave=wave, group__kind=kind, state=Invitation.State.SAMPLE
            )
            for invitation in called.select_related("group").order_by("pk")[:1]:
                code = registrar.code_of(invitation, wave)
                self.stdout.write(f"  {kind:9} {settings.PUBLIC_URL}/s/{code}/")
