from __future__ import annotations

from django.urls import include, path

from surveys.views import (
    calendar,
    chasing,
    criteria,
    forecast,
    kpk,
    kpk_files,
    reminding,
    steps,
    transfers,
    waves,
)

app_name = "surveys"
urlpatterns = [
    path("", waves.list_waves, name="waves"),
    path("baru/", waves.start_wave, name="start"),
    path("kuesioner/", waves.store_instruments, name="instruments"),
    path("", include("surveys.urls_city")),
    path("mutasi/", transfers.move, name="transfers"),
    path("meja/", include("surveys.urls_desk")),
    path("<slug:slug>/", waves.show_wave, name="wave"),
    path("<slug:slug>/daftar/", chasing.show, name="chasing"),
    path("<slug:slug>/daftar/<str:code>/", chasing.write, name="chase"),
    path("<slug:slug>/daftar/<str:code>/waktu/", chasing.extend, name="extend_lists"),
    path("<slug:slug>/daftar/<str:code>/pengingat/", reminding.note, name="note_reminder"),
    path("<slug:slug>/daftar/<str:code>/surat/", chasing.record_letter, name="record_letter"),
    path("<slug:slug>/pengingat-daftar/", reminding.send, name="remind_lists"),
    path("<slug:slug>/prakiraan/", forecast.show_city, name="forecast"),
    path("<slug:slug>/syarat/", criteria.change, name="criteria"),
    path("<slug:slug>/kalender/", calendar.move, name="calendar"),
    path("<slug:slug>/dasar/", calendar.record_basis, name="basis"),
    path("<slug:slug>/kpk/", kpk.show, name="kpk"),
    path("<slug:slug>/kpk/kolom/<slug:kind>/", kpk_files.set_columns, name="kpk_columns"),
    path("<slug:slug>/kpk/berkas/<slug:kind>/", kpk_files.hand_over, name="kpk_hand_over"),
    path("<slug:slug>/kpk/<slug:part>/", kpk.change_part, name="kpk_part"),
    path("<slug:slug>/kpk/<slug:part>/<int:pk>/", kpk.change_row, name="kpk_row"),
    path("<slug:slug>/kpk/<slug:part>/<int:pk>/hapus/", kpk.remove_row, name="kpk_removal"),
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
