from __future__ import annotations

from django.apps import AppConfig, apps
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "spi_portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        if not apps.is_installed("allauth"):
            return  # the room: nobody signs in there
        from spi_portal.accounts import limits

        user_logged_in.connect(limits.begin)
