from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created

from spi_portal import memory_images
from spi_portal.connections import refuse_wrong_role


class FrameConfig(AppConfig):
    """What every process has: the watch on its connections, and the installation's commands."""

    name = "spi_portal"
    label = "frame"

    def ready(self) -> None:
        connection_created.connect(refuse_wrong_role)
        if not settings.PROCESS.is_by_command:
            memory_images.refuse()
