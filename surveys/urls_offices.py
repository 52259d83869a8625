"""What those who answer for an office read of a survey; /kelola/ is for those who run it."""

from __future__ import annotations

from django.urls import path

from surveys.views import forecast

app_name = "forecast"
urlpatterns = [
    path("<str:code>/prakiraan/<slug:slug>/", forecast.show_office, name="office"),
]
