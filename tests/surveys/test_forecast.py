from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from respondents import access, objections
from respondents.models.duties import Duty
from respondents.models.objections import Objection
from respondents.models.offices import Office
from respondents.models.people import Person
from spi_portal.accounts.permissions import Role
from surveys import forecast, grouping
from surveys.models.groups import AnonymityGroup
from surveys.models.invitations import Invitation
from surveys.models.waves import Wave
from surveys.steps import freezing
from tests import make
from tests.surveys.steps import playing
from tests.surveys.steps.test_under_roles import process

pytestmark = pytest.mark.django_db


def people_of(office: Office, many: int, *, unreachable: int = 0, newcomers: int = 0) -> None:
    """Rows as an import leaves them; nobody reads these contacts, so none is sealed."""
    Person.objects.bulk_create(
        Person(
            office=office,
            kind="internal",
            name=f"Pegawai {n}",
            category="PNS",
            started_on=timezone.localdate() if n < newcomers else date(2015, 1, 1),
            in_unit_since=date(2020, 1, 1),
            main_task=True,
            email_index=None if n < newcomers + unreachable else bytes([n % 256] * 16),
        )
        for n in range(many + newcomers)
    )


def opd_with(*units: int, **given) -> Office:
    opd = make.office(kind=Office.Kind.DISTRICT, **given)
    for people in units:
        people_of(make.office(parent=opd, kind=Office.Kind.VILLAGE), people)
    return opd


@pytest.fixture
def wave(ratna) -> Wave:
    return playing.lists(ratna, offices=())


def groups_of(wave: Wave) -> list[forecast.Expected]:
    return list(forecast.of_city(wave).groups)


def page(client, wave: Wave, opd: Office | None = None):
    if opd is None:
        return client.get(reverse("surveys:forecast", args=[wave.slug]))
    return client.get(reverse("forecast:office", args=[opd.code, wave.slug]))


unit_sizes = st.tuples(st.integers(0, 45), st.integers(0, 9), st.integers(0, 4))
cities = st.lists(st.lists(unit_sizes, min_size=1, max_size=4), min_size=1, max_size=4)


