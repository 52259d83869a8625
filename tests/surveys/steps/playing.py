"""A small wave, played to any of its states through the verbs that the pages use."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from respondents.models.offices import Office
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals
from surveys import box_keys, chores, rehearsing
from surveys.models.instruments import InstrumentVersion
from surveys.models.waves import Wave
from surveys.questionnaire.instrument import Kind, to_json
from surveys.steps import drawing, freezing, issuing, opening, starting
from tests import make

LOT = drawing.Lot(
    number="Undian 12-08: 48 13 77",
    source="Pengumuman undian, 12 Agustus",
    witnesses=("Endah Kusuma", "Farid Anwar"),
)


def instrument(kind: Kind = "internal") -> InstrumentVersion:
    """A version with one item: enough for every step before somebody answers."""
    number = next(make.numbers)
    body = to_json(rehearsing.one_question(kind))
    return InstrumentVersion.objects.create(
        kind=kind, title=f"Kuesioner {number}", digest=f"{number:064}", body=body, workbook=b"",
        published_at=timezone.now(),
    )  # fmt: skip


def office_of(people: int) -> Office:
    office = make.office()
    for _ in range(people):
        make.person(office=office)
    return office


def lists(by: User, *, offices: tuple[int, ...] = (30,)) -> Wave:
    """A wave whose lists are open; each office has so many staff."""
    make.city()
    for people in offices:
        office_of(people)
    now = timezone.now()
    asking = starting.Asking(version=instrument(), expected_response=Decimal("0.5"))
    return starting.start(
        slug=f"2026-{next(make.numbers)}",
        title="Survei Integritas OPD 2026",
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=30),
        results_expected="Januari 2027",
        asking={"internal": asking},
        by=by,
    )


def frozen(by: User, *, offices: tuple[int, ...] = (30,)) -> Wave:
    wave = lists(by, offices=offices)
    freeze(wave, by=by)
    return again(wave)


def freeze(wave: Wave, *, by: User) -> freezing.Frozen:
    """After every head has signed."""
    make.all_signed()
    return freezing.freeze(wave=wave, by=by)


def grant(verb: str, wave: Wave, *, asked_by: User) -> None:
    second = make.user("Hadi Pranoto", Role.HEAD)
    asked = approvals.ask(verb, wave.slug, reason="Sesuai jadwal", by=asked_by)
    approvals.decide(asked, grant=True, by=second)


def drawn(by: User, *, offices: tuple[int, ...] = (30,)) -> Wave:
    wave = frozen(by, offices=offices)
    grant("draw", wave, asked_by=by)
    drawing.draw(wave=wave, lot=LOT, by=by)
    return again(wave)


def issued(by: User, *, offices: tuple[int, ...] = (30,)) -> Wave:
    wave = drawn(by, offices=offices)
    box_keys.make(wave)
    issuing.issue(wave=wave, by=by)
    chores.do_steps()
    return again(make.lawful(wave))


def opened(by: User, *, offices: tuple[int, ...] = (30,)) -> Wave:
    """Open, its invitations queued and none sent yet."""
    wave = issued(by, offices=offices)
    opening.open_survey(wave=wave, by=by)
    chores.do_steps()
    return again(wave)


def again(wave: Wave) -> Wave:
    return Wave.objects.get(pk=wave.pk)
