"""Meja bantuan; its names are those of surveys/urls.py. No address names a person."""

from __future__ import annotations

from django.urls import path

from surveys.views import desk

urlpatterns = [
    path("", desk.look_up, name="desk"),
    path("orang/", desk.person, name="desk_person"),
    path("orang/kontak/", desk.correct, name="desk_contact"),
    path("orang/keberatan/", desk.object_, name="desk_objection"),
    path("orang/keberatan/tarik/", desk.withdraw, name="desk_objection_end"),
    path("orang/tautan/", desk.order_link, name="desk_link"),
    path("orang/tautan/batal/", desk.withdraw_link, name="desk_link_end"),
    path("orang/data/", desk.hand_over, name="desk_data"),
    path("selesai/", desk.end, name="desk_end"),
]
