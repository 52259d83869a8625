"""Pages of the room where key sheets are made and read."""

from __future__ import annotations

from django.urls import path

from surveys.room import views

urlpatterns = [
    path("", views.door, name="door"),
    path("meja/", views.table, name="table"),
    path("meja/lembar/", views.show_sheet, name="show-sheet"),
    path("meja/baca/", views.read_sheet, name="read-sheet"),
    path("meja/buka/", views.act, name="act"),
    path("keluar/", views.leave, name="leave"),
    path("healthz", views.health, name="health"),
]
