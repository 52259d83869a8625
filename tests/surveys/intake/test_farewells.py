"""Who put themselves forward and cannot take part is told so once, and deleted."""

from __future__ import annotations

import time

import pytest
from django.utils import timezone

from respondents.models.service_points import ServicePoint
from respondents.models.volunteers import Volunteer
from spi_portal.audit.models.entries import Entry
from spi_portal.notices import telling
from spi_portal.notices.models import Notice
from spi_portal.post.channel import DeliveryFailed, TryAgainLater
from surveys.intake import farewells
from surveys.steps import drawing
from tests import make
from tests.surveys.steps import playing
from tests.surveys.steps.test_under_roles import process
from tests.surveys.test_delivery import Outbox

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_hold(monkeypatch):
    monkeypatch.setattr(farewells.clock, "next_try", 0.0)


@pytest.fixture
def ended() -> ServicePoint:
    """A point that a draw has ended."""
    make.city()
    today = timezone.localdate()
    return make.service_point(closed_on=today, ended_on=today)


def tell(**given) -> tuple[int, Outbox]:
    outbox = Outbox(**given)
    with process("send"):
        return farewells.tell_due(outbox), outbox


def test_each_is_told_once_and_gone(ended):
    make.volunteer(point=ended, email="sari@contoh.id", name="Sari Dewi")
    make.volunteer(point=ended, email="ani@contoh.id")

    gone, outbox = tell()

    assert gone == 2
    assert {letter.to for letter in outbox.letters} == {"sari@contoh.id", "ani@contoh.id"}
    assert not Volunteer.objects.exists()
    entry = Entry.objects.get(verb="volunteers.told")
    assert (entry.details["told"], entry.details["refused"]) == (2, 0)
    assert "Sari" not in str(entry.details)
    assert tell()[1].letters == []


def test_the_message_is_honest_and_says_whom_to_ask(ended):
    make.volunteer(point=ended, email="sari@contoh.id")

    _, outbox = tell()

    (letter,) = outbox.letters
    for text in (letter.text, letter.html):
        assert "tidak ikut dalam undian" in text
        assert ended.office.name in text
        assert "(000) 000-700" in text
        assert "/s/" not in text  # no link to any survey


def test_whoever_left_a_number_alone_is_gone_untold(ended):
    make.volunteer(point=ended, email="")

    gone, outbox = tell()

    assert (gone, outbox.letters) == (1, [])
    assert not Volunteer.objects.exists()
    assert Entry.objects.get(verb="volunteers.forgotten").details["rows"] == 1


def test_where_no_draw_was_nobody_is_told_even_if_the_point_is_closed():
    make.volunteer(email="a@contoh.id", point=make.service_point(closed_on=timezone.localdate()))
    make.volunteer(email="b@contoh.id")

    assert tell()[0] == 0
    assert Volunteer.objects.count() == 2


def test_an_address_that_is_refused_is_deleted_too(ended):
    make.volunteer(point=ended, email="salah@contoh.id")

    tell(fails_with=DeliveryFailed("Alamat ditolak (kode 550)."))

    assert not Volunteer.objects.exists()
    assert Entry.objects.get(verb="volunteers.told").details["refused"] == 1


@pytest.mark.parametrize("fault", [{"is_down": True}, {"fails_with": TryAgainLater("kode 451")}])
def test_while_the_mail_server_takes_nothing_nobody_is_lost_and_it_is_left_alone(ended, fault):
    make.volunteer(point=ended, email="sari@contoh.id")

    assert tell(**fault)[0] == 0
    assert Volunteer.objects.count() == 1
    assert farewells.clock.next_try > time.monotonic()
    assert tell()[1].sessions == 0

    farewells.clock.next_try = 0.0
    assert tell()[0] == 1


def test_the_draw_leaves_them_to_the_worker(ratna):
    wave = playing.frozen(ratna)
    make.volunteer(email="sari@contoh.id")
    playing.grant("draw", wave, asked_by=ratna)

    drawing.draw(wave=wave, lot=playing.LOT, by=ratna)

    assert Volunteer.objects.count() == 1
    assert tell()[0] == 1


class TestTheOfficeHearsThatSomebodyWaits:
    @pytest.fixture
    def point(self, bayu) -> ServicePoint:
        office = bayu.duty_set.get().office
        return make.service_point(office=office, waits_since=timezone.localdate())

    def test_its_admin_and_no_other(self, bayu, citra, ratna, point):
        telling.tell()
        telling.tell()

        notice = Notice.objects.get(key__startswith="candidates-")
        assert notice.user == bayu
        assert notice.path == f"/opd/{point.office.code}/loket/{point.pk}/"

    def test_nobody_when_nobody_waits(self, bayu, point):
        ServicePoint.objects.update(waits_since=None)

        telling.tell()

        assert not Notice.objects.filter(key__startswith="candidates-").exists()
