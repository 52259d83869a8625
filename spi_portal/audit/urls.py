from __future__ import annotations

from django.urls import path

from spi_portal.audit.views import inbox, record

app_name = "audit"
urlpatterns = [
    path("persetujuan/", inbox.list_approvals, name="approvals"),
    path("persetujuan/<int:pk>/", inbox.decide, name="decide"),
    path("persetujuan/<int:pk>/tarik/", inbox.withdraw, name="withdraw"),
    path("pengganti/", inbox.name_deputy, name="name-deputy"),
    path("pengganti/<int:pk>/akhiri/", inbox.end_deputy, name="end-deputy"),
    path("jejak/", record.list_entries, name="entries"),
    path("jejak/unduhan/", record.export_entries, name="export"),
]
