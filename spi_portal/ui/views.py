from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from spi_portal.ui import samples


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component on one page, with made-up figures."""
    return render(request, "ui/gallery.html", samples.context())
