"""The third way in which contacts leave: KPK's columns, behind the same gate as the other two."""

from __future__ import annotations

import csv
import hashlib
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from respondents import objections, stop_list
from respondents.hand_over_files import Format, write
from respondents.models.objections import Objection
from spi_portal.accounts.permissions import Role
from spi_portal.audit.models.entries import Entry
from surveys.kpk import layouts
from surveys.models.kpk import KpkHandOver, KpkLayout
from tests import make
from tests.respondents.test_repair_pages import AsStaff

pytestmark = pytest.mark.django_db
COLUMNS = "nomor = No.\nnama = Nama Lengkap\nno_wa = HP/WA\nnip\nnama_opd = Instansi"


@pytest.fixture
def wave():
    make.city()
    return make.wave()


@pytest.fixture
def page(ratna):
    """Signed in with the password a moment ago, under the role of process `staff`."""
    client = AsStaff()
    assert client.login(email=ratna.email, password=make.PASSWORD)
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    return client


def url(name, wave, kind="pegawai"):
    return reverse(f"surveys:{name}", args=[wave.slug, kind])


def asked(page, wave, columns=COLUMNS, **given):
    given = {"letter": "B/1941/LIT.05/2027", "format": "xlsx", "kolom": columns} | given
    return page.post(url("kpk_columns", wave), given)


def taken(page, wave, office=None, **given):
    office = office or make.root()
    given = {"office": office.pk, "letter": "700/12", "recipient": "Direktorat Monitoring"} | given
    return page.post(url("kpk_hand_over", wave), given)


def content_of(answer):
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_the_columns_come_as_the_letter_named_them(page, wave, ratna):
    office = make.office(name="Dinas Kesehatan")
    make.person(office=office, name="Ayu", phone="+6281200003434", nip="198001012005012001")
    make.person(office=office, name="Budi", phone="")
    asked(page, wave)

    content = content_of(taken(page, wave))

    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert list(sheet.values) == [
        ("No.", "Nama Lengkap", "HP/WA", "NIP", "Instansi"),
        ("1", "Ayu", "081200003434", "198001012005012001", "Dinas Kesehatan"),
        ("2", "Budi", None, None, "Dinas Kesehatan"),
    ]
    assert ratna.name in sheet.oddFooter.center.text
    assert "700/12" in sheet.oddFooter.center.text


def test_it_is_written_down_with_the_mark_of_the_very_file(page, wave):
    make.person()
    asked(page, wave)

    content = content_of(taken(page, wave))

    row = KpkHandOver.objects.get()
    assert (row.rows, row.letter, row.recipient) == (1, "700/12", "Direktorat Monitoring")
    assert row.digest == hashlib.sha256(content).hexdigest()
    entry = Entry.objects.get(verb="contacts.taken")
    assert entry.details["rows"] == 1
    assert entry.details["reason"] == "Diserahkan kepada Direktorat Monitoring dengan surat 700/12"
    assert row.digest in page.get(reverse("surveys:kpk", args=[wave.slug])).text


def test_one_opd_and_its_units_go_alone_and_who_objects_not_at_all(page, wave, ratna):
    office = make.office()
    make.person(office=make.office(parent=office), name="Di unit")
    unwilling = make.person(office=office, name="Keberatan")
    objections.record(unwilling, channel=Objection.Channel.TELEPHONE, by=ratna)
    make.person(name="Kantor lain")
    asked(page, wave, "nama")

    content = content_of(taken(page, wave, office))

    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert [name for (name,) in sheet.values] == ["Nama", "Di unit"]


def test_who_is_on_the_stop_list_does_not_go_though_no_freeze_has_seen_the_list(page, wave):
    gone = make.person(phone="+6281299990001", left_on=timezone.localdate())
    stop_list.keep([gone])
    office = make.office()
    make.person(office=office, name="Bersedia")
    known = make.person(office=office, name="Sudah keberatan", phone="+6281299990001")
    asked(page, wave, "nama")

    content = content_of(taken(page, wave, office))

    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert [name for (name,) in sheet.values] == ["Nama", "Bersedia"]
    assert objections.of(known).channel == Objection.Channel.BEFORE


