from __future__ import annotations

import io
import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from respondents.models.people import Person
from surveys import standing
from surveys.models.groups import AnonymityGroup
from surveys.models.milestones import Milestone
from surveys.models.waves import Wave
from surveys.steps import copying
from tests import make
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(ratna) -> Wave:
    """Last year's, of which one date was moved and the response is known."""
    wave = playing.lists(ratna)
    year = timezone.localdate().year - 1
    Wave.objects.filter(pk=wave.pk).update(
        slug=str(year),
        year=year,
        title=f"Survei Integritas {year}",
        opens_at=make.at(year, 8, 3, 8),
        closes_at=make.at(year, 10, 30, 16),
        results_expected=f"Januari {year + 1}",
        state="published",
        frame_root=b"r",
        draw_randomness="48 13",
    )
    wave.refresh_from_db()
    wave.milestones.filter(kind="draw").update(due_on=wave.opens_at.date().replace(month=7, day=9))
    wave.waveinstrument_set.update(response=Decimal("0.412"))
    return wave


def test_texts_dates_questionnaires_and_response_come_a_year_later(old, ratna):
    new = copying.begin(copying.propose(old), by=ratna)

    year = old.year + 1
    assert (new.slug, new.title) == (str(year), f"Survei Integritas {year}")
    assert new.results_expected == f"Januari {year + 1}"
    assert timezone.localtime(new.opens_at).strftime("%d-%m %H.%M") == "03-08 08.00"
    assert new.milestones.get(kind=Milestone.Kind.DRAW).due_on.strftime("%d-%m") == "09-07"
    asked, before = new.waveinstrument_set.get(), old.waveinstrument_set.get()
    assert (asked.version, asked.expected_response) == (before.version, Decimal("0.412"))
    assert new.copied_from == old


def test_nothing_of_people_is_copied(old, ratna):
    people = set(Person.objects.values_list("pk", flat=True))

    new = copying.begin(copying.propose(old), by=ratna)

    assert set(Person.objects.values_list("pk", flat=True)) == people
    assert not AnonymityGroup.objects.filter(wave=new).exists()


def test_a_code_that_is_taken_gets_a_number(old, ratna):
    make.wave(slug=str(old.year + 1))

    assert copying.propose(old).slug == f"{old.year + 1}-2"


def test_a_leap_day_becomes_the_28th(old):
    old.opens_at = make.at(2024, 2, 29, 8)
    old.year = 2024

    assert timezone.localtime(copying.propose(old).opens_at).day == 28


def test_without_an_earlier_wave_the_default_year_is_proposed(db, ratna):
    make.city()
    playing.instrument()

    proposal = copying.propose()

    assert proposal.slug == str(timezone.localdate().year)
    assert timezone.localtime(proposal.opens_at).strftime("%d-%m") == "01-08"
    assert proposal.asking["internal"].expected_response == Decimal("0.5")


class TestPilot:
    def test_is_named_as_one_and_begins_soon(self, old, ratna):
        pilot = copying.begin(copying.propose(old, is_pilot=True), by=ratna)

        assert pilot.slug.endswith("-uji")
        assert pilot.title.endswith("(uji coba)")
        assert (pilot.opens_at - timezone.now()).days <= 7

    def test_takes_the_real_wave_off_no_page(self, old, ratna):
        real = copying.begin(copying.propose(old), by=ratna)
        pilot = copying.begin(copying.propose(real, is_pilot=True), by=ratna)
        Wave.objects.filter(pk=pilot.pk).update(state="open", frame_root=b"r", draw_randomness="1")

        assert standing.current() == real

    def test_says_on_its_pages_what_it_is(self, old, ratna, client):
        pilot = copying.begin(copying.propose(old, is_pilot=True), by=ratna)
        client.force_login(ratna)

        for name in ("wave", "groups", "calendar", "basis", "kpk"):
            assert "Uji coba" in client.get(reverse(f"surveys:{name}", args=[pilot.slug])).text

    def test_must_be_called_one(self, old, ratna, client):
        client.force_login(ratna)
        form = {
            "title": "Survei Integritas 2030", "slug": "2030-uji",
            "opens_at": "2030-08-01T08:00", "closes_at": "2030-08-15T08:00",
            "results_expected": "-", "response_internal": "50",
        }  # fmt: skip
        answer = client.post(f"{reverse('surveys:start')}?uji=1&dari={old.slug}", form)

        assert (answer.status_code, "harus memuat kata" in answer.text) == (422, True)


def test_a_year_that_is_prepared_takes_a_running_one_off_no_page(old, ratna):
    running = make.wave(year=old.year + 1, state="open", frame_root=b"r", draw_randomness="1")
    make.wave(year=old.year + 2)

    assert standing.current() == running


class TestCommand:
    def run(self, *words: str) -> dict[str, str]:
        out = io.StringIO()
        call_command("wave", *words, "--json", stdout=out)
        return json.loads(out.getvalue())

    def test_begins_a_copy(self, old, ratna):
        told = self.run("lists", "2030", "--copy-from", old.slug, "--by", ratna.email)

        assert (told["wave"], told["state"]) == ("2030", "lists")
        assert Wave.objects.get(slug="2030").copied_from == old

    def test_refuses_a_code_that_is_taken(self, old, ratna):
        with pytest.raises(CommandError, match="There is a wave"):
            self.run("lists", old.slug, "--by", ratna.email)

    def test_refuses_to_copy_what_is_not_there(self, old, ratna):
        with pytest.raises(CommandError, match="There is no wave 1999"):
            self.run("lists", "2030", "--copy-from", "1999", "--by", ratna.email)
