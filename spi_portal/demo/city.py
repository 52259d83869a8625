"""Kota Tirtamulya from nothing: offices, people, last year's figures, this year's open survey."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from reports import method
from respondents import offices as registry
from respondents.models.offices import Office
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from spi_portal.demo import cast, counters, offices, opinions
from spi_portal.demo.cast import Cast
from spi_portal.demo.lists import Filler
from spi_portal.demo.people import Town
from spi_portal.demo.waves import Player, Year
from surveys import instrument_shelf
from surveys.inspection import statements
from surveys.models.cities import City
from surveys.models.waves import Wave
from surveys.steps import legal
from surveys.steps.drawing import Lot

ME = "demo"
REAL_MAILS = 30
EXPERTS = 60


class CityIsThere(Exception):
    """This installation has a city already; the demo never mixes with it."""


class LeftHalf(Exception):
    """The demo city is there, but its loading was stopped before the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    seed: int
    staff: int
    users: int
    answer_rate: float
    opds: int


def build(size: Size, *, today: date, say: Callable[[str], None]) -> None:
    """Build the city. Raises CityIsThere, LeftHalf."""
    _refuse_a_real_city()
    random = Random(size.seed)
    places = _places(size.opds)
    crew = _found(places, say)
    filler = Filler(
        town=Town.of_seed(size.seed),
        places=places,
        by=crew.operator,
        on=date(today.year - 1, 7, 28),
        say=say,
    )
    codes = [place.code for place in places if place.parent == offices.ROOT]
    moods = opinions.moods(codes, random)
    player = Player(cast=crew, moods=_with_the_city(moods), random=random, say=say)
    handed_in = _last_year(player, filler, size, today)
    filler = replace(filler, on=today)
    later = replace(player, moods=_with_the_city(opinions.a_year_on(moods, random)))
    _this_year(later, filler, size, today)
    filler.leave_faulty("DINKES", handed_in["DINKES"])
    counters.open_one("DINKES", today=today, by=crew.operator, random=random)
    with transaction.atomic():
        ledger.record("city.built", City.objects.get(), by=ME)


def _refuse_a_real_city() -> None:
    """Raises CityIsThere where anything is that the demo did not make, or has made already."""
    city = City.objects.first()
    if city is not None and city.is_demo and ledger.last(city, "city.built") is None:
        raise LeftHalf("Data contoh berhenti dimuat di tengah jalan.")
    if city is not None and city.is_demo:
        raise CityIsThere("Data contoh sudah ada di pemasangan ini.")
    if city is not None:
        raise CityIsThere(f"Pemasangan ini milik {city}; data contoh tidak boleh bercampur.")
    if User.objects.exists() or Office.objects.exists():
        raise CityIsThere("Pemasangan ini sudah berisi akun atau perangkat daerah.")


def _places(opds: int) -> list[offices.Place]:
    """The first `opds` OPDs with their units, and always those that the cast speaks for."""
    everywhere = offices.places()
    codes = list(dict.fromkeys(place.opd for place in everywhere))
    kept = {*codes[:opds], "DINKES", "KEC-UTARA"}
    return [place for place in everywhere if place.opd in kept]


@transaction.atomic
def _found(places: list[offices.Place], say: Callable[[str], None]) -> Cast:
    City.objects.create(
        pk=1,
        name="Kota Tirtamulya",
        organiser="Inspektorat Kota Tirtamulya",
        public_address="spi.tirtamulyakota.go.id",
        sender_address="survei@spi.tirtamulyakota.go.id",
        help_phone="(000) 000-700",
        help_hours="Senin–Jumat 08.00–15.30",
        is_demo=True,
    )
    lines = registry.read(offices.as_csv(places))
    here = {place.code for place in places}
    organisers = [code for code in offices.ORGANISERS if code in here]
    registry.bring_up_to_date(lines, organisers=organisers, by=ME)
    versions = instrument_shelf.store_shipped(by=ME)
    method.store_default(
        method.Policy(
            name="Bobot Kota Tirtamulya 2025",
            year=2025,
            author="Inspektorat Kota Tirtamulya",
            reason="Bobot bawaan: bobot KPK tidak dipublikasikan, jadi ini kebijakan kota.",
        ),
        dimensions={kind: list(version.read().dimensions) for kind, version in versions.items()},
        by=ME,
    )
    say(f"{len(places)} perangkat daerah dan unit")
    for subject in legal.STATEMENTS:
        statements.record(
            subject,
            on=timezone.localdate(),
            person="Gilang Ramadhan, Diskominfo",
            note="Dipastikan bersama pusat data (contoh).",
            by=ME,
        )
    return cast.take_seats()


def _last_year(player: Player, filler: Filler, size: Size, today: date) -> dict[str, bytes]:
    served = (date(today.year - 2, 9, 1), date(today.year - 1, 7, 25))
    staff = filler.staff(size.staff)
    filler.users(size.users // 3, served)
    filler.experts(EXPERTS)
    filler.sign()
    wave, year = _begin(player, today.year - 1)
    player.open(wave, year, mails_at_most=0)
    player.answer(wave, rate=size.answer_rate)
    player.finish(wave)
    # It was closed just now; the calendar says when such a wave would have been.
    Wave.objects.filter(pk=wave.pk).update(closes_at=_at(today.year - 1, 10, 31, 16))
    return staff


def _this_year(player: Player, filler: Filler, size: Size, today: date) -> None:
    filler.users(size.users - size.users // 3, (date(today.year - 1, 9, 1), today - timedelta(7)))
    filler.sign(but=frozenset({"DINKES"}))  # whose head can sign by link
    wave, year = _begin(player, today.year, opens_on=today - timedelta(5))
    player.chase(wave, "DINKES")
    player.record_kpk(wave, field=(today - timedelta(120), today - timedelta(40)))
    player.record_cases(wave, {"DPUPR": "investigated", "DISDUKCAPIL": "complaint"})
    player.open(wave, year, mails_at_most=REAL_MAILS)
    player.answer(wave, rate=size.answer_rate)


def _begin(player: Player, number: int, *, opens_on: date | None = None) -> tuple[Wave, Year]:
    opens_on = opens_on or date(number, 8, 1)
    closes_on = timezone.localdate() + timedelta(days=30)
    year = Year(
        slug=str(number),
        title=f"Survei Integritas OPD {number}",
        opens_at=_at(opens_on.year, opens_on.month, opens_on.day, 8),
        closes_at=_at(closes_on.year, closes_on.month, closes_on.day, 16),
        results_expected=f"Januari {number + 1}",
        lot=Lot(
            number=f"Undian umum {number}: 48 13 77 05",
            source=f"Pengumuman undian umum {number} (contoh)",
            witnesses=("Endah Kusuma", "Farid Anwar"),
        ),
    )
    return player.start(year), year


def _at(year: int, month: int, day: int, hour: int) -> datetime:
    return timezone.make_aware(datetime(year, month, day, hour))  # noqa: DTZ001


def _with_the_city(moods: dict[str, opinions.Mood]) -> dict[str, opinions.Mood]:
    """Experts stand on the city's own list and judge it as it is on the whole."""
    level = sum(mood.level for mood in moods.values()) / len(moods)
    return moods | {offices.ROOT: opinions.Mood(level=level, response={"expert": 0.65})}
