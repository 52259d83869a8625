from __future__ import annotations

from django.urls import path

from spi_portal.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.show, name="list"),
    path("dibaca/", views.mark_read, name="read"),
    path("surel/", views.choose, name="choose"),
]
