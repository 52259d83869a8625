"""Whether anything about fewer than ten follows from all that is shown, by solving for it.

Every office's mean of every indicator is an unknown, every figure that is shown an equation.
"""

from __future__ import annotations

from itertools import product
from random import Random

import numpy as np
import pytest

from reports import index, releasing, suppression

MINIMUM = 10
INDICATORS = ("TRN", "a"), ("TRN", "b"), ("INT", "c"), ("INT", "d"), ("SDM", "e"), ("SDM", "f")
DIMENSIONS = ("TRN", "INT", "SDM")
PLENTY = dict.fromkeys(INDICATORS, 30)


def estimate(respondents):
    return {
        "value": 70.0,
        "standard_error": 1.0,
        "low": 68.0,
        "high": 72.0,
        "respondents": respondents,
    }


def of_kind(counts, answers, weightless=()):
    """As index.py makes it: what ten have is shown; without a dimension there is no component."""
    shown = {i: n for i, n in counts.items() if n >= MINIMUM}
    heard = {code: max((n for i, n in shown.items() if i[0] == code), default=0)
             for code in DIMENSIONS}  # fmt: skip
    if any(not n for code, n in heard.items() if code not in weightless):
        shown = heard = {}
    return {
        "population": 300,
        "invited": 100,
        "answers": answers,
        "component": estimate(answers) if heard else None,
        "dimensions": {code: estimate(n) for code, n in heard.items() if n},
        "indicators": [
            {"dimension": code, "name": name, "estimate": estimate(n)}
            for (code, name), n in shown.items()
        ],
        "items": [],
    }


def part(kind, code=""):
    return {
        "code": code,
        "name": code,
        "index": {
            "state": "complete",
            "figure": "70.00",
            "decimals": 1,
            "category": "rentan",
            "missing": [],
            "before_correction": estimate(kind["answers"]),
        },
        "correction": {"conduct": 0.0, "prevalence": 0.0, "total": 0.0},
        "kinds": {"internal": kind},
    }


def city(offices, weightless=()):
    """Figures of a city in which so many of each office have each indicator."""
    whole = {i: sum(counts[i] for counts in offices.values()) for i in INDICATORS}
    answers = {code: max(counts.values()) for code, counts in offices.items()}
    return {
        "minimum": MINIMUM,
        "weightless": {"internal": list(weightless)},
        "city": part(of_kind(whole, sum(answers.values()), weightless)),
        "offices": [
            part(of_kind(counts, answers[code], weightless), code)
            for code, counts in offices.items()
        ],
    }


def equations(released, offices, weightless=()):
    """A row for each figure that is shown, over office and indicator."""
    places = {cell: n for n, cell in enumerate((o, i) for o in offices for i in INDICATORS)}

    def of(code, indicator):
        row = np.zeros(len(places))
        for office, counts in offices.items():
            if code in ("", office):
                row[places[office, indicator]] = counts[indicator] if not code else 1
        return row / (row.sum() or 1)

    def of_dimension(code, dimension):
        counted = of_all if not code else {i for i, n in offices[code].items() if n >= MINIMUM}
        return np.mean([of(code, i) for i in sorted(counted) if i[0] == dimension], axis=0)

    of_all = {i for i in INDICATORS if sum(counts[i] for counts in offices.values()) >= MINIMUM}
    weighing = [code for code in DIMENSIONS if code not in weightless]
    rows = []
    for one in (released["city"], *released["offices"]):
        code, kind = one["code"], one["kinds"]["internal"]
        rows += [of(code, (i["dimension"], i["name"])) for i in kind["indicators"]]
        rows += [of_dimension(code, dimension) for dimension in kind["dimensions"]]
        if kind["component"]:
            rows.append(np.mean([of_dimension(code, d) for d in weighing], axis=0))
    return np.array(rows), places


def betrayed(offices, weightless=()):
    """Offices of whose indicators of fewer than ten one, or a mean of some, follows."""
    released = releasing.release(city(offices, weightless))
    rows, places = equations(released, offices, weightless)
    return {
        office
        for office, counts in offices.items()
        if _follows(
            rows, np.eye(len(places))[[places[office, i] for i, n in counts.items() if n < MINIMUM]]
        )
    }


def _follows(rows, few):
    """Whether the equations have a consequence that speaks of these unknowns alone."""
    rank = np.linalg.matrix_rank
    return bool(len(rows) and len(few)) and rank(np.vstack([rows, few])) < rank(rows) + len(few)


def kinds(offices, weightless=()):
    released = releasing.release(city(offices, weightless))
    return {one["code"]: one["kinds"]["internal"] for one in released["offices"]}


def test_an_indicator_of_few_does_not_follow_from_its_dimension():
    offices = {"A": PLENTY | {("TRN", "a"): 7}, "B": PLENTY, "C": dict.fromkeys(INDICATORS, 50)}

    assert betrayed(offices) == set()
    assert set(kinds(offices)["B"]["dimensions"]).isdisjoint({"TRN"})


