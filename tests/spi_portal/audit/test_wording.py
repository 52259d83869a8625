from __future__ import annotations

import ast
from pathlib import Path

import pytest

from spi_portal.audit import wording

ROOT = Path(__file__).parents[3]
PACKAGES = ("spi_portal", "respondents", "surveys", "reports")


def recorded_verbs() -> set[str]:
    """Every verb that some module gives to ledger.record, read from the source."""
    found = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "ledger.record":
                    found |= {
                        each.value
                        for each in ast.walk(node.args[0])
                        if isinstance(each, ast.Constant) and isinstance(each.value, str)
                    }
    return found


def test_every_deed_that_is_recorded_has_words():
    assert recorded_verbs() - set(wording.VERBS) == set()


def test_no_words_are_kept_for_a_deed_that_nobody_records():
    assert set(wording.VERBS) - recorded_verbs() == set()


@pytest.mark.parametrize(
    ("actor", "said"),
    [
        ("12 Ratna Wulandari", "Ratna Wulandari"),
        ("surveys.registrar", "Petugas tautan (otomatis)"),
        ("lain.tugas", "lain.tugas"),
    ],
)
def test_a_doer_is_named_without_a_number(actor, said):
    assert wording.doer(actor) == said


@pytest.mark.parametrize(
    ("subject", "said"),
    [("surveys.wave 2026", "gelombang 2026"), ("2026", "2026"), ("box", "kotak permintaan")],
)
def test_a_thing_is_named_by_its_sort(subject, said):
    assert wording.thing(subject) == said


def test_details_are_words_and_values():
    details = {"step": "draw", "kinds": ["internal", "expert"], "lain": 3}

    assert wording.detail(details) == [
        ("langkah", "Menarik sampel"),
        ("jenis responden", "internal, expert"),
        ("lain", "3"),
    ]
