"""What the first page tells those who answer for an office of its lists."""

from __future__ import annotations

import pytest
from django.urls import reverse

from spi_portal.accounts.permissions import Role
from tests import make
from tests.spi_portal.first_pages import upload
from tests.surveys.wave_pages import in_state

pytestmark = pytest.mark.django_db


class TestListsOfAnOffice:
    @pytest.fixture(autouse=True)
    def wave(self):
        return in_state("lists")

    def office_of(self, user):
        return user.duty_set.get().office

    def listed(self, office) -> None:
        make.person(office=office)
        make.person(office=office, kind="external")
        make.signed(office)

    def said(self, client, user):
        client.force_login(user)
        return client.get("/").context

    def test_rows_with_faults_are_counted_and_led_to(self, client, bayu):
        office = self.office_of(bayu)
        self.listed(office)
        faulty = upload("checked", office=office, rows=40, ready=28)

        context = self.said(client, bayu)

        assert context["sentence"].startswith("12 baris daftar pegawai perlu diperbaiki.")
        assert [one.url for one in context["pending"]] == [
            reverse("respondents:upload", args=[faulty.pk])
        ]
        assert context["pending"][0].since == faulty.uploaded_at

    def test_a_checked_list_still_has_to_be_used(self, client, bayu):
        office = self.office_of(bayu)
        self.listed(office)
        upload("checked", office=office, rows=3, ready=3)

        assert "sudah diperiksa tetapi belum dipakai" in self.said(client, bayu)["sentence"]

    def test_lists_in_use_ask_for_nothing(self, client, bayu):
        self.listed(self.office_of(bayu))

        context = self.said(client, bayu)

        assert context["sentence"].startswith("Daftar kantor Anda sudah dipakai, 2 orang.")
        assert context["pending"] == []

    def test_a_list_that_nobody_vouches_for_waits_for_its_head(self, client, bayu):
        office = self.office_of(bayu)
        head = make.user("Kepala Kantor", Role.OPD_HEAD, of=office)
        self.listed(office)
        make.person(office=office)

        context = self.said(client, bayu)
        assert context["sentence"].startswith("Daftar pegawai menunggu tanda tangan kepala kantor.")
        assert context["pending"][0].url == f"/opd/{office.code}/pegawai/tanda-tangan/"
        assert "menunggu tanda tangan Anda" in self.said(client, head)["sentence"]

    def test_a_file_in_a_workers_hands_is_waited_for(self, client, bayu):
        office = self.office_of(bayu)
        upload("waiting", office=office)
        upload("waiting", office=office, kind="external")

        assert "sedang diperiksa" in self.said(client, bayu)["sentence"]

    def test_the_head_reads_the_same_of_it(self, client, bayu):
        office = self.office_of(bayu)
        head = make.user("Kepala Kantor", Role.OPD_HEAD, of=office)
        self.listed(office)
        upload("checked", office=office, rows=40, ready=28)

        assert "belum siap: 12 baris daftar pegawai" in self.said(client, head)["sentence"]

    def test_a_unit_needs_no_list_of_users(self, client):
        unit = make.office(parent=make.office())
        make.person(office=unit)
        head = make.user("Lurah", Role.OPD_HEAD, of=unit)

        assert self.said(client, head)["sentence"].startswith("Daftar kantor Anda memuat 1 orang")

    def test_lists_of_other_offices_are_not_told(self, client, bayu, citra):
        self.listed(self.office_of(bayu))
        upload("unreadable", office=self.office_of(citra))

        assert self.said(client, bayu)["pending"] == []


def test_a_small_office_is_told_with_whom_it_is_reported(client):
    wave = in_state("frozen")
    district = make.office(short_name="Kec. Utara")
    villages = [make.office(short_name=f"Kel. {n}", parent=district) for n in ("Mawar", "Melati")]
    group = wave.groups.create(kind="internal", opd=district, name="-", population=25, invited=25)
    group.offices.set(villages)
    client.force_login(make.user("Lurah", Role.OPD_HEAD, of=villages[0]))

    told = "Jawaban pegawai Kel. Mawar dilaporkan bersama Kel. Melati, di hasil Kec. Utara."
    assert client.get("/").context["reported"] == [told]


def test_an_office_with_a_group_of_its_own_is_told_nothing_of_it(client, bayu):
    wave = in_state("frozen")
    office = bayu.duty_set.get().office
    group = wave.groups.create(kind="internal", opd=office, name="-", population=25, invited=25)
    group.offices.set([office])
    client.force_login(bayu)

    assert client.get("/").context["reported"] == []
