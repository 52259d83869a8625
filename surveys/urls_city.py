"""Pengaturan kota and Kesiapan; their names are those of surveys/urls.py."""

from __future__ import annotations

from django.urls import path

from surveys.views import city, inspection, restructuring

urlpatterns = [
    path("pengaturan/", city.show, name="settings"),
    path("pengaturan/kota/", city.change_city, name="settings_city"),
    path("pengaturan/surel/", city.change_mail, name="settings_mail"),
    path("pengaturan/kertas/", city.change_papers, name="settings_papers"),
    path("pengaturan/aturan/", city.change_rules, name="settings_rules"),
    path("pengaturan/lambang/", city.change_arms, name="settings_arms"),
    path("pengaturan/lambang/hapus/", city.remove_arms, name="settings_arms_removal"),
    path("pengaturan/perangkat-daerah/", city.change_offices, name="settings_offices"),
    path("pengaturan/perangkat-daerah/tabel/", city.upload_offices, name="settings_offices_table"),
    path("pengaturan/perubahan-kantor/", restructuring.show, name="restructurings"),
    path("pengaturan/perubahan-kantor/<slug:way>/", restructuring.change, name="restructure"),
    path("kesiapan/", inspection.show, name="readiness"),
    path("kesiapan/pemeriksaan/", inspection.inspect, name="inspect"),
    path("kesiapan/surat-uji/", inspection.send_test_letter, name="test_letter"),
    path("kesiapan/pernyataan/<slug:subject>/", inspection.state_it, name="statement"),
]
