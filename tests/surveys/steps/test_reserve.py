"""Calling up the reserve: with a reason, within its bounds, by numbers alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from spi_portal.audit.models.entries import Entry
from surveys.models.invitations import Invitation
from surveys.models.messages import Message
from surveys.models.rights import IssuedRights, ReserveCall
from surveys.models.waves import Wave
from surveys.steps import closing, order, reserve
from tests.surveys.steps import playing
from tests.surveys.wave_pages import cost

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(ratna) -> Wave:
    return playing.opened(ratna, offices=(180,))


def address(wave: Wave) -> str:
    return reverse("surveys:reserve", args=[wave.slug])


def given(wave: Wave, **changes: object) -> dict[str, object]:
    fields = {
        "kelompok": wave.groups.get().pk,
        "jumlah": 2,
        "sebab": "kurang",
        "alasan": "Banyak pegawai sedang cuti bersama",
    }
    return fields | changes


def fail_messages(wave: Wave, number: int) -> None:
    chosen = Message.objects.filter(invitation__wave=wave)[:number]
    for message in chosen:
        Message.objects.filter(pk=message.pk).update(state="failed", failure="Ditolak")


def test_a_call_waits_for_the_night_and_is_written_down(operator, wave):
    page = operator.post(address(wave), given(wave), follow=True).text

    called = ReserveCall.objects.get()
    assert (called.wanted, called.called, called.ordered_on) == (2, None, timezone.localdate())
    assert "2 cadangan dipanggil malam ini" in page
    assert "Diproses malam ini." in page
    entry = Entry.objects.get(verb="reserve.called")
    assert entry.details["reason"] == "Banyak pegawai sedang cuti bersama"
    assert entry.details["wanted"] == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kelompok": ""}, "Pilih kelompoknya."),
        ({"kelompok": "10000000"}, ""),
        ({"jumlah": "0"}, "Paling sedikit 1."),
        ({"jumlah": "-3"}, "Paling sedikit 1."),
        ({"jumlah": "dua"}, "Isi angka bulat."),
        ({"jumlah": "9999"}, "Cadangan kelompok ini tinggal"),
        ({"sebab": ""}, "Pilih sebabnya."),
        ({"sebab": "iseng"}, ""),
        ({"alasan": "sakit"}, "paling sedikit 10 huruf"),
        ({"alasan": "          "}, "Tulis alasannya."),
        ({"sebab": "tidak_sampai"}, "Undangan yang tidak sampai di kelompok ini 0."),
    ],
)
def test_bad_input_calls_nobody_and_says_why(operator, wave, changes, said):
    response = operator.post(address(wave), given(wave, **changes))

    assert response.status_code == 422
    assert said in response.text
    assert not ReserveCall.objects.exists()


def test_nobody_is_called_up_for_a_morning_when_the_survey_is_over(operator, wave):
    Wave.objects.filter(pk=wave.pk).update(closes_at=timezone.now() + timedelta(hours=2))

    response = operator.post(address(wave), given(wave))

    assert response.status_code == 422
    assert "sebelum cadangan sempat diundang" in response.text
    assert not ReserveCall.objects.exists()


def test_groups_of_one_office_are_told_apart(operator, wave):
    group = wave.groups.get()

    said = operator.get(address(wave)).text

    assert f"{group.name}, {group.get_kind_display().lower()}: " in said


def test_for_those_who_were_not_reached_at_most_as_many(operator, wave):
    fail_messages(wave, 2)

    assert (
        operator.post(address(wave), given(wave, sebab="tidak_sampai", jumlah=3)).status_code == 422
    )
    assert (
        operator.post(address(wave), given(wave, sebab="tidak_sampai", jumlah=2)).status_code == 302
    )
    assert ReserveCall.objects.get().wanted == 2


def test_who_was_reached_at_last_is_not_counted_as_unreached(wave):
    fail_messages(wave, 2)
    failed = Message.objects.filter(state="failed").first()
    Message.objects.create(
        invitation=failed.invitation, office=failed.office, round="reminder", channel="email",
        state="sent", sent_on=timezone.localdate(), due_at=timezone.now(),
    )  # fmt: skip

    (standing,) = reserve.of(wave, wave.groups.all())

    assert standing.undelivered == 1


def test_a_second_call_waits_until_the_first_is_carried_out(operator, wave):
    operator.post(address(wave), given(wave))

    response = operator.post(address(wave), given(wave))

    assert response.status_code == 422
    assert ReserveCall.objects.count() == 1


def test_two_at_once_are_one_call(ratna, wave):
    group = wave.groups.get()
    reserve.call(wave=wave, group=group, wanted=1, why="kurang", reason="Alasan satu", by=ratna)

    with pytest.raises(reserve.CannotBeCalled, match="sudah ada"):
        reserve.call(wave=wave, group=group, wanted=1, why="kurang", reason="Alasan", by=ratna)


def test_it_can_be_taken_back_on_the_same_day_alone(operator, wave):
    operator.post(address(wave), given(wave))
    called = ReserveCall.objects.get()
    withdraw = reverse("surveys:reserve_withdraw", args=[wave.slug, called.pk])
    ReserveCall.objects.update(ordered_on=timezone.localdate() - timedelta(days=1))
    assert "sudah diproses" in operator.post(withdraw, follow=True).text
    ReserveCall.objects.update(ordered_on=timezone.localdate())

    assert "Panggilan dibatalkan." in operator.post(withdraw, follow=True).text

    assert not ReserveCall.objects.exists()
    assert Entry.objects.filter(verb="reserve.call_withdrawn").count() == 1


def test_only_while_the_survey_is_open(ratna, operator, wave):
    closing.close(wave=wave, by=ratna)

    page = operator.get(address(wave)).text

    assert "hanya dapat dipanggil selama survei berjalan" in page
    with pytest.raises(order.StepOutOfOrder):
        reserve.call(
            wave=wave, group=wave.groups.get(), wanted=1, why="kurang", reason="-", by=ratna
        )


def test_the_page_names_nobody(operator, wave):
    page = operator.get(address(wave)).text

    for invitation in Invitation.objects.filter(wave=wave).select_related("person"):
        assert invitation.person.name not in page
    assert "Sisa cadangan" in page


def test_a_night_that_failed_is_told(operator, wave):
    IssuedRights.objects.update(problem="RightsDoNotFit: x")

    told = "Perubahan tautan semalam tertahan"
    assert told in operator.get(address(wave)).text
    assert told in operator.get(reverse("surveys:wave", args=[wave.slug])).text


def test_the_page_of_the_open_survey_leads_there(operator, wave):
    assert address(wave) in operator.get(reverse("surveys:wave", args=[wave.slug])).text


def test_it_costs_the_same_for_one_group_or_four(ratna, operator):
    one = playing.opened(ratna, offices=(60,))
    before = cost(operator, address(one))
    four = playing.opened(ratna, offices=(40, 40, 40, 40))

    assert cost(operator, address(four)) == before
