from __future__ import annotations

from django.urls import path

from respondents.views import offices, people, uploads

app_name = "respondents"
urlpatterns = [
    path("", offices.show_home, name="home"),
    path("kantor.xlsx", offices.export_offices, name="offices"),
    path("unggahan/<int:pk>/", uploads.show_upload, name="upload"),
    path("unggahan/<int:pk>/pakai/", uploads.accept_upload, name="accept"),
    path("unggahan/<int:pk>/batal/", uploads.drop_upload, name="drop"),
    path("<str:code>/", offices.show_office, name="office"),
    path("<str:code>/<slug:slug>/", people.show_list, name="list"),
    path("<str:code>/<slug:slug>/unggah/", uploads.upload_list, name="upload_form"),
    path("<str:code>/<slug:slug>/templat.xlsx", people.download_template, name="template"),
]
