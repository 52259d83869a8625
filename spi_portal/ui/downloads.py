"""A file that somebody takes along."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse

PDF = "application/pdf"
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(
    content: bytes | memoryview | Iterable[str], *, name: str, content_type: str = PDF
) -> HttpResponse:
    """Saved under `name`, and kept by no cache on the way."""
    return HttpResponse(
        bytes(content) if isinstance(content, memoryview) else content,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
