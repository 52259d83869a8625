"""Notices to officials: on a page of the portal, and once a day by e-mail."""

from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "spi_portal.notices"
    label = "notices"
