from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from respondents import lookups, objections
from respondents.models.people import Person
from spi_portal.accounts.permissions import Role
from spi_portal.audit.models.entries import Entry
from surveys.models.invitations import Invitation
from tests import make
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db
DESK = reverse("surveys:desk")
PERSON = reverse("surveys:desk_person")
CONTACT = reverse("surveys:desk_contact")
OBJECTION = reverse("surveys:desk_objection")
DATA = reverse("surveys:desk_data")
LINK = reverse("surveys:desk_link")
LINK_END = reverse("surveys:desk_link_end")
OF_THE_DRAW = ("surveys_invitation", "surveys_message", "surveys_frameentry", "surveys_sheet")


@pytest.fixture
def desk(client, ratna):
    client.force_login(ratna)
    return client


def look_up(desk, name="Sari", reason="kontak"):
    return desk.post(DESK, {"alasan": reason, "nama": name})


def call(desk, person, reason="kontak"):
    """Look this person up for a reason, and choose them."""
    look_up(desk, person.name, reason)
    assert desk.post(PERSON, {"orang": str(person.pk)}).status_code == 302
    return desk.get(PERSON)


class TestLookingUp:
    def test_hits_show_office_and_masked_contacts(self, desk):
        person = make.person(name="Sari Dewi", phone="+6281200003434", email="sari@contoh.id")

        page = look_up(desk).client.get(DESK).text

        assert "Sari Dewi" in page
        assert person.office.name in page
        assert "08•• •••• 34" in page
        assert "s•••@contoh.id" in page
        assert "sari@contoh.id" not in page

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"nama": "Sari"}, "Pilih dulu alasannya."),
            ({"alasan": "kontak", "nama": "Sa"}, "paling sedikit 3 huruf"),
            ({"alasan": "iseng", "nama": "Sari"}, "Pilih alasannya."),
        ],
    )
    def test_without_a_reason_and_a_name_nothing_is_looked_up(self, desk, given, said):
        response = desk.post(DESK, given)

        assert response.status_code == 422
        assert said in response.text
        assert not Entry.objects.filter(verb="desk.looked_up").exists()

    def test_too_many_are_refused_and_nothing_typed_is_lost(self, desk, monkeypatch):
        monkeypatch.setattr(lookups, "LOOK_UPS_AN_HOUR", 0)

        response = look_up(desk)

        assert response.status_code == 429
        assert 'value="Sari"' in response.text

    @pytest.mark.parametrize("how_many", [2, 9])
    def test_it_costs_the_same_for_two_or_nine(self, desk, how_many, django_assert_num_queries):
        for _ in range(how_many):
            make.person(name="Sari", office=make.office())
        look_up(desk)

        with django_assert_num_queries(11):  # session, user, scope, menu, people
            desk.get(DESK)


class TestTheCall:
    def test_somebody_who_was_not_found_cannot_be_chosen(self, desk):
        make.person(name="Sari Dewi")
        other = make.person(name="Budi")
        look_up(desk)

        response = desk.post(PERSON, {"orang": str(other.pk)}, follow=True)

        assert "Panggilan ini sudah berakhir" in response.text
        assert not Entry.objects.filter(verb="desk.person_shown").exists()

    def test_choosing_is_written_down_with_the_reason(self, desk):
        person = make.person(name="Sari Dewi")
        call(desk, person)

        entry = Entry.objects.get(verb="desk.person_shown")
        assert entry.subject == f"respondents.person {person.pk}"
        assert entry.details == {"reason": "Nomor atau surel salah"}

    def test_nobody_is_shown_outside_of_a_call(self, desk):
        make.person()

        assert desk.get(PERSON).headers["Location"] == DESK

    def test_it_ends_by_itself(self, desk, monkeypatch):
        call(desk, make.person(name="Sari Dewi"))
        later = timezone.now() + timedelta(minutes=16)
        monkeypatch.setattr("surveys.desk.calls.timezone.now", lambda: later)

        assert desk.get(PERSON).headers["Location"] == DESK

    def test_it_ends_by_hand(self, desk):
        call(desk, make.person(name="Sari Dewi"))
        desk.post(reverse("surveys:desk_end"))

        assert desk.get(PERSON).status_code == 302

    @pytest.mark.parametrize("address", [CONTACT, OBJECTION, DATA])
    def test_a_reason_opens_its_own_deed_and_no_other(self, desk, address):
        person = make.person(name="Sari Dewi")
        call(desk, person, "tautan")

        response = desk.post(address, {"nomor": "081234567890", "sebab": "ganti", "cara": "surat"})

        assert response.status_code == 302
        assert response.headers["Location"] == DESK
        assert objections.of(person) is None
        assert Person.objects.get(pk=person.pk).phone == person.phone

    def test_the_inspectorates_head_and_the_auditor_do_not_answer_the_telephone(self, client):
        for role in (Role.HEAD, Role.AUDITOR):
            client.force_login(make.user("Bukan Operator", role))
            assert client.get(DESK).status_code == 403


