from __future__ import annotations

from tests.journeys.conftest import post_office, running, static, valkey

__all__ = ["post_office", "running", "static", "valkey"]