def test_a_dimension_that_too_few_judge_does_not_follow_from_the_citys():
    few = {("TRN", "a"): 7, ("TRN", "b"): 7}
    offices = {"A": dict.fromkeys(INDICATORS, 14) | few, "B": PLENTY, "C": PLENTY}

    assert betrayed(offices) == set()
    assert kinds(offices)["A"]["hidden"] == "thin"


def test_nor_does_one_that_weighs_nothing():
    few = {("SDM", "e"): 7, ("SDM", "f"): 7}
    offices = {"A": dict.fromkeys(INDICATORS, 14) | few, "B": PLENTY, "C": PLENTY}

    assert betrayed(offices, weightless=["SDM"]) == set()
    told = kinds(offices, weightless=["SDM"])
    assert set(told["A"]["dimensions"]) == {"TRN", "INT"}
    assert sorted(len(told[code]["dimensions"]) for code in "BC") == [2, 3]


def test_dimensions_are_guarded_where_no_indicators_were_kept():
    few = {("TRN", "a"): 7, ("TRN", "b"): 7}
    figures = city({"A": dict.fromkeys(INDICATORS, 14) | few, "B": PLENTY, "C": PLENTY})
    for one in (figures["city"], *figures["offices"]):
        del one["kinds"]["internal"]["indicators"], one["kinds"]["internal"]["items"]

    told = releasing.release(figures)["offices"]

    assert [sorted(one["kinds"]["internal"]["dimensions"]) for one in told] == [
        [], ["SDM"], ["INT", "SDM", "TRN"],
    ]  # fmt: skip


def test_who_guards_keeps_component_and_index_and_says_what_is_hidden():
    offices = {"A": PLENTY | {("TRN", "a"): 7}, "B": PLENTY, "C": dict.fromkeys(INDICATORS, 50)}

    told = releasing.release(city(offices))["offices"][1]

    assert told["index"]["figure"] == "70.00"
    assert told["kinds"]["internal"]["component"]
    assert "TRN" in told["kinds"]["internal"]["guarded"]
    assert len(told["kinds"]["internal"]["dimensions"]) == 1


def test_with_one_dimension_alone_its_component_goes_too():
    offices = {"A": PLENTY | {("TRN", "a"): 7}, "B": PLENTY, "C": dict.fromkeys(INDICATORS, 50)}
    told = kinds(offices, weightless=["INT", "SDM"])

    assert (told["B"]["component"], told["B"]["hidden"]) == (None, "guards")
    assert betrayed(offices, weightless=["INT", "SDM"]) == set()


def test_offices_with_plenty_of_answers_keep_all_figures():
    offices = {"A": PLENTY, "B": PLENTY | {("INT", "c"): 12}, "C": PLENTY}

    assert [len(kind["dimensions"]) for kind in kinds(offices).values()] == [3, 3, 3]
    assert [len(kind["indicators"]) for kind in kinds(offices).values()] == [6, 6, 6]


def test_a_few_that_are_ten_together_take_nothing_from_the_others():
    few = {("TRN", "a"): 7}
    offices = {"A": PLENTY | few, "B": PLENTY | few, "C": PLENTY}

    assert [len(kind["dimensions"]) for kind in kinds(offices).values()] == [3, 3, 3]
    assert len(kinds(offices)["C"]["indicators"]) == 6


@pytest.mark.parametrize("seed", range(60))
def test_no_city_betrays_a_few(seed):
    random = Random(seed)
    offices = {
        code: {
            i: random.choice((random.randint(1, 9), *random.sample(range(10, 60), 5)))
            for i in INDICATORS
        }
        for code in "ABCDE"[: random.randint(2, 5)]
    }

    assert betrayed(offices) == set()


def counts(of):
    """All numbers of directed sheets that an office may be told as one and the same share."""
    cells = {}
    for count in range(of + 1):
        share = suppression.coarse_share(count, of=of, minimum=MINIMUM)
        cells.setdefault(share, []).append(count)
    return cells.values()


@pytest.mark.parametrize(
    "sizes", [(20, 20), (25, 40), (30, 30, 30), (20, 45, 60), (20, 20, 20, 20), (21, 22, 20, 23)]
)
def test_the_citys_share_less_the_others_tells_no_few_directed(sizes):
    """However the other offices answered within what they are told: every number of fewer than
    ten, and every one of more than all but ten, gives one and the same share of the city."""
    for cells in product(*(counts(of) for of in sizes)):
        for place, of in enumerate(sizes):
            least = [cell[0] for cell in cells]
            for few in (range(MINIMUM), range(of - MINIMUM, of + 1)):
                told = {
                    index._coarse_share(
                        list(zip([*least[:place], n, *least[place + 1 :]], sizes, strict=True)),
                        MINIMUM,
                    )
                    for n in few
                }
                assert len(told) == 1
