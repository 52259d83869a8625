from __future__ import annotations

from django.apps import AppConfig


class RespondentsConfig(AppConfig):
    name = "respondents"
    label = "respondents"
