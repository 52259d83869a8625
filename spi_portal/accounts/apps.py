from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "spi_portal.accounts"
    label = "accounts"
