"""The index once more, from the rows of the count alone, by the formulas of docs/method.md.

Nothing of reports/ is used but the stored figures: numbers come from SQL and from the JSON of
the instrument.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import sqrt

import pytest
from django.db import connection

from reports import index
from tests import make
from tests.reports import scenes

pytestmark = pytest.mark.django_db

SHEETS = """
SELECT g.id, g.kind, coalesce(o.code, ''), g.population, s.answers
FROM surveys_sheet s JOIN surveys_anonymitygroup g ON g.id = s.group_id
LEFT JOIN respondents_office o ON o.id = g.opd_id
WHERE g.wave_id = %s
"""
BODIES = """
SELECT w.kind, v.body FROM surveys_waveinstrument w
JOIN surveys_instrumentversion v ON v.id = w.version_id WHERE w.wave_id = %s
"""
SHARES = {"internal": Fraction(2, 5), "external": Fraction(2, 5), "expert": Fraction(1, 5)}


def rows(sql, wave):
    with connection.cursor() as cursor:
        cursor.execute(sql, [wave.pk])
        return cursor.fetchall()


def items_of(body):
    return [item for section in json.loads(body)["sections"] for item in section["items"]]


def points_of(answers, items):
    """One respondent: {(dimension, indicator): mean of the scored items}, exact fractions."""
    asked, scored = defaultdict(int), defaultdict(list)
    for item, answer in zip(items, answers, strict=True):
        if item["role"] != "index" or answer == -2:
            continue
        asked[item["dimension"]] += 1
        score = None if answer == -1 else item["choices"][answer]["score"]
        if score is not None:
            scored[item["dimension"]].append((item["indicator"] or item["name"], score))
    found = defaultdict(list)
    for dimension, pairs in scored.items():
        if 2 * len(pairs) >= asked[dimension]:
            for indicator, score in pairs:
                found[dimension, indicator].append(Fraction(score, 100))
    return {key: sum(values) / len(values) for key, values in found.items()}


def component(strata, dimensions):
    """The kind's value and its variance; `strata` is [(population, [points of one respondent])]."""
    coefficients = coefficients_of(strata, dimensions)
    means = {key: ratio(strata, key) for key in coefficients}
    value = sum(coefficients[key] * mean for key, (mean, _) in means.items())
    variance = Fraction(0)
    for population, people in strata:
        pulls = [
            sum(
                coefficients[key] * (person[key] - mean) / having
                for key, (mean, having) in means.items()
                if key in person
            )
            for person in people
        ]
        n = len(people)
        spread = sum((pull - sum(pulls) / n) ** 2 for pull in pulls) / (n - 1)
        variance += population**2 * (1 - Fraction(n, population)) * spread / n
    return value, variance


def coefficients_of(strata, dimensions):
    """Dimensions weigh alike, and so do the indicators in one that ten people have."""
    heard = defaultdict(int)
    for key in (key for _, people in strata for person in people for key in person):
        heard[key] += 1
    found = {}
    for dimension in dimensions:
        keys = [key for key, people in heard.items() if key[0] == dimension and people >= 10]
        found |= {key: Fraction(1, len(dimensions) * len(keys)) for key in keys}
    return found


def ratio(strata, key):
    """The estimated mean of one indicator, and the estimated number of people who have it."""
    total = having = Fraction(0)
    for population, people in strata:
        weight = Fraction(population, len(people))
        total += weight * sum(person.get(key, 0) for person in people)
        having += weight * sum(key in person for person in people)
    return total / having, having


def conduct(sheets, items):
    """Points for steered and for uniform sheets of kinds that ten answered, five at a share of
    one each; the shares are coarse, and made of what each office is told."""
    answered = Counter(kind for kind, _, _ in sheets)
    there = Counter((kind, office) for kind, office, _ in sheets)
    directed, uniform, parts = Counter(), Counter(), Counter()
    for kind, office, answers in sheets:
        if answered[kind] < 10:
            continue
        part = office if there[kind, office] >= 10 else ""
        said, ordinals = set(), []
        for item, answer in zip(items[kind], answers, strict=True):
            if answer < 0 or item["choices"][answer]["score"] is None:
                continue
            if item["role"] == "correction":
                said.add(item["choices"][answer]["score"])
            if item["role"] == "index":
                ordinals.append(answer)
        parts[part] += 1
        directed[part] += 0 in said
        most = max((ordinals.count(one) for one in set(ordinals)), default=0)
        uniform[part] += len(ordinals) >= 10 and 5 * most >= 4 * len(ordinals)
    return 5 * share(directed, parts) + 5 * share(uniform, parts)


def share(some, parts):
    """In each part none below ten, and ten always left out; together in twentieths."""
    told = [min(some[part], of - 10) for part, of in parts.items()]
    of = sum(parts.values())
    assert of < 1000
    return Fraction(round(Fraction(20 * sum(one for one in told if one >= 10), of)), 20)


def by_hand(wave, opd, kinds):
    items = {kind: items_of(body) for kind, body in rows(BODIES, wave)}
    strata, sheets = defaultdict(lambda: defaultdict(list)), []
    population = {}
    for group, kind, office, people, answers in rows(SHEETS, wave):
        if kind in kinds and opd in (None, office):
            strata[kind][group].append(points_of(answers, items[kind]))
            population[group] = people
            sheets.append((kind, office, answers))
    whole = sum(SHARES[kind] for kind in kinds)
    value = variance = Fraction(0)
    for kind in kinds:
        dimensions = list(
            dict.fromkeys(i["dimension"] for i in items[kind] if i["role"] == "index")
        )
        listed = [(population[group], people) for group, people in strata[kind].items()]
        part, error = component(listed, dimensions)
        value += SHARES[kind] / whole * part
        variance += (SHARES[kind] / whole) ** 2 * error
    figure = value - min(10, conduct(sheets, items))
    cents = Decimal(figure.numerator) / Decimal(figure.denominator)
    return cents.quantize(Decimal("0.01"), ROUND_HALF_UP), float(value), sqrt(variance)


@pytest.fixture
def uneven(city):
    """Offices that differ in level and in how many answered; one has two groups of staff, and
    some of its people left nearly a whole dimension out."""
    scenes.weight_set()
    a, b = make.office(code="A"), make.office(code="B")
    wave = scenes.counted(
        offices={a: {"internal": 16, "external": 11}, b: {"internal": 12, "external": 21}},
        levels={a: 68.0, b: 81.0},
    )
    more = [list(sheet) for sheet in scenes.sheets("internal", 13, 74.0, 8)]
    items = scenes.shipped()["internal"].items
    pbj = [place for place, item in enumerate(items) if item.dimension == "PBJ"]
    for sheet in more[::3]:
        for place in pbj[1:]:
            sheet[place] = -1 if sheet[place] != -2 else -2
    scenes.group(wave, "internal", a, more)
    return wave


def test_the_stored_index_is_the_one_worked_out_by_hand(uneven):
    figures = index.run(wave=uneven, by="test").figures

    places = [(figures["city"], None, ("internal", "external", "expert"))]
    places += [(one, one["code"], ("internal", "external")) for one in figures["offices"]]
    assert len(places) == 3
    for stored, opd, kinds in places:
        figure, value, error = by_hand(uneven, opd, kinds)
        assert Decimal(stored["index"]["figure"]) == figure
        assert stored["index"]["before_correction"]["value"] == pytest.approx(value, abs=5e-5)
        assert stored["index"]["before_correction"]["standard_error"] == pytest.approx(
            error, abs=5e-5
        )
