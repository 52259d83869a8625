from __future__ import annotations

from django.urls import include, path

from surveys.views import steps, waves

app_name = "surveys"
urlpatterns = [
    path("", waves.list_waves, name="waves"),
    path("baru/", waves.start_wave, name="start"),
    path("kuesioner/", waves.store_instruments, name="instruments"),
    path("", include("surveys.urls_city")),
    path("meja/", include("surveys.urls_desk")),
    path("<slug:slug>/", waves.show_wave, name="wave"),
    path("<slug:slug>/kelompok/", waves.list_groups, name="groups"),
    path("<slug:slug>/permintaan/", steps.ask, name="ask"),
    path("<slug:slug>/pembekuan/", steps.freeze, name="freeze"),
    path("<slug:slug>/pembatalan/", steps.undo, name="undo"),
    path("<slug:slug>/penarikan/", steps.draw, name="draw"),
    path("<slug:slug>/tautan/", steps.issue, name="issue"),
    path("<slug:slug>/pembukaan/", steps.open_survey, name="open"),
    path("<slug:slug>/pengingat/", steps.remind, name="remind"),
    path("<slug:slug>/perpanjangan/", steps.extend, name="extend"),
    path("<slug:slug>/penutupan/", steps.close, name="close"),
]