def test_a_cell_that_looks_like_a_formula_stays_text(page, wave):
    make.person(name="=cmd|' /C calc'!A0")
    asked(page, wave, "nama")

    content = content_of(taken(page, wave))

    cell = load_workbook(io.BytesIO(content)).worksheets[0]["A2"]
    assert (cell.data_type, cell.value) == ("s", "=cmd|' /C calc'!A0")


def test_a_csv_is_for_indonesian_excel_and_says_in_its_name_whose_it_is(page, wave, ratna):
    make.person(name="=1+1", phone="+6281200003434")
    asked(page, wave, "nama\nno_wa = HP", format="csv")

    answer = taken(page, wave)

    text = content_of(answer).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows == [["Nama", "HP"], ["'=1+1", "081200003434"]]
    assert ratna.email.partition("@")[0] in answer.headers["Content-Disposition"]


class TestTheGate:
    def test_without_the_password_again_nothing_leaves(self, wave, ratna, page):
        asked(page, wave)
        client = AsStaff()
        client.force_login(ratna)

        answer = taken(client, wave)

        assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
        assert not KpkHandOver.objects.exists()

    def test_where_second_factors_are_demanded_one_is_set_up_first(self, page, wave, settings):
        asked(page, wave)
        settings.MFA_DEMANDED = True

        assert taken(page, wave).headers["Location"] == reverse("mfa_activate_totp")

    def test_without_letter_and_recipient_nothing_leaves(self, page, wave):
        asked(page, wave)

        assert taken(page, wave, letter="").status_code == 422
        assert taken(page, wave, recipient=" ").status_code == 422
        assert not Entry.objects.filter(verb="contacts.taken").exists()

    def test_without_a_letter_that_asked_for_columns_nothing_leaves(self, page, wave):
        assert taken(page, wave).headers["Location"] == url("kpk_columns", wave)

    @pytest.mark.parametrize("role", [Role.OPD_ADMIN, Role.SEKDA, Role.AUDITOR])
    def test_nobody_else_gets_it(self, wave, role):
        client = AsStaff()
        client.force_login(make.user("Orang Lain", role))

        assert taken(client, wave).status_code == 403


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ("", "Tulis paling sedikit satu kolom."),
        ("nama\nnik = NIK", "Baris 2: “nik” bukan nama kolom."),
        ("nama\nnama = Lagi", "Baris 2: kolom nama sudah disebut."),
        ("nama = " + "x" * 61, "Baris 1: judul paling panjang 60 huruf."),
    ],
)
def test_what_is_wrong_in_the_columns_is_said_and_nothing_is_kept(page, wave, columns, said):
    answer = asked(page, wave, columns)

    assert (answer.status_code, said in answer.text) == (422, True)
    assert not KpkLayout.objects.exists()


def test_the_columns_are_kept_for_their_wave_and_shown_again(page, wave):
    other = make.wave()
    asked(page, wave)
    asked(page, wave, "nama = Nama")

    assert KpkLayout.objects.get().columns == [["nama", "Nama"]]
    assert "nama = Nama" in page.get(url("kpk_columns", wave)).text
    assert layouts.of(other, "internal") is None
    assert Entry.objects.filter(verb="kpk.columns_set").count() == 2


def test_a_file_is_written_row_by_row():
    """A hundred thousand rows are never held together: the writer asks for one after the other."""
    taken_so_far = []

    def rows():
        for number in range(3000):
            taken_so_far.append(number)
            yield [str(number)]

    written = write(["No."], rows(), format=Format.CSV, watermark="-")

    with written.file:
        assert written.rows == len(taken_so_far) == 3000
        assert written.file.read().count(b"\r\n") == 3001
