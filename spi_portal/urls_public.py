"""Pages of those who answer: no account, no cookie, no script."""

from __future__ import annotations

urlpatterns: list[object] = []
