"""People who put themselves forward: checked like rows of a list, decided on, and forgotten."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from respondents import access, service_points, volunteers
from respondents.models.people import Person
from respondents.models.service_points import ServicePoint
from respondents.models.volunteers import Volunteer
from respondents.volunteers import Arrival, Reason
from spi_portal.audit.models.entries import Entry
from tests import make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 4)
PHONE = "+6281200001111"


@pytest.fixture
def point(db):
    return make.service_point(service="KTP elektronik")


def arrival(at, **given) -> Arrival:
    values = {
        "id": uuid4(),
        "point": at.code,
        "name": "Sari Dewi",
        "phone": PHONE,
        "email": "",
        "served_on": TODAY,
        "consent_on": TODAY,
    }
    return Arrival(**(values | given))


def codes(point) -> list[list[str]]:
    return [[f.code for f in one.findings] for one in volunteers.judge(point, on=TODAY)]


def volunteer(point, **given) -> Volunteer:
    return make.volunteer(point=point, **({"served_on": TODAY, "consent_on": TODAY} | given))


class TestTakingIn:
    def test_contacts_are_sealed(self, point):
        assert volunteers.take_in([arrival(point)]) == 1

        kept = Volunteer.objects.get()
        assert kept.phone == PHONE
        assert PHONE.encode() not in bytes(kept.phone_sealed)
        assert kept.office_id == point.office_id

    def test_the_same_envelope_again_changes_nothing(self, point):
        same = arrival(point)
        volunteers.take_in([same])

        assert volunteers.take_in([same]) == 0
        assert Volunteer.objects.count() == 1

    def test_whoever_sends_again_later_is_one_volunteer(self, point):
        volunteers.take_in([arrival(point), arrival(point, name="SARI  DEWI")])
        volunteers.take_in([arrival(point)])

        assert Volunteer.objects.count() == 1

    def test_the_same_person_at_another_point_is_another_volunteer(self, point):
        other = make.service_point()

        assert volunteers.take_in([arrival(point), arrival(other)]) == 2

    def test_an_unknown_point_takes_nobody_in(self, point):
        assert volunteers.take_in([arrival(point, point="nowhere1")]) == 0
        assert not Volunteer.objects.exists()


class TestJudging:
    def test_a_good_one_has_nothing_against_it(self, point):
        volunteer(point)

        assert codes(point) == [[]]
        assert volunteers.judge(point, on=TODAY)[0].is_ready

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({"phone": "0542731234"}, "wa_kantor"),
            ({"phone": "", "email": ""}, "kontak_kosong"),
            ({"phone": "", "email": "sari@"}, "surel_salah"),
            ({"name": "12"}, "nama"),
            ({"served_on": TODAY - timedelta(days=400)}, "syarat_layanan_lama"),
            ({"served_on": TODAY + timedelta(days=1)}, "tanggal_mustahil"),
        ],
    )
    def test_what_a_list_is_told_a_volunteer_is_told(self, point, given, code):
        volunteer(point, **given)

        (one,) = volunteers.judge(point, on=TODAY)
        assert code in [finding.code for finding in one.findings]
        assert not one.is_ready

    def test_a_service_that_the_office_never_wrote_down_is_no_fault(self, point):
        point.office.services = ["Akta kelahiran"]
        point.office.save()
        volunteer(point)

        assert codes(point) == [[]]

    @pytest.mark.parametrize("contact", ["phone", "email"])
    def test_who_is_on_the_offices_list_is_found_by_number_or_address(self, point, contact):
        value = {"phone": PHONE, "email": "sari@contoh.id"}[contact]
        make.person(office=point.office, kind="external", **{contact: value})
        volunteer(point, **({"phone": ""} | {contact: value}))

        assert codes(point) == [["sudah_di_daftar"]]

    def test_another_offices_list_does_not_matter(self, point):
        make.person(kind="external", phone=PHONE)
        make.person(office=point.office, kind="internal", phone=PHONE)
        volunteer(point, phone=PHONE)

        assert codes(point) == [[]]

    def test_two_names_with_one_number_are_told_of_each_other(self, point):
        volunteer(point, name="Ani Rahmawati", phone=PHONE)
        volunteer(point, name="Budi Santoso", phone=PHONE)

        assert codes(point) == [["ganda"], ["ganda"]]

    def test_contacts_are_shown_in_part(self, point):
        volunteer(point, phone=PHONE, email="sari@contoh.id")

        (one,) = volunteers.judge(point, on=TODAY)
        assert (one.phone, one.email) == ("08•• •••• 11", "s•••@contoh.id")


class TestDeciding:
    def test_the_faultless_go_on_the_list_and_the_others_wait(self, point, ratna):
        volunteer(point, name="Sari Dewi", phone="081200001111", email="SARI@contoh.id")
        volunteer(point, phone="12")

        assert volunteers.admit(point, on=TODAY, by=ratna) == 1

        person = Person.objects.get()
        assert (person.office, person.kind, person.name) == (point.office, "external", "Sari Dewi")
        assert (person.phone, person.email) == (PHONE, "sari@contoh.id")
        assert (person.service, person.served_on) == ("KTP elektronik", TODAY)
        assert (person.consent_on, person.further) == (TODAY, {"source": "QR"})
        assert person.category == "masyarakat"
        assert Volunteer.objects.count() == 1
        point.refresh_from_db()
        assert (point.admitted, point.refused) == (1, 0)

    def test_pressing_again_adds_nobody(self, point, ratna):
        volunteer(point)
        volunteers.admit(point, on=TODAY, by=ratna)

        assert volunteers.admit(point, on=TODAY, by=ratna) == 0
        assert Person.objects.count() == 1

    def test_who_is_refused_is_gone(self, point, ratna):
        kept, gone = volunteer(point), volunteer(point)

        volunteers.refuse(point, [gone.pk], reason=Reason.NOT_SERVED, by=ratna)

        assert list(Volunteer.objects.all()) == [kept]
        point.refresh_from_db()
        assert point.refused == 1

    def test_a_volunteer_of_another_point_is_not_refused_here(self, point, ratna):
        other = make.volunteer()

        assert volunteers.refuse(point, [other.pk], reason=Reason.LISTED, by=ratna) == 0
        assert Volunteer.objects.count() == 1

    def test_the_ledger_counts_and_names_nobody(self, point, ratna):
        volunteer(point, name="Sari Dewi")
        gone = volunteer(point, phone="12", name="Ani Rahmawati")
        volunteers.admit(point, on=TODAY, by=ratna)
        volunteers.refuse(point, [gone.pk], reason=Reason.UNUSABLE, by=ratna)

        entries = Entry.objects.filter(verb__startswith="volunteers.")
        assert {entry.verb: entry.details for entry in entries} == {
            "volunteers.admitted": {"rows": 1},
            "volunteers.refused": {"rows": 1, "reason": "Data keliru atau tidak lengkap"},
        }
        assert not [e for e in entries if "Sari" in e.subject or "Ani" in e.subject]


class TestWaiting:
    def test_a_point_knows_since_when_somebody_waits(self, point, ratna):
        volunteers.take_in([arrival(point)])
        point.refresh_from_db()
        assert point.waits_since == timezone.localdate()

        chosen = list(Volunteer.objects.values_list("pk", flat=True))
        volunteers.refuse(point, chosen, reason=Reason.LISTED, by=ratna)
        point.refresh_from_db()
        assert point.waits_since is None


class TestForgetting:
    def test_a_visit_of_more_than_a_year_ago_is_forgotten(self, point):
        kept = volunteer(point, served_on=date(2025, 5, 4))
        volunteer(point, served_on=date(2025, 5, 3))

        assert volunteers.forget_outdated(on=TODAY, by="tests") == 1
        assert list(Volunteer.objects.all()) == [kept]

    def test_a_point_where_nobody_is_left_waits_no_more(self, point):
        other = make.service_point()
        volunteers.take_in([arrival(point), arrival(other)])
        Volunteer.objects.filter(point=point).update(served_on=date(2025, 5, 3))
        Volunteer.objects.filter(point=other).update(served_on=date(2025, 5, 4))

        volunteers.forget_outdated(on=TODAY, by="tests")

        assert [one.code for one in ServicePoint.objects.exclude(waits_since=None)] == [other.code]


def test_an_offices_eyes_see_its_own_volunteers_alone(bayu, as_app_staff):
    with access.acting(bayu):
        assert not Volunteer.objects.exists()


def test_a_closed_point_is_closed_once(point, ratna):
    assert service_points.close(point, by=ratna)
    assert not service_points.close(point, by=ratna)
    assert Entry.objects.filter(verb="point.closed").count() == 1


def test_codes_are_long_and_differ(ratna):
    office = make.office()
    days = {"first_day": timezone.localdate(), "last_day": timezone.localdate()}
    made = {
        service_points.add(office=office, service="KTP", by=ratna, **days).code for _ in range(20)
    }

    assert len(made) == 20
    assert {len(code) for code in made} == {8}
    assert set("".join(made)) <= set(service_points.ALPHABET)
