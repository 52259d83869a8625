"""Signs of conditioned answering, by hand on small groups."""

from __future__ import annotations

import numpy as np
import pytest

from reports import index, publication, scoring, signals
from reports.scoring import AttentionItem, Scheme, ScoredItem
from reports.signals import Measured, Sign
from surveys.models.groups import AnonymityGroup
from surveys.models.sheets import Sheet
from tests import make
from tests.reports import scenes
from tests.reports.estimation.test_comparing import points

FIVE = (10000, 7500, 5000, 2500, 0)
SCHEME = Scheme(
    kind="internal",
    items=tuple(ScoredItem(index=n, dimension="D", indicator="i", scores=FIVE) for n in range(12)),
    attention=(AttentionItem(index=12, expected=3),),
)


def sheets(*rows):
    return scoring.matrix(rows, 13)


MIXED = [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 3]
OTHER = [4, 3, 2, 1, 0, 4, 3, 2, 1, 0, 4, 3, 3]
NEARLY = [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 2, 3]  # 11 of 12 as MIXED
FURTHER = [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 1, 2, 3]  # 10 of 12: under nine tenths


def test_uniform_sheets_are_a_share():
    found = signals.measure(sheets([0] * 12 + [3], MIXED, OTHER, MIXED), SCHEME)

    assert found[Sign.UNIFORM].value == 0.25


def test_twins_are_a_share_of_pairs_and_uniform_sheets_are_left_out():
    """MIXED and NEARLY are one pair of three; the two uniform ones are none."""
    uniform = [0] * 12 + [3]
    found = signals.measure(sheets(MIXED, NEARLY, OTHER, uniform, uniform), SCHEME)

    assert found[Sign.ALIKE].value == pytest.approx(1 / 3)


def test_less_than_nine_tenths_alike_is_not_alike():
    assert signals.measure(sheets(MIXED, FURTHER), SCHEME)[Sign.ALIKE].value == 0


def test_a_lone_sheet_has_no_twin():
    assert signals.measure(sheets(MIXED), SCHEME)[Sign.ALIKE].value == 0


def test_more_sheets_than_a_block_are_compared_with_all():
    luck = np.random.default_rng(1)
    many = luck.integers(0, 5, (signals.BLOCK + 20, 13))
    many[signals.BLOCK + 19] = many[3] = MIXED

    same = (many[:, None, :12] == many[None, :, :12]).sum(axis=2)

    found = signals.measure(scoring.matrix(many, 13), SCHEME)[Sign.ALIKE]

    assert found.value * found.count == pytest.approx(np.triu(same >= 11, 1).sum())


def test_the_attention_item_counts_wrong_answers_of_those_given():
    wrong, silent = [*MIXED[:12], 0], [*MIXED[:12], -1]

    found = signals.measure(sheets(MIXED, wrong, silent, OTHER), SCHEME)[Sign.INATTENTIVE]

    assert (found.value, found.count) == (pytest.approx(1 / 3), 3)


def test_the_gap_has_the_errors_of_both():
    found = signals.gap(points(80, 3), points(73, 4))

    assert (found.value, found.variance) == (7, 25)


def test_strength_by_hand():
    """Seven gaps with variance 1: median 2, median deviation 1, so 1.4826² − 1 = 1.198 apart.

    9 stands out by 7 / √(1 + 1.198) = 4.72.
    """
    gaps = {n: Measured(value=v, variance=1.0) for n, v in enumerate([0, 1, 1, 2, 3, 3, 9])}

    found = signals.strengths(gaps)

    assert found[6] == pytest.approx(7 / 1.4826, abs=1e-3)
    assert found[3] == 0
    assert found[0] < 0


def test_a_share_is_judged_by_chance_at_the_usual_share():
    """Usual 0 of 98: p = 1/100; 10 of 98 stand out by .10204 / √(.0099/98) = 10.15."""
    groups = {n: Measured(value=0.0, count=98) for n in range(6)}
    groups[6] = Measured(value=10 / 98, count=98)

    assert signals.strengths(groups)[6] == pytest.approx(10.153, abs=1e-2)


def test_too_few_groups_are_not_compared():
    few = {n: Measured(value=float(n), variance=1.0) for n in range(signals.FEWEST_GROUPS)}

    assert signals.strengths(few) == {}


@pytest.mark.django_db
def test_an_office_whose_staff_copied_one_sheet_is_told_to_reviewers_alone(city, client, ratna):
    scenes.weight_set()
    offices = [make.office(code=f"O{n}", name=f"Dinas {n}") for n in range(8)]
    wave = scenes.counted(offices=dict.fromkeys(offices, scenes.ENOUGH))
    group = AnonymityGroup.objects.get(wave=wave, kind="internal", opd=offices[3])
    copied = Sheet.objects.filter(group=group).first()
    Sheet.objects.filter(group=group).update(answers=copied.answers)

    run = index.run(wave=wave, by="test")
    client.force_login(ratna)
    page = client.get(f"/kelola/{wave.slug}/hasil/tanda/").text

    assert {"O3"} == {one["office"] for one in run.figures["signals"] if one["sign"] == "alike"}
    assert "Banyak lembar hampir serupa" in page
    assert "signals" not in publication.frozen(run)
