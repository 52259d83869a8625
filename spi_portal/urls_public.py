"""Pages of those who answer: no account, no cookie, no script."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("surveys.respond.urls"))]

handler400 = "surveys.respond.views.refusals.refused"
handler404 = "surveys.respond.views.refusals.no_such_page"
handler500 = "surveys.respond.views.refusals.broken"
