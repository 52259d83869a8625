"""Loket of an office: below /opd/, beside its lists."""

from __future__ import annotations

from django.urls import path

from surveys.views import intake

app_name = "intake"
urlpatterns = [
    path("<str:code>/loket/", intake.points, name="points"),
    path("<str:code>/loket/<int:pk>/", intake.point, name="point"),
    path("<str:code>/loket/<int:pk>/tutup/", intake.close, name="close"),
    path("<str:code>/loket/<int:pk>/masukkan/", intake.admit, name="admit"),
    path("<str:code>/loket/<int:pk>/tolak/", intake.refuse, name="refuse"),
]
