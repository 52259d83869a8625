from __future__ import annotations

from django.urls import path

from respondents.views import (
    approving,
    city_files,
    contact_bases,
    matching,
    offices,
    one_person,
    people,
    repairing,
    roster,
    signing,
    takeaways,
    uploads,
)

app_name = "respondents"
urlpatterns = [
    path("", offices.show_home, name="home"),
    path("kantor.xlsx", offices.export_offices, name="offices"),
    path("berkas-kota/", city_files.show_all, name="city_files"),
    path("berkas-kota/<int:pk>/", city_files.show, name="city_file"),
    path("berkas-kota/<int:pk>/kolom/", city_files.match, name="city_file_match"),
    path("berkas-kota/<int:pk>/unit/", city_files.explain_units, name="city_file_units"),
    path("berkas-kota/<int:pk>/lanjut/", city_files.accept, name="city_file_accept"),
    path("berkas-kota/<int:pk>/batal/", city_files.drop, name="city_file_drop"),
    path("unggahan/<int:pk>/", uploads.show_upload, name="upload"),
    path("unggahan/<int:pk>/kolom/", matching.match, name="match"),
    path("unggahan/<int:pk>/baris/<int:row>/", repairing.mend_row, name="mend"),
    path("unggahan/<int:pk>/semua/", repairing.mend_all, name="mend_all"),
    path("unggahan/<int:pk>/dasar/", contact_bases.give, name="give_basis"),
    path("unggahan/<int:pk>/urungkan/", repairing.undo, name="undo_repair"),
    path("unggahan/<int:pk>/perbaikan/", repairing.show_done, name="repairs"),
    path("unggahan/<int:pk>/bermasalah/", takeaways.faulty_rows, name="faulty_rows"),
    path("unggahan/<int:pk>/lanjut/", repairing.go_on, name="go_on"),
    path("unggahan/<int:pk>/setujui/", approving.approve, name="approve"),
    path("unggahan/<int:pk>/batal/", uploads.drop_upload, name="drop"),
    path("tanda-tangan/<str:token>/", signing.sign, name="sign"),
    path("<str:code>/", offices.show_office, name="office"),
    path("<str:code>/pembanding/", roster.show, name="roster"),
    path("<str:code>/<slug:slug>/", people.show_list, name="list"),
    path("<str:code>/<slug:slug>/orang/baru/", one_person.add, name="person_add"),
    path("<str:code>/<slug:slug>/orang/<uuid:person>/", one_person.change, name="person_change"),
    path(
        "<str:code>/<slug:slug>/orang/<uuid:person>/keluar/",
        one_person.remove,
        name="person_remove",
    ),
    path("<str:code>/<slug:slug>/unggah/", uploads.upload_list, name="upload_form"),
    path("<str:code>/<slug:slug>/templat.xlsx", people.download_template, name="template"),
    path("<str:code>/<slug:slug>/bawa/", takeaways.own_list, name="own_list"),
    path("<str:code>/<slug:slug>/tanda-tangan/", signing.show, name="signature"),
    path("<str:code>/<slug:slug>/tanda-tangan/tautan/", signing.send, name="signature_link"),
    path("<str:code>/<slug:slug>/tanda-tangan/lembar/", signing.hand_in, name="signature_sheet"),
    path("<str:code>/<slug:slug>/tanda-tangan/<int:pk>/", signing.sheet, name="signed_sheet"),
]
