from __future__ import annotations

from django.apps import AppConfig


class PostConfig(AppConfig):
    name = "spi_portal.post"
    label = "post"
