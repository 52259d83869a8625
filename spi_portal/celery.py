"""The bells: Celery rings, PostgreSQL knows what there is to do.

Each worker hears one queue. Beat rings every ten seconds, so that a lost message, or all of
Redis lost, costs latency and nothing else.
"""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spi_portal.settings")

app = Celery("spi_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
