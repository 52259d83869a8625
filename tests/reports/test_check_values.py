"""Figures that were published, or worked out on paper before there was code.

Others of their kind stand where their subject is: the worked example of three weightings in
test_formula.py (docs/method.md section 6), forced response and the list experiment in
estimation/test_sensitive.py (section 12), sample sizes in test_sampling.py (section 2).
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from reports import estimation, formula
from reports.estimation import Column, Stratum, clusters
from reports.formula import Band
from tests.reports.test_formula import BANDS

BANDS_UP_TO_2022 = (  # KPK, Panduan Membaca Laporan Hasil SPI 2022
    Band(category="sangat rentan", start=Decimal(0)),
    Band(category="rentan", start=Decimal(68)),
    Band(category="waspada", start=Decimal("73.7")),
    Band(category="terjaga", start=Decimal("77.5")),
)


@pytest.mark.parametrize(
    ("answers", "alike", "effect"), [(10, 0.05, 1.45), (20, 0.05, 1.95), (20, 0.1, 2.90)]
)
def test_the_design_effect_of_clusters(answers, alike, effect):
    assert clusters.design_effect(answers_each=answers, alike=alike) == pytest.approx(effect)


def test_a_cluster_of_one_costs_nothing():
    assert clusters.design_effect(answers_each=1, alike=0.1) == 1


def test_a_cluster_without_answers_is_an_error():
    with pytest.raises(ValueError, match="at least one"):
        clusters.design_effect(answers_each=0.5, alike=0.1)


@pytest.mark.parametrize(
    ("year", "figure", "bands", "category"),
    [
        # Kota Balikpapan, as told in the press: 2021 bakabar.com (20 November 2022), 2023 and
        # 2024 smartrt.news (7 August 2025), 2025 sepintasberita.com after spi.kpk.go.id. Papers
        # called 2023 and 2024 "terjaga"; by KPK's bands (kpk.go.id, results of 2024) they are not.
        (2021, "70.12", BANDS_UP_TO_2022, "rentan"),
        (2023, "73.83", BANDS, "waspada"),
        (2024, "75.08", BANDS, "waspada"),
        (2025, "77.43", BANDS, "waspada"),
        # Others of 2024 (kpk.go.id): the whole country, cities, provinces, Bank Indonesia.
        (2024, "71.53", BANDS, "rentan"),
        (2024, "71.91", BANDS, "rentan"),
        (2024, "79.47", BANDS, "terjaga"),
        (2024, "77.97", BANDS, "waspada"),  # Bali: 0.03 short
    ],
)
def test_published_results_fall_in_the_bands_of_their_year(year, figure, bands, category):
    assert formula.category(Decimal(figure), bands) == category


@pytest.mark.parametrize(
    ("points", "figure", "category"),
    [(77.994, "77.99", "waspada"), (77.995, "78.00", "terjaga"), (78.0, "78.00", "terjaga")],
)
def test_the_edge_of_terjaga(points, figure, category):
    """docs/method.md section 8: rounded half up once, and the category is that of the figure."""
    rounded = formula.rounded(points)

    assert (str(rounded), formula.category(rounded, BANDS)) == (figure, category)


def test_the_decimal_that_decides_is_shown():
    """77.95 beside 78: one decimal would read 78.0, which is another category."""
    assert formula.decimals(Decimal("77.95"), BANDS) == 2
    assert formula.decimals(Decimal("75.08"), BANDS) == 1


def test_unequal_chances_cost_what_kish_says():
    """1 + CV² of the weights: 30 answers of 60 people and 30 of 240, weights 2 and 8.

    Mean 5, deviation 3: 1 + 9/25 = 1.36. Kish, Survey Sampling (1965), 11.7.
    """
    values = [float(n % 7) for n in range(30)]
    strata = [
        Stratum.of(population=people, respondents=[{"a": value} for value in values])
        for people in (60, 240)
    ]

    assert estimation.mean(strata, "a").design_effect == pytest.approx(1.36)


def test_prevalence_is_over_those_who_had_contact():
    """SDG 16.5.1: 12 of 80 with contact gave, 40 had none; not 12 of 120. 15 %."""
    gave = np.array([1.0] * 12 + [0.0] * 68 + [np.nan] * 40)
    contact = np.array([1.0] * 80 + [0.0] * 40)
    column = Column.ratio(np.nan_to_num(gave), contact)
    stratum = Stratum(population=1200, answers=120, columns={"gave": column})

    found = estimation.share([stratum], "gave")

    assert found.value == pytest.approx(0.15)
    assert found.respondents == 80
