from __future__ import annotations

from django.urls import path

from surveys.respond.views import (
    candidacies,
    pressure,
    public,
    receipts,
    sections,
    sending,
    starting,
    style,
    wishes,
)

# They are tried in this order: what is asked for most stands first.
urlpatterns = [
    path("s/<str:code>/<int:number>/", sections.section),
    path("s/<str:code>/", starting.start),
    path("s/<str:code>/kirim/", sending.send),
    path("gaya/<str:digest>.css", style.style),
    path("s/<str:code>", starting.without_slash),
    path("s/<str:code>/tarik/", sending.withdraw),
    path("s/<str:code>/ditekan/", pressure.pressure),
    path("s/<str:code>/tidak-ikut/", wishes.wish, {"kind": "opt_out"}),
    path("s/<str:code>/bukan-saya/", wishes.wish, {"kind": "not_me"}),
    path("s/<str:code>/hapus-nomor/", wishes.wish, {"kind": "delete_number"}),
    path("daftar/<str:code>", candidacies.without_slash),
    path("daftar/<str:code>/", candidacies.put_forward),
    path("", public.fixed, {"template": "home"}),
    path("kerahasiaan/", public.fixed, {"template": "privacy"}),
    path("cek/", public.fixed, {"template": "genuine"}),
    path("bantuan/", public.fixed, {"template": "help"}),
    path("bukti/", receipts.page),
    path("bukti/periksa.py", receipts.program),
    path("bukti/verifying.md", receipts.manual, {"name": "verifying.md"}),
    path("bukti/<slug:slug>.json", receipts.file),
    path("kerahasiaan/privacy.md", receipts.manual, {"name": "privacy.md"}),
    path("healthz", public.health),
]
