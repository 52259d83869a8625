from __future__ import annotations

from django.urls import path

from spi_portal.audit import views

app_name = "audit"
urlpatterns = [
    path("persetujuan/", views.list_approvals, name="approvals"),
    path("persetujuan/<int:pk>/", views.decide, name="decide"),
    path("jejak/", views.list_entries, name="entries"),
    path("jejak/unduhan/", views.export_entries, name="export"),
]