@settings(
    deadline=None,
    max_examples=12,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(city=cities, objecting=st.integers(0, 2))
def test_the_groups_are_those_that_are_frozen_from_the_same_lists(ratna, city, objecting):
    with transaction.atomic():
        for units in city:
            opd = make.office()
            for n, (many, unreachable, newcomers) in enumerate(units):
                office = make.office(parent=opd) if n else opd
                people_of(office, many, unreachable=min(many, unreachable), newcomers=newcomers)
        people_of(make.office(), 1)  # a freeze of nobody is refused
        for person in Person.objects.order_by("pk")[:objecting]:
            objections.record(person, channel=Objection.Channel.TELEPHONE, by=ratna)
        people_of(make.office(), 1)
        wave = playing.lists(ratna, offices=())

        expected = {
            (g.kind, g.opd, g.name, g.population, g.invited, g.too_small, frozenset(g.offices))
            for g in groups_of(wave)
        }
        make.all_signed()
        freezing.freeze(wave=wave, by=ratna)

        frozen = AnonymityGroup.objects.filter(wave=wave)
        assert expected == {
            (
                g.kind, g.opd, g.name, g.population, g.invited, g.is_too_small,
                frozenset(g.offices.all()),
            )
            for g in frozen
        }  # fmt: skip
        transaction.set_rollback(True)


def test_a_group_says_what_may_be_expected_of_it(wave):
    people_of(make.office(), 60, unreachable=10)

    (group,) = groups_of(wave)

    assert (group.population, group.reachable, group.unreachable) == (60, 50, 10)
    assert (group.invited, group.answers) == (60, 25)  # 60 asked, 50 reached, half answer
    assert group.sureness > 0.99
    assert group.margin == pytest.approx(100 * 1.95996 * (0.25 / 25 * 35 / 59) ** 0.5, abs=1e-3)
    assert (group.too_small, group.advice, group.together) == (False, "", "")


def test_offices_that_are_reported_together_are_named_before_the_freeze(wave):
    opd = make.office(name="Kecamatan Utara", kind=Office.Kind.DISTRICT)
    for name, people in (("Mawar", 12), ("Melati", 11), ("Kenanga", 12), ("Dahlia", 11)):
        village = make.office(parent=opd, kind=Office.Kind.VILLAGE, name=f"Kelurahan {name}")
        people_of(village, people)
    mawar = Office.objects.get(name="Kelurahan Mawar")

    (group,) = forecast.of_offices(wave, [mawar.pk]).groups

    assert group.together == (
        "Kelurahan Mawar dilaporkan bersama 3 kelurahan lain di Kecamatan Utara, 46 pegawai"
    )


def test_offices_of_several_kinds_are_called_offices(wave):
    people_of(make.office(name="Badan A", kind=Office.Kind.AGENCY), 12)
    people_of(make.office(name="Dinas B"), 12)

    (group,) = groups_of(wave)

    assert group.together.endswith("dilaporkan bersama 1 kantor lain di seluruh kota, 24 pegawai")


def test_as_many_people_as_are_said_to_be_missing_are_enough(wave):
    small = make.office()
    people_of(small, 11)
    (before,) = (one for one in forecast.of_city(wave).standings if one.opd == small)
    assert before.missing > 1
    assert before.advice == f"Perlu {before.missing} orang lagi yang bisa dihubungi."

    people_of(small, before.missing - 1)
    assert [one.missing for one in forecast.of_city(wave).standings] == [1]
    people_of(small, 1)

    (after,) = forecast.of_city(wave).standings
    assert (after.missing, len(after.groups)) == (0, 1)


def test_contacts_for_people_who_are_listed_count_before_new_people(wave):
    people_of(make.office(), 40, unreachable=40)

    (standing,) = forecast.of_city(wave).standings

    # 40 asked, so many reached, half of them answer: ten answers are sure enough at 29.
    assert standing.advice == (
        "Perlu 29 orang lagi yang bisa dihubungi. 40 orang di daftar belum punya surel."
    )


def test_a_group_that_is_too_small_says_what_would_be_enough(wave):
    people_of(make.office(), 60)
    people_of(make.office(), 8)

    first, second = groups_of(wave)

    assert (first.too_small, second.too_small) == (True, False)
    assert first.missing == grouping.missing(
        [
            grouping.Unit(
                office="X", parent=None, opd="X", kind="internal", eligible=8, reachable=8,
                expected_response=0.5,
            )
        ]
    )  # fmt: skip


def test_an_opd_with_an_empty_list_has_no_result_and_comes_first(wave):
    people_of(make.office(short_name="Cukup"), 80)
    people_of(make.office(short_name="Kurang"), 20)
    make.office(short_name="Kosong")

    assert [one.opd.short_name for one in forecast.of_city(wave).standings] == [
        "Kosong", "Kurang", "Cukup",
    ]  # fmt: skip


def test_an_opd_that_was_closed_needs_no_list(wave):
    make.office(valid_to=date(2020, 1, 1))

    assert not forecast.of_city(wave).standings


def test_users_are_missed_where_an_office_has_them(wave):
    wave.waveinstrument_set.create(
        kind="external", version=playing.instrument("external"), expected_response=0.3
    )
    make.office(asks_external=False)
    serving = make.office()

    missing = [one for one in forecast.of_city(wave).standings if one.kind == "external"]

    assert [one.opd for one in missing] == [serving]


def test_no_office_can_tell_that_somebody_objected(wave, ratna):
    """The city's forecast leaves them out, as a freeze does; an office's counts them with all."""
    opd = make.office()
    people_of(opd, 80)
    before = forecast.of_offices(wave, [opd.pk])

    objections.record(Person.objects.first(), channel=Objection.Channel.TELEPHONE, by=ratna)

    assert forecast.of_offices(wave, [opd.pk]) == before
    assert groups_of(wave)[0].population == 79


def test_it_costs_the_same_however_many_offices(wave):
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            forecast.of_city(wave)
        return len(captured)

    people_of(make.office(), 30)
    before = cost()
    for _ in range(3):
        opd_with(11, 12, 40)

    assert cost() == before


def test_under_the_role_of_staff_an_admin_gets_their_part_and_their_own_eyes_back(wave, bayu):
    mine = Office.objects.get(duty__user=bayu)
    people_of(mine, 12)
    people_of(make.office(), 12)  # small, too: reported with mine

    with process("staff"), access.acting(bayu):
        found = forecast.of_offices(wave, [mine.pk])
        seen = Person.objects.count()

    (group,) = found.groups
    assert group.offices[0] == mine
    assert (group.population, [one.opd for one in found.standings]) == (24, [mine])
    assert seen == 12


def test_nothing_is_drawn_for_it(wave):
    people_of(make.office(), 80)
    forecast.of_city(wave)

    assert not Invitation.objects.exists()
    assert not AnonymityGroup.objects.exists()


class TestPages:
    def test_the_inspectorate_sees_all_opds_and_groups(self, client, wave, ratna):
        client.force_login(ratna)
        people_of(make.office(short_name="Cukup"), 80)
        small = make.office(short_name="Kurang")
        people_of(small, 20)

        text = page(client, wave).text

        assert text.index("Kurang") < text.index("Cukup")
        assert "Perlu 8 orang lagi yang bisa dihubungi." in text
        assert reverse("forecast:office", args=[small.code, wave.slug]) in text

    @pytest.mark.parametrize("role", [Role.OPD_ADMIN, Role.OPD_HEAD])
    def test_admin_and_head_read_what_their_office_lacks(self, client, wave, role):
        opd = make.office(name="Dinas Kecil")
        people_of(opd, 20)
        client.force_login(make.user("Citra", role, of=opd))

        text = page(client, wave, opd).text

        assert "Dinas Kecil, pegawai: 20 orang memenuhi syarat" in text
        assert "Perlu 8 orang lagi yang bisa dihubungi." in text
        assert reverse("surveys:forecast", args=[wave.slug]) not in text

    def test_an_office_of_others_does_not_exist(self, client, wave, bayu):
        client.force_login(bayu)

        assert page(client, wave, make.office()).status_code == 404

    def test_who_holds_a_unit_reads_of_the_group_that_it_is_in(self, client, wave):
        opd = opd_with(11, 12, 14)
        unit = opd.units.first()
        client.force_login(make.user("Dewi", Role.OPD_ADMIN, of=unit))

        text = page(client, wave, unit).text

        assert f"{unit.name} dilaporkan bersama 2 kelurahan lain di {opd.name}, 37 pegawai" in text

    def test_an_empty_office_is_told_so(self, client, wave, bayu):
        client.force_login(bayu)
        mine = Office.objects.get(duty__user=bayu)

        text = page(client, wave, mine).text

        assert "belum ada orang yang memenuhi syarat di daftar" in text
        assert "Belum ada kelompok" in text

    def test_after_the_freeze_there_is_nothing_to_forecast(self, client, ratna):
        frozen = playing.frozen(ratna)
        client.force_login(ratna)
        opd = Office.objects.opds().get()

        assert reverse("surveys:groups", args=[frozen.slug]) in page(client, frozen).text
        assert "Daftar sudah dibekukan" in page(client, frozen, opd).text

    def test_first_pages_and_the_wave_lead_there_while_lists_are_open(self, client, wave, bayu):
        office = Office.objects.get(duty__user=bayu)
        client.force_login(bayu)
        assert reverse("forecast:office", args=[office.code, wave.slug]) in (client.get("/").text)

        client.force_login(make.user("Ratna", Role.OPERATOR))
        assert reverse("surveys:forecast", args=[wave.slug]) in (
            client.get(reverse("surveys:wave", args=[wave.slug])).text
        )
        assert Duty.objects.filter(user=bayu).exists()
