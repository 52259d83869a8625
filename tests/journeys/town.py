"""A small town for journeys: two offices, thirty experts, and a wave played by the verbs."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from respondents.models.people import Person
from spi_portal.accounts.models import User
from spi_portal.audit import approvals
from spi_portal.demo import opinions
from spi_portal.notices import telling
from spi_portal.post import letters
from surveys import box_keys, chores, instrument_shelf, links
from surveys.models.invitations import Invitation
from surveys.models.waves import Wave
from surveys.respond import loading, sending, visiting
from surveys.steps import drawing, freezing, issuing, opening, starting
from tests import make

PEOPLE = 40  # of each kind, in each office
RESPONSE = {"internal": "0.7", "external": "0.5", "expert": "0.9"}
LOT = drawing.Lot(
    number="Undian 12-08: 48 13 77",
    source="Pengumuman undian, 12 Agustus",
    witnesses=("Endah Kusuma", "Farid Anwar"),
)


def found() -> None:
    make.city()
    for _ in range(2):
        office = make.office()
        for _ in range(PEOPLE):
            make.person(office=office)
            make.person(office=office, kind=Person.Kind.EXTERNAL)
    for _ in range(30):
        make.person(office=make.root(), kind=Person.Kind.EXPERT, category="BPKP")


def open_wave(*, by: User, second: User) -> Wave:
    """From its lists to an open survey whose invitations were sent."""
    loading.forget()
    versions = instrument_shelf.store_shipped(by=by)
    now = timezone.now()
    wave = starting.start(
        slug="2026",
        title="Survei Integritas OPD 2026",
        opens_at=now - timedelta(minutes=1),
        closes_at=now + timedelta(days=30),
        results_expected="Januari 2027",
        asking={
            kind: starting.Asking(version=version, expected_response=Decimal(RESPONSE[kind]))
            for kind, version in versions.items()
        },
        by=by,
    )
    make.all_signed()
    freezing.freeze(wave=wave, by=by)
    grant("draw", wave, by=by, second=second)
    drawing.draw(wave=wave, lot=LOT, by=by)
    box_keys.make_due()
    issuing.issue(wave=wave, by=by)
    chores.do_steps()
    wave.refresh_from_db()
    make.lawful(wave)
    opening.open_survey(wave=wave, by=by)
    chores.do_all()
    telling.do_all()
    letters.deliver_due()
    wave.refresh_from_db()
    return wave


def grant(verb: str, wave: Wave, *, by: User, second: User) -> None:
    asked = approvals.ask(verb, wave.slug, reason="Sesuai jadwal", by=by)
    approvals.decide(asked, grant=True, by=second)


def link_of(wave: Wave, kind: str) -> str:
    """The code of somebody of this kind who was drawn."""
    drawn = Invitation.objects.filter(wave=wave, group__kind=kind, state=Invitation.State.SAMPLE)
    return links.code_of(drawn.order_by("pk")[0], wave)


def answer(codes: list[str], *, seed: int = 7) -> None:
    """Everybody opens the link, answers and sends."""
    random, mood = Random(seed), opinions.Mood(level=75.0, response={})
    loading.forget()
    for code in codes:
        visit = visiting.enter(code)
        sheet = opinions.answer(visit.questionnaire, mood, random)
        sending.send(visit, sheet, sending.tag(visit, random.randbytes(16).hex()))
