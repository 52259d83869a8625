from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.utils import timezone

from spi_portal.audit.models.entries import Entry
from surveys.city import changing, fixed
from surveys.models.cities import City, Official
from tests import make

pytestmark = pytest.mark.django_db


def last_entry() -> Entry:
    return Entry.objects.order_by("-pk")[0]


class TestCity:
    def test_a_change_is_told_from_old_to_new(self, city, ratna):
        changing.change({"help_phone": "(0541) 1", "letterhead": "Jalan A\nJalan B"}, by=ratna)

        assert City.objects.get().help_phone == "(0541) 1"
        assert last_entry().verb == "city.changed"
        assert last_entry().details == {
            "help_phone": "(000) 000-700 → (0541) 1",
            "letterhead": "– → Jalan A, Jalan B",
        }

    def test_what_is_the_same_is_no_deed(self, city, ratna):
        assert changing.change({"name": city.name}, by=ratna) == []
        assert not Entry.objects.exists()

    @pytest.mark.parametrize(
        "values", [{"minimum_answers": 9}, {"response_expert": Decimal(0)}, {"name": None}]
    )
    def test_the_database_holds_the_rules_too(self, city, ratna, values):
        with pytest.raises(IntegrityError):
            changing.change(values, by=ratna)


class TestFixed:
    @pytest.mark.parametrize("name", sorted(fixed.TEXTS))
    def test_what_a_wave_has_signed_stays(self, city, ratna, open_wave, name):
        with pytest.raises(fixed.Fixed, match=open_wave.slug):
            changing.change({name: "lain"}, by=ratna)

        assert getattr(City.objects.get(), name) == getattr(city, name)
        assert not Entry.objects.exists()

    def test_what_was_signed_is_free_again_after_closing(self, city, ratna, open_wave):
        open_wave.state = "closed"
        open_wave.save()

        assert changing.change({"help_phone": "lain"}, by=ratna) == ["help_phone"]

    def test_before_anything_is_signed_a_drawn_wave_holds_no_text(self, city, ratna):
        make.wave(state="drawn", frame_root=b"r", draw_randomness="1")

        assert changing.change({"help_phone": "lain"}, by=ratna) == ["help_phone"]

    @pytest.mark.parametrize("state", ["frozen", "drawn", "issued", "open", "closed", "counted"])
    def test_rules_stay_from_freezing_until_figures_are_out(self, city, ratna, state):
        make.wave(state=state, frame_root=b"r", draw_randomness="1")

        with pytest.raises(fixed.Fixed, match="sudah dibekukan"):
            changing.change({"minimum_answers": 12}, by=ratna)

    @pytest.mark.parametrize("state", ["lists", "published"])
    def test_rules_are_free_before_and_after(self, city, ratna, state):
        make.wave(state=state, frame_root=b"r", draw_randomness="1")

        assert changing.change({"minimum_answers": 12}, by=ratna) == ["minimum_answers"]

    def test_a_trial_that_is_never_published_does_not_hold_them_for_ever(self, city, ratna):
        long_ago = timezone.now() - timedelta(days=400)
        make.wave(
            state="counted",
            frame_root=b"r",
            draw_randomness="1",
            opens_at=long_ago - timedelta(days=9),
            closes_at=long_ago,
        )

        assert changing.change({"minimum_answers": 12}, by=ratna) == ["minimum_answers"]

    def test_expected_response_may_change_at_any_time(self, city, ratna, open_wave):
        assert changing.change({"response_internal": Decimal("0.4")}, by=ratna)


class TestOffices:
    def test_both_ticks_are_told(self, city, ratna):
        office = make.office()

        changing.change_office(office, {"is_organiser": True, "asks_external": False}, by=ratna)

        assert last_entry().subject == f"respondents.office {office}"
        assert last_entry().details == {
            "is_organiser": "tidak → ya",
            "asks_external": "ya → tidak",
        }

    def test_they_stay_while_a_wave_is_frozen(self, city, ratna, open_wave):
        with pytest.raises(fixed.Fixed):
            changing.change_office(make.office(), {"is_organiser": True}, by=ratna)


class TestOfficials:
    def test_somebody_takes_a_post_and_leaves_it(self, city, ratna):
        changing.change_officials({"mayor": ("Andi", "")}, by=ratna)
        assert str(Official.objects.get()) == "Wali Kota: Andi"

        changing.change_officials({"mayor": ("", "")}, by=ratna)
        assert not Official.objects.exists()
        assert last_entry().details == {"mayor": "Wali Kota: Andi → –"}

    def test_the_same_again_is_no_deed(self, city, ratna):
        changing.change_officials({"mayor": ("Andi", "Pj. Wali Kota")}, by=ratna)

        assert changing.change_officials({"mayor": ("Andi", "Pj. Wali Kota")}, by=ratna) == []
