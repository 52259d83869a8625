"""A city of so many groups whose survey is open, by the verbs that its pages use."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from respondents.models.people import Person
from spi_portal.accounts.permissions import Role
from surveys import box_keys, instrument_shelf
from surveys.models.messages import Message
from surveys.models.waves import Wave
from surveys.respond import loading
from surveys.steps import drawing, freezing, issuing, opening, starting
from tests import make
from tests.attack.stage import Stage
from tests.journeys import town

KINDS = (Person.Kind.INTERNAL, Person.Kind.EXTERNAL)
RESPONSE = Decimal("0.6")


def open_survey(stage: Stage, *, groups: int, people: int) -> Wave:
    """`people` in each group, all of them invited: groups so small are asked as a whole."""
    loading.forget()
    make.city()
    for _ in range(groups // len(KINDS)):
        office = make.office()
        for kind in KINDS:
            for _ in range(people):
                make.person(office=office, kind=kind)
    first, second = make.user("Ratna Wulandari", Role.OPERATOR), make.user("Hadi", Role.HEAD)
    wave = _begin(first)
    make.all_signed()
    freezing.freeze(wave=wave, by=first)
    town.grant("draw", wave, by=first, second=second)
    drawing.draw(wave=wave, lot=town.LOT, by=first)
    box_keys.make_due()
    issuing.issue(wave=wave, by=first)
    stage.let_work("send", until=lambda: _state(wave) == Wave.State.ISSUED)
    wave.refresh_from_db()
    make.lawful(wave)
    opening.open_survey(wave=wave, by=first)
    stage.let_work("send", until=lambda: not Message.objects.exclude(state="sent").exists())
    wave.refresh_from_db()
    return wave


def _begin(by: object) -> Wave:
    versions, now = instrument_shelf.store_shipped(by=by), timezone.now()
    return starting.start(
        slug=f"2026-{next(make.numbers)}",
        title="Survei Integritas OPD 2026",
        opens_at=now - timedelta(minutes=1),
        closes_at=now + timedelta(days=30),
        results_expected="Januari 2027",
        asking={
            kind: starting.Asking(version=versions[kind], expected_response=RESPONSE)
            for kind in KINDS
        },
        by=by,
    )


def _state(wave: Wave) -> str:
    return Wave.objects.values_list("state", flat=True).get(pk=wave.pk)
