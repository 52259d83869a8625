from __future__ import annotations

import re

import pytest
from django.db import connection
from django.urls import reverse

from respondents import access, correcting, freezing, scans, signature_letters, signatures
from respondents.correcting import Why
from respondents.kinds import Kind
from respondents.models.offices import Office
from respondents.models.people import Person
from respondents.models.signatures import Signature, SigningLink
from respondents.signatures import Standing
from spi_portal.accounts import links
from spi_portal.accounts.permissions import Role
from spi_portal.audit.models.entries import Entry
from spi_portal.post.models import OfficialLetter
from tests import make
from tests.year.clock import moving

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n and a picture"


@pytest.fixture
def office():
    """An OPD with two people of its own and one in a unit."""
    office = make.office(name="Dinas Contoh", short_name="Contoh")
    make.person(office=office)
    make.person(office=office)
    make.person(office=make.office(parent=office, kind=Office.Kind.UNIT))
    return office


@pytest.fixture
def head(office):
    return make.user("Citra Lestari", Role.OPD_HEAD, of=office)


@pytest.fixture
def token(office, head, ratna):
    return token_for(office, ratna)


def token_for(office, by) -> str:
    (link,) = signatures.make_links(office, "internal", by=by)
    return signatures.address_of(link)


def standing(office, kind="internal") -> Standing:
    return signatures.state(office, kind).standing


def on_paper(office, by, **given):
    listed = signatures.state(office, "internal").listed
    values = {
        "signer": "Citra Lestari",
        "code": signatures.code_of(office, "internal", listed),
        "scan": PNG,
    }
    return signatures.sign_on_paper(office, "internal", by=by, **(values | given))


def refused(token) -> str:
    with pytest.raises(signatures.LinkIsDead) as refusal:
        signatures.sign(token)
    return str(refusal.value)


class TestState:
    def test_an_empty_list_has_nothing_to_sign(self, office):
        assert standing(office, "external") == Standing.EMPTY

    def test_units_are_signed_with_their_opd(self, office, token):
        assert standing(office) == Standing.UNSIGNED
        assert signatures.sign(token).rows == 3
        assert standing(office) == Standing.SIGNED

    @pytest.mark.parametrize(
        "change",
        [
            lambda office: make.person(office=office),
            lambda office: make.person(office=office.units.get()),
            lambda office: Person.objects.filter(office=office).update(position="Kepala"),
            lambda office: Person.objects.filter(office=office.units.get()).update(office=office),
            lambda office: Person.objects.filter(office=office).update(left_on="2026-01-01"),
        ],
        ids=["added", "added below", "changed", "moved", "left"],
    )
    def test_a_list_that_changed_is_to_be_signed_again(self, office, token, change):
        signatures.sign(token)
        change(office)

        assert standing(office) == Standing.CHANGED

    def test_a_contact_changes_nothing(self, office, token, ratna):
        """It moves when somebody says from a public page that a link is not theirs."""
        signatures.sign(token)
        person = Person.objects.filter(office=office).first()
        correcting.correct(person, phone="+6281200009999", why=Why.CHANGED, by=ratna)

        assert standing(office) == Standing.SIGNED

    def test_another_office_and_another_list_change_nothing(self, office, token):
        signatures.sign(token)
        make.person()
        make.person(office=office, kind="external")

        assert standing(office) == Standing.SIGNED

    def test_the_unsigned_ones_are_told_in_words(self, office, token):
        other = make.office(short_name="Lain")
        make.person(office=other, kind="external")
        signatures.sign(token)

        assert signatures.unsigned([office, other]) == [(other, "external")]

    def test_it_costs_the_same_for_one_or_many(self, django_assert_num_queries):
        offices = [make.office() for _ in range(6)]
        for office in offices:
            make.person(office=office)

        for some in (offices[:1], offices):
            with django_assert_num_queries(3):
                signatures.states([office.pk for office in some])


