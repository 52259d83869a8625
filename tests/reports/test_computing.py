from __future__ import annotations

import pytest
from django.db import connection

from reports import chores, computing
from reports.models.runs import IndexRun, Recomputation
from surveys.models.waves import Wave
from surveys.steps.order import StepOutOfOrder
from tests import make
from tests.reports import scenes

pytestmark = pytest.mark.django_db


def test_a_counted_wave_is_computed_once(wave):
    assert computing.is_waiting(wave)
    assert chores.do_all()["indexes"] == 1
    assert set(chores.do_all().values()) == {0}
    assert not computing.is_waiting(wave)


def test_asking_computes_it_again_and_says_by_which_run(wave, ratna):
    computing.compute_due()
    asked = computing.ask(wave=wave, by=ratna)
    assert computing.is_waiting(wave)

    assert computing.compute_due() == 1

    asked.refresh_from_db()
    assert asked.run == scenes.latest_run(wave)
    assert IndexRun.objects.count() == 2
    assert not computing.is_waiting(wave)


def test_asking_twice_waits_once(wave, ratna):
    assert computing.ask(wave=wave, by=ratna) == computing.ask(wave=wave, by=ratna)
    assert Recomputation.objects.count() == 1


@pytest.mark.parametrize("state", [Wave.State.CLOSED, Wave.State.PUBLISHED])
def test_only_a_counted_wave_is_computed_again(db, ratna, state):
    with pytest.raises(StepOutOfOrder):
        computing.ask(wave=scenes.wave(state=state), by=ratna)


def test_a_wave_without_weights_is_in_nobodys_way(wave, caplog):
    early = scenes.wave(2020)

    assert computing.compute_due() == 1
    assert "2020" in caplog.text
    assert computing.is_waiting(early)


def test_the_role_of_the_worker_suffices(wave, ratna):
    computing.ask(wave=wave, by=ratna)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE app_reports")
        computed = computing.compute_due()
        cursor.execute("RESET ROLE")

    assert computed == 1


def test_an_open_wave_is_left_alone(db):
    make.wave(slug="buka")

    assert computing.compute_due() == 0
