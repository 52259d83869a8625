from __future__ import annotations

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "spi_portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        from spi_portal.accounts import limits

        user_logged_in.connect(limits.begin)