class TestLink:
    def test_it_signs_the_rows_in_the_name_of_the_head(self, office, token, head):
        signature = signatures.sign(token)

        assert (signature.signer, signature.recorded_by) == ("Citra Lestari", head)
        entry = Entry.objects.get(verb="list.signed")
        assert entry.subject == f"respondents.list {office.code}/internal"
        assert entry.actor == f"{head.pk} Citra Lestari"

    def test_it_serves_once(self, token):
        signatures.sign(token)

        assert "sudah dipakai" in refused(token)
        assert Signature.objects.count() == 1

    def test_it_dies_when_the_list_changes(self, token, office):
        make.person(office=office)

        assert "Daftarnya berubah" in refused(token)

    def test_it_dies_when_the_lists_freeze(self, token):
        assert signatures.end_links() == 1

        assert "dibekukan" in refused(token)

    def test_it_dies_when_another_is_sent(self, token, office, ratna):
        token_for(office, ratna)

        assert "diganti" in refused(token)

    def test_it_dies_after_fourteen_days_by_the_portals_clock(self, office, head, ratna):
        with moving() as clock:
            clock.go_to(100)
            token = token_for(office, ratna)
            clock.go_to(113)
            with access.acting(signatures.ME):
                assert signatures.read_link(token).head == head
            clock.go_to(115)

            assert "Masa berlaku" in refused(token)

    def test_it_dies_with_the_account_of_the_head(self, token, head):
        head.is_active = False
        head.save()

        assert "Masa berlaku" in refused(token)

    @pytest.mark.parametrize("nonsense", ["1", "1.abc", "", "\x00", "1:2:3"])
    def test_one_that_was_made_up_signs_nothing(self, token, nonsense):
        assert "tidak lengkap" in refused(nonsense)

    def test_one_of_another_purpose_signs_nothing(self, token):
        other = links.seal("lain", SigningLink.objects.get().pk)

        assert "tidak lengkap" in refused(other)

    def test_without_a_head_there_is_nobody_to_send_it_to(self, office, ratna):
        with pytest.raises(signatures.NotPossible, match="belum punya akun"):
            signatures.make_links(office, "internal", by=ratna)

    def test_an_empty_list_is_not_sent(self, office, head, ratna):
        with pytest.raises(signatures.NotPossible, match="masih kosong"):
            signatures.make_links(office, "external", by=ratna)

    def test_a_list_that_is_signed_is_not_sent_again(self, office, token, ratna):
        signatures.sign(token)

        with pytest.raises(signatures.NotPossible, match="sudah ditandatangani"):
            signatures.make_links(office, "internal", by=ratna)

    def test_a_head_whose_duty_is_over_gets_none(self, office, head, ratna):
        head.duty_set.update(valid_from="2020-01-01", valid_until="2020-12-31")

        assert signatures.heads_of(office) == []


class TestPaper:
    def test_a_sheet_with_the_code_signs(self, office, ratna):
        signature = on_paper(office, ratna)

        assert standing(office) == Standing.SIGNED
        assert signature.scan_type == "image/png"
        assert signatures.sheet_of(Signature.objects.get()) == PNG
        assert b"picture" not in bytes(Signature.objects.get().scan)

    def test_the_code_may_be_typed_as_people_type(self, office, ratna):
        listed = signatures.state(office, "internal").listed
        code = signatures.code_of(office, "internal", listed)

        on_paper(office, ratna, code=f" {code.lower().replace('-', ' ')} ")

    def test_the_code_of_an_earlier_list_does_not_serve(self, office, ratna):
        listed = signatures.state(office, "internal").listed
        old = signatures.code_of(office, "internal", listed)
        make.person(office=office)

        with pytest.raises(signatures.NotPossible, match="bukan kode daftar yang sekarang"):
            on_paper(office, ratna, code=old)
        assert standing(office) == Standing.UNSIGNED

    def test_the_code_of_another_list_does_not_serve(self, office, ratna):
        listed = signatures.state(office, "internal").listed

        with pytest.raises(signatures.NotPossible):
            on_paper(office, ratna, code=signatures.code_of(office, "external", listed))

    @pytest.mark.parametrize("content", [b"", b"<html>", b"MZ", b"GIF89a", b"PK\x03\x04"])
    def test_what_is_no_picture_and_no_pdf_is_refused(self, office, ratna, content):
        with pytest.raises(scans.NotAScan, match="bukan foto"):
            on_paper(office, ratna, scan=content)

    def test_what_is_too_large_is_refused(self, office, ratna, monkeypatch):
        monkeypatch.setattr(scans, "LARGEST", 10)

        with pytest.raises(scans.NotAScan, match="lebih dari 5 MB"):
            on_paper(office, ratna)

    def test_it_ends_the_link_that_is_under_way(self, office, token, ratna):
        on_paper(office, ratna)

        assert "sudah dipakai" in refused(token)


@pytest.fixture
def bayus(bayu, client):
    """Bayu's office with a list and a head, and Bayu signed in."""
    office = Office.objects.get(duty__user=bayu)
    make.person(office=office)
    make.user("Citra Lestari", Role.OPD_HEAD, of=office)
    client.force_login(bayu)
    return office


def address(name, office, *more):
    return reverse(f"respondents:{name}", args=[office.code, "pegawai", *more])


