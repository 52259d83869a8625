from __future__ import annotations

from allauth.account.signals import password_reset
from django.apps import AppConfig


class StaffingConfig(AppConfig):
    name = "spi_portal.staffing"
    label = "staffing"

    def ready(self) -> None:
        from spi_portal.staffing import arrivals

        password_reset.connect(arrivals.note)
