"""The command `estimate`: what it says of good tables, and which sentence of bad ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from reports.foreign import design, estimating, table
from reports.foreign.faults import FaultyInput
from tests.reports.estimation.test_golden import EXPECTED, near

GOLDEN = Path(__file__).parents[1] / "golden"
API_STRATA = {
    "strata": "stype", "population": "fpc", "weight": "pw",
    "figures": {
        "mean": {"mean": "api00"},
        "total": {"total": "enroll"},
        "ratio": {"ratio": ["api.stu", "enroll"]},
        "domain": {"mean": "api00", "where": {"sch.wide": ["Yes"]}},
        "difference": {
            "mean": "api00", "where": {"sch.wide": ["Yes"]}, "minus": {"sch.wide": ["No"]},
        },
        "composite": {"composite": {"api00": 0.7, "api99": 0.3}},
    },
}  # fmt: skip
API_RAKED = {
    "cluster": "dnum", "population": "fpc", "weight": "pw",
    "margins": {"stype": {"E": 4421, "H": 755, "M": 1018}, "sch.wide": {"No": 1072, "Yes": 5122}},
    "figures": {"mean": {"mean": "api00"}, "total": {"total": "enroll"}},
}  # fmt: skip


@pytest.mark.parametrize(
    ("file", "given", "case"),
    [("api_strata.csv", API_STRATA, "api_strata"), ("api_clusters.csv", API_RAKED, "api_raked")],
)
def test_the_command_agrees_with_the_survey_package(file, given, case, tmp_path, capsys):
    (tmp_path / "design.json").write_text(json.dumps(given))

    call_command("estimate", GOLDEN / file, design=tmp_path / "design.json", json=True)

    found = json.loads(capsys.readouterr().out)["estimates"]
    assert set(found) == set(given["figures"])
    for name, said in found.items():
        expected = EXPECTED[case, name]
        for column in ("value", "standard_error", "low", "high"):
            assert said[column] == near(expected[column]), (name, column)
        assert said["degrees"] == int(expected["degrees"])


CSV = """unit,N,q,sex
a,40,1,P
a,40,2,L
a,40,9,P
b,10,3,L
b,10,1,P
"""
ASKED = {
    "strata": "unit",
    "population": "N",
    "items": {"q": {"scores": {"1": 100, "2": 50, "3": 0, "9": None}}},
    "figures": {"points": {"mean": "q", "top": 100}},
}


def estimates(text=CSV, **given):
    asked = design.read(json.dumps(ASKED | given).encode())
    return estimating.estimate(table.read(text.encode()), asked)


def test_scores_by_hand():
    """a: N=40, 100 and 50, one missing; b: N=10, 0 and 100. Those who have it: 80/3 and 10 people.

    (40/3·150 + 5·100) / (40/3·2 + 5·2) = 2500 / (110/3) = 68.1818
    """
    found = estimates()["estimates"]["points"]

    assert found["value"] == pytest.approx(68.1818, abs=1e-4)
    assert (found["respondents"], found["degrees"]) == (4, 2)
    assert found["high"] == 100


def test_kishs_design_effect_by_hand():
    """Weights 40/3 twice, 5 twice: 4·(2·(40/3)² + 2·25) / (2·40/3 + 10)² = 1.2066."""
    assert estimates()["estimates"]["points"]["design_effect"] == pytest.approx(1.20661, abs=1e-5)


def test_semicolons_and_a_byte_order_mark_are_read():
    text = "\ufeff" + CSV.replace(",", ";")

    assert estimates(text)["estimates"] == estimates()["estimates"]


def test_the_order_of_rows_changes_nothing():
    head, *rows = CSV.splitlines()
    turned = "\n".join([head, *reversed(rows)])

    assert estimates(turned)["estimates"] == estimates()["estimates"]


def test_margins_follow_their_rows_whatever_the_order():
    """With mixed strata, so that rows and strata have not the same order."""
    margins = {"sex": {"P": 20, "L": 30}}
    head, *rows = CSV.splitlines()
    mixed = "\n".join([head, rows[3], rows[0], rows[4], rows[2], rows[1]])

    sorted_found = estimates(margins=margins)["estimates"]["points"]
    mixed_found = estimates(mixed, margins=margins)["estimates"]["points"]

    assert mixed_found == pytest.approx(sorted_found)


def test_a_stratum_without_rows_counts_among_the_people():
    found = estimates(population={"a": 40, "b": 10, "silent": 50})

    assert found["estimates"]["points"]["population"] == 100
    assert found["strata"][-1] == {"name": "silent", "answers": 0, "drawn": 0, "population": 50}


@pytest.mark.parametrize(
    ("text", "given", "sentence"),
    [
        (CSV.replace("a,40,2,L", "a,40,7,L"), {}, "row 3, column 'q': '7' has no score"),
        (CSV.replace("b,10,3,L", "b,10,3"), {}, "row 5: 3 cells, but the header has 4 columns"),
        (CSV.replace("a,40,9,P", "a,x,9,P"), {}, "row 4, column 'N': 'x' is not a number"),
        (CSV.replace("a,40,9,P", "a,,9,P"), {}, "row 4, column 'N': the cell is empty"),
        (CSV.replace("a,40,9,P", "a,41,9,P"), {}, "row 4, column 'N': stratum 'a' has another pop"),
        (CSV.replace("40", "2"), {}, "stratum 'a': 3 answers of 2 people"),
        (CSV.replace("N,q", "q,q"), {}, "column 'q' is there twice"),
        ("unit,N,q,sex\n", {}, "a header and no rows"),
        ("", {}, "the file is empty"),
        (CSV, {"strata": "unti"}, "there is no column 'unti'; there are unit, N, q, sex"),
        (CSV, {"population": {"a": 40}}, "population has no stratum 'b'"),
        (CSV, {"population": None}, "needs a population or weights"),
        (CSV, {"strat": "unit"}, "the design knows no 'strat'"),
        (CSV, {"figures": {}}, "asks for no figure"),
        (CSV, {"figures": {"x": {"median": "q"}}}, "figures, x: needs one of mean, share"),
        (CSV, {"figures": {"x": {"share": "q"}}}, "row 2, column 'q': a share needs 0 or 1"),
        (CSV, {"figures": {"x": {"mean": "q", "where": {"sex": ["X"]}}}}, "'sex' has no 'X'"),
        (CSV, {"figures": {"x": {"composite": {"q": "1"}}}}, "composite, q: '1' is not a number"),
        (CSV, {"margins": {"sex": {"P": 50}}}, "margins: sex has no population for 'L'"),
        (CSV, {"margins": {"sex": {"P": 9, "L": 9}, "unit": {"a": 9, "b": 8}}}, "contradict"),
        (CSV, {"conventions": {"lone": "hope"}}, "lone is one of together, adjust, average"),
        (CSV.replace("b,10,3", "b,0,3"), {"weight": "N"}, "row 5, column 'N': a weight is above 0"),
    ],
)  # fmt: skip
def test_bad_input_gets_a_sentence_that_says_where(text, given, sentence):
    with pytest.raises(FaultyInput) as fault:
        estimates(text, **given)

    assert sentence in str(fault.value)


def test_what_is_not_json_is_told():
    with pytest.raises(FaultyInput, match="the design is not JSON"):
        design.read(b"{")


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("estimate", tmp_path / "none.csv", design=tmp_path / "none.json")


def test_letters_that_are_not_utf_8_are_told_with_their_row():
    with pytest.raises(FaultyInput, match="row 2: the file is not UTF-8"):
        table.read(b"a,b\n\xe9,1\n")