def letter_link() -> str:
    return re.search(r"/opd/tanda-tangan/\S+", OfficialLetter.objects.get().text).group()


class TestPages:
    def test_the_head_signs_from_the_letter_without_signing_in(self, client, bayus):
        client.post(address("signature_link", bayus))
        client.logout()
        link = letter_link()

        page = client.get(link).text
        assert bayus.name in page
        assert "1 orang siap" in page
        assert "Daftar ini lengkap sejauh yang saya ketahui." in page
        assert standing(bayus) == Standing.UNSIGNED  # a scanner of mails opened it

        assert "Terima kasih" in client.post(link).text
        assert standing(bayus) == Standing.SIGNED
        again = client.get(link)
        assert again.status_code == 410
        assert "tidak berlaku lagi" in again.text

    def test_it_works_under_the_role_of_staff(self, client, bayus):
        client.post(address("signature_link", bayus))
        client.logout()
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE app_staff")
        try:
            assert client.get(letter_link()).status_code == 200
            assert "Terima kasih" in client.post(letter_link()).text
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")

    def test_the_page_of_the_office_tells_where_it_stands(self, client, bayus):
        text = client.get(reverse("respondents:office", args=[bayus.code])).text
        assert "tidak ditandatangani" in text

        client.post(address("signature_link", bayus))
        signatures.sign(letter_link().split("/")[3])

        text = client.get(reverse("respondents:office", args=[bayus.code])).text
        assert "ditandatangani Citra Lestari" in text
        assert "Menandatangani daftar" in text

    def test_the_inspectorate_sees_it_for_every_office(self, client, bayus, ratna):
        client.force_login(ratna)

        assert "tidak ditandatangani" in client.get(reverse("respondents:home")).text

    def test_a_sheet_is_handed_in_and_seen_by_the_inspectorate(self, client, bayus, ratna, citra):
        from django.core.files.uploadedfile import SimpleUploadedFile

        listed = signatures.state(bayus, "internal").listed
        code = signatures.code_of(bayus, Kind.INTERNAL, listed)
        given = {"penanda": "Citra", "kode": code, "lembar": SimpleUploadedFile("l.png", PNG)}
        assert client.post(address("signature_sheet", bayus), given).status_code == 302
        sheet = address("signed_sheet", bayus, Signature.objects.get().pk)

        client.force_login(ratna)
        response = client.get(sheet)
        assert (response.content, response.headers["Content-Type"]) == (PNG, "image/png")
        assert response.headers["Content-Disposition"].startswith("attachment")
        client.force_login(citra)
        assert client.get(sheet).status_code == 404

    def test_a_wrong_code_is_said_at_its_field_and_the_name_stays(self, client, bayus):
        from django.core.files.uploadedfile import SimpleUploadedFile

        given = {"penanda": "Citra", "kode": "AAAA", "lembar": SimpleUploadedFile("l.png", PNG)}
        response = client.post(address("signature_sheet", bayus), given)

        assert response.status_code == 422
        assert "bukan kode daftar yang sekarang" in response.text
        assert 'value="Citra"' in response.text

    def test_a_picture_of_something_else_is_said_at_its_field(self, client, bayus):
        from django.core.files.uploadedfile import SimpleUploadedFile

        given = {"penanda": "Citra", "kode": "AAAA", "lembar": SimpleUploadedFile("l.png", b"x")}
        response = client.post(address("signature_sheet", bayus), given)

        assert response.status_code == 422
        assert "bukan foto" in response.text

    def test_a_code_that_the_camera_read_is_filled_in(self, client, bayus):
        page = client.get(address("signature", bayus) + "?kode=K7QF-2M9X")

        assert 'value="K7QF-2M9X"' in page.text

    def test_lists_of_units_have_no_page_of_their_own(self, client, bayus):
        unit = make.office(parent=bayus, kind=Office.Kind.UNIT)

        assert client.get(address("signature", unit)).status_code == 404


def test_the_letter_says_what_to_do_and_by_when(office, head, ratna):
    (link,) = signatures.make_links(office, "internal", by=ratna)
    signature_letters.send(link)

    letter = OfficialLetter.objects.get()
    assert letter.to == head.email
    assert "berisi 3 orang" in letter.text
    assert "berlaku sampai" in letter.text


def test_a_frozen_list_is_signed_no_more(office, ratna):
    make.person(office=office)
    freezing.freeze(wave="2026", title="Survei 2026")

    with pytest.raises(signatures.NotPossible, match="Daftar dibekukan"):
        signatures.make_links(office, "internal", by=ratna)
