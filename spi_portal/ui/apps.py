from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "spi_portal.ui"
    label = "ui"
    verbose_name = "Tampilan"
