from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from respondents.models.offices import Office
from spi_portal.accounts.permissions import Role
from spi_portal.audit.models.entries import Entry
from surveys import instrument_shelf, urls_city
from surveys.models.cities import City, Official
from tests import make

pytestmark = pytest.mark.django_db
PARTS = ["city", "mail", "papers", "rules", "arms", "offices"]
CITY = {
    "name": "Kota Baru",
    "organiser": "Inspektorat Kota Baru",
    "public_address": "https://SPI.kotabaru.go.id/",
    "sender_address": "Survei@kotabaru.go.id",
    "help_phone": "1",
    "help_hours": "",
    "time_zone": "Asia/Jayapura",
}


@pytest.fixture
def operator(client, ratna, city):
    client.force_login(ratna)
    return client


def part(name: str) -> str:
    return reverse(f"surveys:settings_{name}")


def test_without_a_city_the_page_says_how_one_begins(client, ratna):
    client.force_login(ratna)

    assert "start_city" in client.get(reverse("surveys:settings")).text


@pytest.mark.parametrize("name", PARTS)
def test_without_a_city_nothing_can_be_set(client, ratna, name):
    if name != "offices":
        client.force_login(ratna)

        assert client.get(part(name)).status_code == 404


@pytest.mark.parametrize("name", PARTS)
def test_every_part_shows_its_form(operator, name):
    assert operator.get(part(name)).status_code == 200


def test_the_head_may_as_well(client, hadi, city):
    client.force_login(hadi)

    assert client.get(reverse("surveys:settings")).status_code == 200


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OPERATOR, Role.HEAD}))
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_comes_near(client, city, role, method):
    client.force_login(make.user("Pemegang Peran", role))
    doors = [door.name for door in urls_city.urlpatterns]
    names = {"statement": ["waf"], "restructure": ["gabung"]}  # what an address names
    paths = [reverse(f"surveys:{name}", args=names.get(name)) for name in doors]

    assert {getattr(client, method)(path).status_code for path in paths} == {403}


def test_a_change_is_saved_by_the_role_of_the_process(operator, as_app_staff):
    operator.post(part("city"), CITY)

    city = City.objects.get()
    assert (city.public_address, city.sender_address) == (
        "spi.kotabaru.go.id",
        "survei@kotabaru.go.id",
    )
    assert city.is_demo
    assert "name" in Entry.objects.get(verb="city.changed").details


def test_times_are_told_in_the_citys_zone(operator):
    wave = make.wave()
    before = operator.get(reverse("surveys:wave", args=[wave.slug])).text
    City.objects.update(time_zone="Asia/Jayapura")

    assert operator.get(reverse("surveys:wave", args=[wave.slug])).text != before


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("public_address", "bukan domain"),
        ("public_address", "10.0.0.1"),
        ("public_address", "spi.kota.go.id/x"),
        ("sender_address", "tanpa-at"),
        ("time_zone", "Europe/Paris"),
        ("name", ""),
    ],
)
def test_a_wrong_value_is_refused_beside_its_field(operator, field, wrong):
    answer = operator.post(part("city"), CITY | {field: wrong})

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}


def test_while_a_wave_is_signed_the_form_says_why_not(operator, open_wave):
    answer = operator.post(part("city"), CITY)

    assert answer.status_code == 422
    assert "sudah ditandatangani" in answer.text
    assert f"gelombang {open_wave}" in operator.get(reverse("surveys:settings")).text


def test_fewer_than_ten_are_refused(operator):
    rules = {
        "minimum_answers": "9",
        "response_internal": "40",
        "response_external": "30",
        "response_expert": "60",
    }
    assert "Tidak boleh kurang dari 10" in operator.post(part("rules"), rules).text

    operator.post(part("rules"), rules | {"minimum_answers": "12"})
    assert City.objects.get().minimum_answers == 12


def test_a_new_wave_expects_what_the_city_expects(operator, ratna):
    City.objects.update(response_external="0.25")
    instrument_shelf.store_shipped(by=ratna)

    assert 'value="25"' in operator.get(reverse("surveys:start")).text


def test_papers_take_lines_and_officials(operator, as_app_staff):
    given = {"letterhead": " Jalan A \r\n\r\nTelepon B", "mayor_name": "Andi", "mayor_title": ""}
    operator.post(part("papers"), given)

    assert City.objects.get().letterhead == "Jalan A\nTelepon B"
    assert str(Official.objects.get()) == "Wali Kota: Andi"


def test_a_nip_is_kept_off_papers(operator):
    answer = operator.post(part("papers"), {"mayor_name": "Andi 19700101 199503 1 001"})

    assert "tanpa NIP" in answer.text


def test_arms_are_taken_shown_and_removed(operator, picture, as_app_staff):
    lambang = SimpleUploadedFile("lambang.png", picture())
    operator.post(part("arms"), {"lambang": lambang})
    assert "data:image/png;base64," in operator.get(reverse("surveys:settings")).text

    operator.post(part("arms_removal"))
    assert "data:image/png" not in operator.get(reverse("surveys:settings")).text


def test_a_drawing_that_is_a_program_is_refused(operator):
    lambang = SimpleUploadedFile("lambang.png", b"<svg/>")
    answer = operator.post(part("arms"), {"lambang": lambang})

    assert (answer.status_code, "bukan gambar PNG" in answer.text) == (422, True)


def test_ticks_of_offices(operator, as_app_staff):
    one, other = make.office(), make.office()
    operator.post(part("offices"), {"penyelenggara": [one.code], "pengguna": [other.code]})

    ticks = {o.code: (o.is_organiser, o.asks_external) for o in Office.objects.opds()}
    assert ticks == {one.code: (True, False), other.code: (False, True)}
    assert Entry.objects.filter(verb="office.changed").count() == 1


def test_ticks_of_offices_while_a_wave_is_frozen(operator, open_wave):
    one, other = make.office(), make.office()
    ticks = {"penyelenggara": [other.code], "pengguna": [one.code, other.code]}
    answer = operator.post(part("offices"), ticks)

    assert (answer.status_code, "Tidak disimpan" in answer.text) == (422, True)
    assert not Office.objects.filter(is_organiser=True).exists()


class TestTableOfOffices:
    URL = "/kelola/pengaturan/perangkat-daerah/tabel/"
    TABLE = (
        "code,name,short_name,kind,parent_code\n"
        "KOTA,Pemerintah Kota,Pemkot,pemda,\n"
        "DINKES,Dinas Kesehatan,Dinkes,dinas,KOTA\n"
    )

    def upload(self, client, table: str, **given):
        return client.post(
            self.URL, {"berkas": SimpleUploadedFile("kantor.csv", table.encode())}, **given
        )

    def test_brings_the_tree_up_to_date(self, operator, as_app_staff):
        said = self.upload(operator, self.TABLE, follow=True).text

        assert "2 kantor baru, 0 berubah, 0 tetap." in said
        assert set(Office.objects.values_list("code", flat=True)) == {"KOTA", "DINKES"}

    def test_a_table_with_a_fault_changes_nothing_and_says_where(self, operator):
        answer = self.upload(operator, self.TABLE + "X,Xx,Xx,kantor,KOTA\n")

        assert answer.status_code == 422
        assert "Baris 4: jenis “kantor” tidak dikenal." in answer.text
        assert not Office.objects.exists()

    @pytest.mark.parametrize("content", ["", "%PDF-1.7", "a,b\n1,2\n"])
    def test_what_is_no_such_table_is_told(self, operator, content):
        answer = self.upload(operator, content)

        assert (answer.status_code, "Tidak ada yang diubah" in answer.text) == (422, True)
