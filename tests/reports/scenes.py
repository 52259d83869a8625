"""Counted waves for the tests of reports: groups and sheets as the count leaves them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from random import Random

from django.utils import timezone

from reports import index, method, publication
from reports.models.cases import RecordedCase
from reports.models.publications import Publication
from reports.models.runs import IndexRun
from reports.models.weights import WeightSet
from respondents.models.offices import Office
from spi_portal.accounts.models import User
from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals
from spi_portal.demo import opinions
from surveys import instrument_shelf
from surveys.models.groups import AnonymityGroup
from surveys.models.instruments import InstrumentVersion
from surveys.models.sheets import NOT_ASKED, Sheet
from surveys.models.waves import Wave, WaveInstrument
from surveys.questionnaire import instrument, xlsform
from surveys.questionnaire.path import Questionnaire
from tests import make

Answers = Mapping[str, int]  # by kind
ENOUGH: Answers = {"internal": 14, "external": 14}
LEVEL = 76.0


@cache
def shipped() -> dict[str, instrument.Instrument]:
    folder = instrument_shelf.SHIPPED
    return {
        kind: xlsform.read((folder / f"{kind}.xlsx").read_bytes(), kind)
        for kind in instrument_shelf.KINDS
    }


def versions() -> dict[str, InstrumentVersion]:
    """The shipped questionnaires as stored versions, read from their workbooks once."""
    return {
        kind: InstrumentVersion.objects.get_or_create(
            digest=read.digest,
            defaults={
                "kind": kind,
                "title": read.title["id"],
                "body": instrument.to_json(read),
                "published_at": timezone.now(),
            },
        )[0]
        for kind, read in shipped().items()
    }


def weight_set(year: int = 2025, **given: str) -> WeightSet:
    policy = method.Policy(
        name=given.get("name", f"Bobot {year}"), year=year, author="Inspektorat", reason="Bawaan"
    )
    dimensions = {kind: list(read.dimensions) for kind, read in shipped().items()}
    return method.store_default(policy, dimensions=dimensions, by="scenes")


def wave(year: int = 2026, **given: object) -> Wave:
    values: dict[str, object] = {
        "slug": str(year),
        "title": f"Survei Integritas OPD {year}",
        "year": year,
        "state": Wave.State.COUNTED,
        "frame_root": b"root",
        "draw_randomness": "Undian 12",
        "opens_at": timezone.now() - timedelta(days=60),
        "closes_at": timezone.now() - timedelta(days=30),
    }
    made = make.wave(**(values | given))
    for kind, version in versions().items():
        WaveInstrument.objects.create(
            wave=made, kind=kind, version=version, expected_response="0.5"
        )
    return made


def counted(
    *,
    year: int = 2026,
    offices: Mapping[Office, Answers],
    levels: Mapping[Office, float] | None = None,
    experts: int = 12,
    seed: int = 1,
) -> Wave:
    """A counted wave; each office has so many sheets of each kind."""
    random, made = Random(seed), wave(year)
    for office, answers in offices.items():
        for kind, number in answers.items():
            level = (levels or {}).get(office, LEVEL)
            group(made, kind, office, sheets(kind, number, level, random.random()))
    group(made, "expert", None, sheets("expert", experts, LEVEL, random.random()))
    return made


def group(wave: Wave, kind: str, opd: Office | None, answers: list[list[int]]) -> AnonymityGroup:
    made = AnonymityGroup.objects.create(
        wave=wave,
        kind=kind,
        opd=opd,
        name=f"{kind} {opd or 'kota'}",
        population=max(40, 3 * len(answers)),
        invited=max(30, 2 * len(answers)),
    )
    Sheet.objects.bulk_create(Sheet(group=made, answers=sheet) for sheet in answers)
    return made


@cache
def questionnaire(kind: str) -> Questionnaire:
    return Questionnaire(shipped()[kind])


@cache
def sheets(kind: str, number: int, level: float, seed: float) -> list[list[int]]:
    """As the count writes them: what is off the path is marked. The same seed, the same sheets."""
    random, mood = Random(seed), opinions.Mood(level=level, response={}, directed=0.05)
    found = []
    for _ in range(number):
        answers = opinions.answer(questionnaire(kind), mood, random)
        asked = questionnaire(kind).relevant_items(answers)
        found.append([a if place in asked else NOT_ASKED for place, a in enumerate(answers)])
    return found


def case(wave: Wave, office: Office, **given: object) -> RecordedCase:
    """A case that counts."""
    values: dict[str, object] = {
        "stage": "decided",
        "document": "1/2026",
        "document_on": timezone.localdate(),
        "about": "Contoh",
        "sealed": b"x",
        "digest": "0" * 64,
        "recorded_by": make.user("Pencatat Perkara", Role.OPERATOR),
        "counted_at": timezone.now(),
    }
    return RecordedCase.objects.create(wave=wave, office=office, **(values | given))


def published(wave: Wave, *, by: User, second: User) -> Publication:
    """Compute and publish, with the grant of a second person."""
    index.run(wave=wave, by="scenes")
    asked = approvals.ask("publish", wave.slug, reason="Sudah diperiksa", by=by)
    approvals.decide(asked, grant=True, by=second)
    return publication.publish(wave=wave, by=by)


def latest_run(wave: Wave) -> IndexRun:
    return IndexRun.objects.filter(wave=wave)[0]
