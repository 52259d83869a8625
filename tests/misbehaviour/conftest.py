from __future__ import annotations

from tests.journeys.conftest import static

__all__ = ["static"]
