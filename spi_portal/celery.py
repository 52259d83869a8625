"""The bells: Celery rings, PostgreSQL knows what there is to do.

Each worker hears one queue, and looks at its tables every ten seconds by itself (clock.py).
Beat rings once a night.
"""

from __future__ import annotations

import os

from celery import Celery

from spi_portal import clock

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spi_portal.settings")

app = Celery("spi_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

__all__ = ["app", "clock"]
