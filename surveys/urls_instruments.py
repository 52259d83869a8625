"""Kuesioner; their names are those of surveys/urls.py."""

from __future__ import annotations

from django.urls import path

from surveys.views import instrument_walks, instruments

urlpatterns = [
    path("", instruments.list_versions, name="instruments"),
    path("bawaan/", instruments.store_shipped, name="shipped_instruments"),
    path("unggah/", instruments.upload, name="upload_instrument"),
    path("<int:pk>/", instruments.show, name="instrument"),
    path("<int:pk>/berkas/", instruments.take_along, name="instrument_file"),
    path("<int:pk>/beda/", instruments.compare, name="instrument_difference"),
    path("<int:pk>/coba/", instrument_walks.walk, name="instrument_walk"),
    path("<int:pk>/permintaan/", instruments.ask, name="ask_to_publish"),
    path("<int:pk>/terbit/", instruments.publish, name="publish_instrument"),
]
