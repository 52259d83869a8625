"""Pages of those who sign in."""

from __future__ import annotations

from django.urls import include, path

from spi_portal import views
from spi_portal.accounts.guards import requires
from spi_portal.accounts.permissions import Permission
from spi_portal.ui.views import gallery

urlpatterns = [
    path("", views.start, name="start"),
    path("akun/", views.profile, name="profile"),
    path("akun/pemberitahuan/", include("spi_portal.notices.urls")),
    path("akun/", include("allauth.urls")),
    path("kelola/rapat-senin/", views.monday, name="monday"),
    path("kelola/rapat-senin/<int:pk>/", views.monday_paper, name="monday-paper"),
    path("kelola/akun/", include("spi_portal.staffing.urls")),
    path("kelola/", include("spi_portal.audit.urls")),
    # Before waves and lists: /kelola/bobot/ and /opd/<code>/hasil/ are of both forms.
    path("", include("reports.urls")),
    path("kelola/", include("surveys.urls")),
    path("opd/", include("surveys.urls_offices")),
    path("opd/", include("surveys.urls_intake")),
    path("opd/", include("respondents.urls")),
    path("galeri/", requires(Permission.GALLERY_VIEW)(gallery), name="gallery"),
]

handler429 = views.too_often
