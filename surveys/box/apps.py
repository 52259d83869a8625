from __future__ import annotations

from django.apps import AppConfig


class BoxConfig(AppConfig):
    name = "surveys.box"
    label = "box"
