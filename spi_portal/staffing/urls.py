from __future__ import annotations

from django.urls import path

from spi_portal.staffing.views import accounts, changes, handing_over, invitations

app_name = "staffing"
urlpatterns = [
    path("", accounts.list_accounts, name="accounts"),
    path("undang/", invitations.invite, name="invite"),
    path("<int:pk>/", accounts.show_account, name="account"),
    path("<int:pk>/tautan/", invitations.send_again, name="send_again"),
    path("<int:pk>/terima/", invitations.admit, name="admit"),
    path("<int:pk>/peran/", changes.change_role, name="role"),
    path("<int:pk>/akhiri/", changes.end, name="end"),
    path("<int:pk>/sandi/", changes.reset_password, name="password"),
    path("<int:pk>/pengaman/", changes.ask_factor_reset, name="ask_factor"),
    path("<int:pk>/pengaman/hapus/", changes.reset_factor, name="reset_factor"),
    path("tugas/<int:pk>/", handing_over.hand_over, name="hand_over"),
]
