"""Pages of those who sign in."""

from __future__ import annotations

from django.urls import include, path


urlpatterns = [
    path("akun/", include("allauth.urls")),
]
