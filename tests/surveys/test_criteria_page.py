from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from respondents import access, criteria, lists
from respondents.criteria import Name, Sourced
from respondents.models.lists import Fault
from spi_portal.audit.models.entries import Entry
from surveys import forecast
from surveys.models.waves import Wave
from surveys.steps import copying, freezing, judging, order
from tests import make
from tests.respondents import sheets
from tests.surveys.steps import playing
from tests.surveys.steps.test_under_roles import process

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(ratna) -> Wave:
    return playing.lists(ratna, offices=())


@pytest.fixture
def operator(client, ratna):
    client.force_login(ratna)
    return client


def filled_in(wave: Wave, **changed: object) -> dict[str, object]:
    """The form as it is first shown, and what is typed over it."""
    given: dict[str, object] = {}
    for name, it in criteria.written(wave.slug).items():
        given |= {name.value: it.value, f"source_{name.value}": it.source}
    return given | changed


def page(wave: Wave) -> str:
    return reverse("surveys:criteria", args=[wave.slug])


def test_a_value_and_its_source_are_changed_and_written_down(operator, wave):
    given = filled_in(wave, years_in_unit=2, source_years_in_unit="SK Wali Kota 12/2026")

    answer = operator.post(page(wave), given, follow=True)

    assert "Tersimpan." in answer.text
    assert criteria.of(wave.slug).years_in_unit == 2
    assert Entry.objects.get(verb="wave.criteria_changed").details == {
        "years_in_unit": 2,
        "sources": ["SK Wali Kota 12/2026"],
    }
    assert "SK Wali Kota 12/2026" in operator.get(page(wave)).text


def test_nothing_new_is_no_deed(operator, wave):
    answer = operator.post(page(wave), filled_in(wave), follow=True)

    assert "Tidak ada yang berubah." in answer.text
    assert not Entry.objects.filter(verb="wave.criteria_changed").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("years_in_institution", "-1"),
        ("years_in_institution", "11"),
        ("years_in_unit", "satu"),
        ("months_since_service", "0"),
        ("months_since_service", "61"),
        ("levels_left_out", "Presiden"),
        ("source_years_in_unit", " "),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(operator, wave, name, value):
    given = filled_in(wave, source_main_task_required="Surat baru") | {name: value}

    answer = operator.post(page(wave), given)

    assert answer.status_code == 422
    assert "Surat baru" in answer.text
    assert criteria.of(wave.slug) == criteria.of("none")


def test_no_level_and_no_main_task_may_be_chosen(operator, wave):
    given = filled_in(wave)
    del given["levels_left_out"], given["main_task_required"]

    operator.post(page(wave), given)

    assert criteria.of(wave.slug).levels_left_out == ()
    assert criteria.of(wave.slug).main_task_required is False


def test_after_the_freeze_they_stand(operator, ratna):
    wave = playing.frozen(ratna)

    shown, sent = operator.get(page(wave)), operator.post(page(wave), filled_in(wave))

    assert "tidak dapat diubah lagi" in shown.text
    assert "Simpan" not in shown.text
    assert sent.status_code == 422
    with pytest.raises(order.StepOutOfOrder):
        judging.judge_by(wave=wave, given={}, by=ratna)


def test_staff_may_write_them_under_its_own_role(wave, ratna):
    with process("staff"), access.acting(ratna):
        assert judging.judge_by(wave=wave, given={Name.YEARS_IN_UNIT: Sourced(0, "SK")}, by=ratna)


def test_freeze_and_forecast_go_by_the_wave_s_own(wave, ratna):
    opd = playing.office_of(30)
    make.person(office=opd, level="Eselon II")
    before = forecast.of_city(wave).groups[0].population

    judging.judge_by(wave=wave, given={Name.LEVELS_LEFT_OUT: Sourced([], "SK")}, by=ratna)

    assert (before, forecast.of_city(wave).groups[0].population) == (30, 31)
    make.all_signed()
    assert freezing.freeze(wave=wave, by=ratna).people == 31


def test_a_list_is_checked_against_the_wave_whose_lists_are_open(wave, ratna):
    opd = make.office()
    judging.judge_by(wave=wave, given={Name.YEARS_IN_INSTITUTION: Sourced(9, "SK")}, by=ratna)
    upload = lists.receive(
        file_name="a.xlsx",
        content=sheets.xlsx([sheets.employee(tmt_instansi="01-01-2019")]),
        office=opd,
        kind="internal",
        by=ratna,
    )

    lists.check(upload, on=date(2026, 8, 1))

    (fault,) = Fault.objects.filter(code="syarat_masa_kerja")
    assert fault.message.startswith("Masa kerja di instansi belum 9 tahun.")


def test_a_copied_wave_takes_them_along(wave, ratna):
    judging.judge_by(wave=wave, given={Name.YEARS_IN_UNIT: Sourced(3, "SK")}, by=ratna)

    new = copying.begin(copying.propose(wave), by=ratna)
    pilot = copying.begin(copying.propose(new, is_pilot=True), by=ratna)

    assert criteria.written(new.slug) == criteria.written(wave.slug)
    assert criteria.of(pilot.slug).years_in_unit == 3
    assert criteria.in_force() == criteria.of(new.slug)


def test_the_wave_leads_there(operator, wave):
    assert page(wave) in operator.get(reverse("surveys:wave", args=[wave.slug])).text