class TestContact:
    def test_it_is_corrected(self, desk):
        person = make.person(name="Sari Dewi")
        call(desk, person)

        desk.post(CONTACT, {"nomor": "0812-3456-7890", "surel": "", "sebab": "ganti"})

        assert Person.objects.get(pk=person.pk).phone == "+6281234567890"

    def test_a_wrong_number_is_said_at_its_field_and_stays_typed(self, desk):
        person = make.person(name="Sari Dewi")
        call(desk, person)

        response = desk.post(CONTACT, {"nomor": "0812", "surel": "b@c.id", "sebab": "ganti"})

        assert response.status_code == 422
        assert "Nomor ini hanya 4 angka" in response.text
        assert 'value="b@c.id"' in response.text
        assert Person.objects.get(pk=person.pk).phone == person.phone

    def test_nothing_typed_corrects_nothing(self, desk):
        call(desk, make.person(name="Sari Dewi"))

        response = desk.post(CONTACT, {"sebab": "ganti"})

        assert response.status_code == 422
        assert "Isi nomor atau surel" in response.text

    def test_after_the_freeze_the_page_says_so_and_the_ledger_too(self, desk, ratna):
        wave = playing.frozen(ratna)
        page = call(desk, make.person(name="Sari Dewi")).text

        desk.post(CONTACT, {"nomor": "081234567890", "sebab": "ketik"})

        assert f"sesudah pembekuan gelombang {wave.slug}" in page
        assert Entry.objects.get(verb="contact.corrected").details["frozen_for"] == wave.slug


class TestObjection:
    def test_it_is_recorded_and_taken_back(self, desk):
        person = make.person(name="Sari Dewi")
        call(desk, person, "keberatan")
        desk.post(OBJECTION, {"cara": "telepon"})
        assert objections.of(person)
        assert "Keberatan dicatat" in desk.get(PERSON).text

        desk.post(reverse("surveys:desk_objection_end"))

        assert objections.of(person) is None

    def test_how_it_came_has_to_be_said(self, desk):
        call(desk, make.person(name="Sari Dewi"), "keberatan")

        response = desk.post(OBJECTION)

        assert response.status_code == 422
        assert "Pilih caranya." in response.text


def test_the_file_of_ones_own_data(desk):
    call(desk, make.person(name="Sari Dewi"), "data")

    response = desk.post(DATA, {"bentuk": "xlsx"})
    book = load_workbook(io.BytesIO(response.content))

    assert book["Di daftar"]["A2"].value == "Sari Dewi"
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("reason", ["kontak", "keberatan", "data", "tautan"])
def test_no_page_of_the_desk_tells_who_was_drawn(desk, ratna, reason):
    """The same words for two people, of whom one is in the sample, and no question to the draw."""
    wave = playing.opened(ratna, offices=(30,))
    drawn = Invitation.objects.filter(wave=wave, state="sample").first().person
    other = make.person(office=drawn.office)
    pages = []
    for person in (drawn, other):
        person.name = "Sari Dewi"
        person.set_contacts(phone="+6281200003434")
        person.save()
        with CaptureQueriesContext(connection) as asked:
            page = call(desk, person, reason).text
            page += desk.post(OBJECTION, {"cara": "telepon"}, follow=True).text
            page += desk.post(DATA, {"bentuk": "json"}, follow=True).text
            page += desk.post(LINK, {"pastikan": "kartu"}, follow=True).text
            page += desk.post(LINK_END, follow=True).text
        assert not [q for q in asked for table in OF_THE_DRAW if table in q["sql"]]
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"|name="orang" value="[^"]+"',
                            "", page))  # fmt: skip
        person.name = "Lain"
        person.save()

    assert pages[0] == pages[1]
