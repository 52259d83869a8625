from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, reset_queries
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
        request_started.disconnect(reset_queries)  # a list for debugging, which is never on
        request_finished.disconnect(close_old_connections)  # the next request begins with it
