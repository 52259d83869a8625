"""Versions of the weights: copied, changed, agreed to by two, and never changed in use."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import Error, transaction

from reports import index, method, weight_differences, weight_drafts, weight_values
from reports.models.weights import Weight, WeightSet
from reports.weight_values import Part
from spi_portal.audit import approvals, ledger
from spi_portal.audit.models.approvals import Approval
from spi_portal.audit.models.entries import Entry
from surveys.models.waves import Wave
from tests import make
from tests.reports import scenes

pytestmark = pytest.mark.django_db
EQUAL = Decimal("0.333333")


@pytest.fixture
def old(db):
    scenes.versions()
    return scenes.weight_set()


@pytest.fixture
def draft(old, ratna):
    return weight_drafts.begin(old, name="Bobot baru", year=2026, reason="Rapat", by=ratna)


def of_kinds(internal="0.5", external="0.3", expert="0.2", source="kebijakan kota"):
    return {
        ("weight", kind, "", ""): (Decimal(share), source)
        for kind, share in (("internal", internal), ("external", external), ("expert", expert))
    }


def publish(draft, *, by, second):
    asked = weight_drafts.ask(draft, reason="Sudah dibaca", by=by)
    approvals.decide(asked, grant=True, by=second)
    weight_drafts.publish(draft, by=by)
    draft.refresh_from_db()


class TestCopying:
    def test_a_copy_gives_the_same_figures(self, old, draft, city, crew):
        wave = scenes.counted(offices={make.office(): scenes.ENOUGH})
        publish(draft, **crew)

        first = index.run(wave=wave, by="test", weight_set=old)
        second = index.run(wave=wave, by="test", weight_set=draft)

        assert second.figures["city"]["index"] == first.figures["city"]["index"]

    def test_a_copy_has_a_row_for_each_indicator_that_is_asked(self, draft):
        asked = scenes.shipped()["expert"]
        names = {i.indicator for i in asked.items if i.role == "index" and i.dimension == "TKL"}

        rows = draft.weights.filter(kind="expert", dimension="TKL").exclude(indicator="")

        assert {one.indicator for one in rows} == names
        assert {one.value for one in rows} == {Decimal("0.25")}

    def test_where_other_dimensions_are_asked_the_group_begins_equal(self, old, ratna):
        other = WeightSet.objects.create(
            name="Lama", year=2020, author="-", reason="-",
            **{column: getattr(old, column) for column in method.COLUMNS},
        )  # fmt: skip
        for kind in ("internal", "external", "expert"):
            Weight.objects.create(weight_set=other, kind=kind, value=1, source="x")
            Weight.objects.create(
                weight_set=other, kind=kind, dimension="LAIN", value=1, source="x"
            )

        made = weight_drafts.begin(other, name="Baru", year=2026, reason="-", by=ratna)

        rows = made.weights.filter(kind="external", indicator="").exclude(dimension="")
        assert {(one.dimension, one.value) for one in rows} == {
            ("TKL", EQUAL), ("UPK", EQUAL), ("ITP", EQUAL),
        }  # fmt: skip


class TestChanging:
    def test_a_value_and_its_source_are_stored_and_told(self, draft, ratna):
        many = weight_drafts.change(draft, of_kinds(source="Perwali 7/2026"), by=ratna)

        assert many == 3
        assert method.read(draft).kinds == {"internal": 0.5, "external": 0.3, "expert": 0.2}
        told = Entry.objects.get(verb="method.changed").details
        assert told["before"]["Kelompok responden, Pegawai"] == "40 (kebijakan kota)"
        assert told["after"]["Kelompok responden, Pegawai"] == "50 (Perwali 7/2026)"

    def test_points_bands_and_the_minimum_are_stored(self, draft, ratna):
        given = {
            ("column", "minimum_answers"): (Decimal(15), "kebijakan kota"),
            ("column", "decided_points"): (Decimal("2.5"), "Perwali 7/2026"),
            ("band", "terjaga"): (Decimal(80), "kebijakan kota"),
        }
        weight_drafts.change(draft, given, by=ratna)

        stored = WeightSet.objects.get(pk=draft.pk)
        weights = method.read(stored)
        assert weights.minimum == 15
        assert weights.correction.per_decided_case == 2.5
        assert weights.bands[-1].start == 80
        assert stored.sources["decided_points"] == "Perwali 7/2026"

    def test_bands_may_pass_each_other_s_old_places(self, draft, ratna):
        given = {
            ("band", "waspada"): (Decimal(78), "kebijakan kota"),
            ("band", "terjaga"): (Decimal(84), "kebijakan kota"),
        }

        assert weight_drafts.change(draft, given, by=ratna) == 2
        assert [one.floor for one in draft.bands.all()] == [0, 78, 84]

    def test_the_same_again_is_no_change(self, draft, ratna):
        given = of_kinds("0.4", "0.4", "0.2")

        assert weight_drafts.change(draft, given, by=ratna) == 0
        assert not Entry.objects.filter(verb="method.changed").exists()

    def test_while_somebody_decides_nothing_changes(self, draft, ratna):
        weight_drafts.ask(draft, reason="-", by=ratna)

        with pytest.raises(weight_drafts.IsAsked):
            weight_drafts.change(draft, of_kinds(), by=ratna)
        with pytest.raises(weight_drafts.IsAsked):
            weight_drafts.drop(draft, by=ratna)

    def test_a_withdrawn_request_gives_the_draft_back(self, draft, ratna):
        approvals.withdraw(weight_drafts.ask(draft, reason="-", by=ratna), by=ratna)

        assert weight_drafts.change(draft, of_kinds(), by=ratna) == 2

    def test_a_draft_can_be_thrown_away_and_the_ledger_keeps_its_name(self, draft, ratna):
        weight_drafts.drop(draft, by=ratna)

        assert not WeightSet.objects.drafts().exists()
        assert Entry.objects.get(verb="method.dropped").subject == "reports.weightset Bobot baru"


class TestPublishing:
    def test_it_takes_two(self, draft, ratna, hadi):
        with pytest.raises(approvals.NotApproved):
            weight_drafts.publish(draft, by=ratna)

        publish(draft, by=ratna, second=hadi)

        assert draft.published_at is not None
        assert method.in_force(2026) == draft

    def test_a_draft_is_in_force_nowhere(self, old, draft):
        assert method.in_force(2026) == old

    def test_a_grant_is_for_the_values_that_were_read(self, draft, ratna, hadi):
        """Also where the guard of the editor was passed by."""
        approvals.decide(weight_drafts.ask(draft, reason="-", by=ratna), grant=True, by=hadi)
        Weight.objects.filter(weight_set=draft, kind="expert", dimension="").update(
            value="0.200001"
        )

        with pytest.raises(approvals.NotApproved):
            weight_drafts.publish(draft, by=ratna)

    def test_sums_that_are_not_100_are_not_asked_for(self, draft, ratna):
        weight_drafts.change(draft, of_kinds("0.5", "0.3", "0.1"), by=ratna)

        with pytest.raises(weight_drafts.Unsound, match="jumlahnya 90 persen"):
            weight_drafts.ask(draft, reason="-", by=ratna)
        assert not Approval.objects.exists()

    @pytest.mark.parametrize(
        ("row", "number", "said"),
        [
            (("band", "terjaga"), "70", "lebih tinggi daripada Waspada"),
            (("band", "waspada"), "100", "di antara 0 dan 100"),
            (("column", "conduct_cap"), "17", "tidak boleh melebihi batas seluruhnya"),
        ],
    )
    def test_what_is_out_of_order_is_said(self, draft, ratna, row, number, said):
        weight_drafts.change(draft, {row: (Decimal(number), "kebijakan kota")}, by=ratna)
        draft.refresh_from_db()

        assert any(said in sentence for sentence in weight_drafts.faults(draft))

    def test_an_unwritten_source_is_said(self, draft, ratna):
        weight_drafts.change(draft, of_kinds(source=" "), by=ratna)

        assert "Kelompok responden, Pegawai: sumbernya belum ditulis." in (
            weight_drafts.faults(draft)
        )


class TestInUse:
    @pytest.mark.parametrize(
        "break_in",
        [
            lambda one: WeightSet.objects.filter(pk=one.pk).update(name="Lain"),
            lambda one: WeightSet.objects.filter(pk=one.pk).update(published_at=None),
            lambda one: WeightSet.objects.filter(pk=one.pk).delete(),
            lambda one: one.weights.update(value=0),
            lambda one: one.weights.all().delete(),
            lambda one: one.bands.update(floor=1),
            lambda one: Weight.objects.create(weight_set=one, kind="x", value=1, source="x"),
        ],
    )
    def test_the_database_lets_nobody_change_a_published_set(self, old, break_in):
        with pytest.raises(Error, match="never changes"), transaction.atomic():
            break_in(old)

    def test_no_row_moves_into_a_published_set(self, old, draft):
        with pytest.raises(Error, match="never changes"), transaction.atomic():
            draft.bands.update(weight_set=old)

    def test_the_editor_says_so(self, old, ratna):
        with pytest.raises(weight_drafts.NotADraft):
            weight_drafts.change(old, of_kinds(), by=ratna)

    @pytest.mark.usefixtures("as_app_staff")
    def test_the_staff_s_own_role_may_edit_and_drop_a_draft(self, draft, ratna):
        assert weight_drafts.change(draft, of_kinds(), by=ratna) == 2
        weight_drafts.drop(draft, by=ratna)


class TestOfAWave:
    """The opening fixes which set a wave is computed with."""

    def test_before_the_opening_the_newest_one_applies(self, draft, crew):
        wave = scenes.wave(state=Wave.State.ISSUED)
        publish(draft, **crew)

        assert method.for_wave(wave) == draft
        assert not method.is_fixed(wave)

    def test_what_is_published_after_the_opening_is_for_later_waves(self, old, draft, crew):
        wave = scenes.wave(state=Wave.State.OPEN)
        with transaction.atomic():
            ledger.record("wave.opened", wave, by="test")
        publish(draft, **crew)

        assert method.for_wave(wave) == old
        assert method.is_fixed(wave)
        assert method.for_wave(scenes.wave(2027, state=Wave.State.LISTS)) == draft

    def test_the_deed_of_opening_counts_and_not_the_planned_moment(self, draft, crew):
        wave = scenes.wave(state=Wave.State.OPEN)  # planned for two months ago
        publish(draft, **crew)
        with transaction.atomic():
            ledger.record("wave.opened", wave, by="test")

        assert method.for_wave(wave) == draft

    def test_where_there_was_none_the_first_that_came_after_applies(self, old, draft, crew):
        wave = scenes.wave(state=Wave.State.COUNTED)  # opened before any set was there
        publish(draft, **crew)

        assert method.for_wave(wave) == old

    def test_without_any_there_is_none(self, db):
        with pytest.raises(method.NoWeightSet):
            method.for_wave(scenes.wave(state=Wave.State.OPEN))


class TestDifferences:
    def test_a_copy_differs_in_no_value(self, old, draft):
        assert weight_differences.compare(old, draft) == []
        assert ("Nama", "Bobot 2025", "Bobot baru") in weight_differences.about(old, draft)

    def test_a_changed_number_and_a_changed_source_are_told(self, old, draft, ratna):
        weight_drafts.change(
            draft,
            of_kinds() | {("band", "waspada"): (Decimal(73), "Laman KPK")},
            by=ratna,
        )

        told = {one.label: one for one in weight_differences.compare(old, draft)}

        assert set(told) == {"Pegawai", "Pengguna layanan", "Waspada mulai dari"}
        assert told["Pegawai"].before.told == 40
        assert told["Pegawai"].after.told == 50
        assert told["Waspada mulai dari"].only_source

    def test_an_indicator_that_no_longer_weighs_alike_is_told(self, old, draft, ratna):
        rows = [one for one in weight_values.of(draft) if one.part == Part.EXPERT][:4]
        shares = ("0.4", "0.2", "0.2", "0.2")
        given = {
            one.row: (Decimal(share), one.source) for one, share in zip(rows, shares, strict=True)
        }
        weight_drafts.change(draft, given, by=ratna)

        told = weight_differences.compare(old, draft)

        assert [one.label for one in told] == [one.label for one in rows]
        assert {one.before.number for one in told} == {Decimal("0.25")}
