"""Nobody stays among the volunteers: the draw ends it. A year: test_purging.py."""

from __future__ import annotations

import pytest
from django.utils import timezone

from respondents.models.people import Person
from respondents.models.service_points import ServicePoint
from respondents.models.volunteers import Volunteer
from surveys import chores
from surveys.box import publications
from surveys.models.points import SignedPoints
from surveys.models.waves import Wave
from surveys.steps import closing, drawing
from tests import make
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


def draw(wave: Wave, by) -> None:
    playing.grant("draw", wave, asked_by=by)
    drawing.draw(wave=wave, lot=playing.LOT, by=by)


def test_the_draw_closes_every_point_and_forgets_who_still_waits(ratna):
    wave = playing.frozen(ratna)
    make.volunteer()

    draw(wave, ratna)

    point = ServicePoint.objects.get()
    assert point.closed_on == point.ended_on == timezone.localdate()
    chores.do_all()
    assert not Volunteer.objects.exists()
    signed = publications.latest(publications.POINTS)
    assert signed is not None
    assert b'"is_closed":true' in signed[0]


def test_whoever_is_on_the_list_stays_there(ratna):
    wave = playing.frozen(ratna)
    person = make.person(kind="external", further={"source": "QR"})

    draw(wave, ratna)

    assert Person.objects.on_lists().filter(pk=person.pk).exists()


def test_a_draw_without_points_announces_none(ratna):
    playing.drawn(ratna)

    assert not SignedPoints.objects.exists()


def test_the_draw_of_a_pilot_ends_nothing(ratna):
    wave = playing.frozen(ratna)
    Wave.objects.filter(pk=wave.pk).update(is_pilot=True)
    make.volunteer()

    draw(wave, ratna)

    assert Volunteer.objects.count() == 1
    assert ServicePoint.objects.get().closed_on is None


def test_closing_forgets_who_was_on_the_way_at_the_draw_and_nobody_else(ratna):
    wave, today = playing.opened(ratna), timezone.localdate()
    make.volunteer(point=make.service_point(closed_on=today, ended_on=today))
    kept = make.volunteer()  # of a point that was opened since, for the next wave

    closing.close(wave=wave, by=ratna)
    chores.do_all()

    assert list(Volunteer.objects.all()) == [kept]
