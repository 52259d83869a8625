"""The pages of service points, as the admin of an office uses them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from respondents.models.offices import Office
from respondents.models.people import Person
from respondents.models.service_points import ServicePoint
from respondents.models.volunteers import Volunteer
from surveys.box import points
from surveys.models.points import SignedPoints
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(bayu, client):
    make.city()
    client.force_login(bayu)
    return Office.objects.get(duty__user=bayu)


@pytest.fixture
def point(office):
    return make.service_point(office=office)


def url(name: str, point: ServicePoint) -> str:
    return reverse(f"intake:{name}", args=[point.office.code, point.pk])


def posted(**given) -> dict[str, object]:
    today = timezone.localdate()
    values = {"layanan": "KTP elektronik", "mulai": today, "sampai": today + timedelta(days=30)}
    return values | given


def test_a_point_is_added_and_announced(client, office):
    page = client.post(reverse("intake:points", args=[office.code]), posted(), follow=True)

    point = ServicePoint.objects.get()
    assert point.code in page.text
    (signed,) = SignedPoints.objects.all()
    assert f'"code":"{point.code}"' in bytes(signed.body).decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("layanan", "", "Tulis layanan"),
        ("sampai", "", "Pilih hari terakhir."),
        ("sampai", "2020-01-01", "sudah lewat"),
        ("sampai", "2999-01-01", "paling lama satu tahun"),
        ("mulai", "kemarin", "Tulis tanggalnya"),
    ],
)
def test_a_bad_point_is_told_and_everything_is_kept(client, office, field, value, said):
    page = client.post(
        reverse("intake:points", args=[office.code]), posted(layanan="Akta") | {field: value}
    )

    assert page.status_code == 422
    assert said in page.text
    assert field == "layanan" or 'value="Akta"' in page.text
    assert not ServicePoint.objects.exists()


def test_an_office_that_wrote_its_services_down_chooses_one(client, office):
    office.services = ["Akta kelahiran", "Kartu keluarga"]
    office.save()
    address = reverse("intake:points", args=[office.code])

    assert "Kartu keluarga</option>" in client.get(address).text
    assert client.post(address, posted(layanan="Pijat")).status_code == 422
    assert client.post(address, posted(layanan="Akta kelahiran")).status_code == 302


def test_the_city_itself_has_no_points(client, ratna):
    make.office()
    client.force_login(ratna)

    assert client.get(reverse("intake:points", args=["KOTA"])).status_code == 404


def test_closing_is_announced_once(client, point):
    client.post(url("close", point))
    client.post(url("close", point))

    (signed,) = SignedPoints.objects.all()
    assert '"is_closed":true' in bytes(signed.body).decode()
    assert "Loket ini ditutup" in client.get(url("point", point)).text


def test_those_who_wait_are_shown_with_masked_contacts_and_findings(client, point):
    make.volunteer(point=point, name="Sari Dewi", phone="+6281200001111")
    make.volunteer(point=point, name="Ani Rahmawati", phone="12")

    page = client.get(url("point", point)).text

    assert "08•• •••• 11" in page
    assert "81200001111" not in page
    assert "hanya 2 angka" in page
    assert "1 siap" in page


def test_one_press_puts_the_faultless_on_the_list(client, point):
    make.volunteer(point=point, name="Sari Dewi")
    make.volunteer(point=point, phone="12")

    page = client.post(url("admit", point), follow=True).text

    assert "1 orang masuk ke daftar" in page
    assert [person.name for person in Person.objects.all()] == ["Sari Dewi"]


def test_nobody_ready_is_said(client, point):
    assert "Tidak ada calon yang siap" in client.post(url("admit", point), follow=True).text


def test_the_ticked_are_refused_with_a_reason(client, point):
    gone, kept = make.volunteer(point=point), make.volunteer(point=point)

    page = client.post(
        url("refuse", point), {"calon": gone.pk, "sebab": "main_main"}, follow=True
    ).text

    assert "1 calon ditolak" in page
    assert list(Volunteer.objects.all()) == [kept]


def test_a_refusal_without_reason_keeps_the_ticks(client, point):
    one = make.volunteer(point=point)

    page = client.post(url("refuse", point), {"calon": one.pk})

    assert page.status_code == 422
    assert "Pilih sebab penolakan." in page.text
    assert f'value="{one.pk}" aria-label="Tolak {one.name}" checked' in page.text


def test_a_reason_without_anybody_is_told(client, point):
    make.volunteer(point=point)

    page = client.post(url("refuse", point), {"sebab": "main_main"})

    assert page.status_code == 422
    assert "Centang dulu calon" in page.text


def test_a_volunteer_of_another_point_cannot_be_refused_here(client, point):
    other = make.volunteer()

    page = client.post(url("refuse", point), {"calon": other.pk, "sebab": "main_main"})

    assert page.status_code == 422
    assert Volunteer.objects.count() == 1


def test_the_pages_work_under_the_role_of_staff(client, point, as_app_staff):
    make_it = {"calon": [], "sebab": ""}
    assert client.get(url("point", point)).status_code == 200
    assert client.post(url("admit", point)).status_code == 302
    assert client.post(url("refuse", point), make_it).status_code == 422
    assert client.post(url("close", point)).status_code == 302


def test_the_page_of_the_office_leads_there(client, office):
    page = client.get(reverse("respondents:office", args=[office.code])).text

    assert reverse("intake:points", args=[office.code]) in page


def test_a_list_signed_by_another_is_refused():
    key = points.Ed25519PrivateKey.generate()
    body, signature = points.sign(
        points.PointList(
            version=1, title="", city="", organiser="", help_phone="", help_hours="",
            inbox_public_key="", points=(),
        ),
        key,
    )  # fmt: skip

    assert points.verify(body, signature, key.public_key()).version == 1
    with pytest.raises(points.PointsForged):
        points.verify(body + b" ", signature, key.public_key())
