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


def constants(path: Path) -> dict[str, str]:
    """The module's names that stand for a text."""
    return {
        node.targets[0].id: node.value.value
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def recorded_machines() -> set[str]:
    """Every text, or constant of the module, that is given as `by` to something."""
    found = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            ours = constants(path)
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.keyword) and node.arg == "by":
                    if isinstance(node.value, ast.Name) and node.value.id in ours:
                        found.add(ours[node.value.id])
                    elif isinstance(node.value, ast.Constant) and node.value.value:
                        found.add(node.value.value)
    return found


def recorded_details() -> set[str]:
    """Every keyword that some module gives to ledger.record, and what purging counts."""
    found = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "ledger.record":
                    found |= {each.arg for each in node.keywords if each.arg}
    for node in ast.parse((ROOT / "surveys" / "purging.py").read_text()).body:
        for each in ast.walk(node):
            is_told = isinstance(each, ast.Return) or each is node
            if is_told and isinstance(getattr(each, "value", None), ast.Dict):
                found |= {key.value for key in each.value.keys if isinstance(key, ast.Constant)}
    return found - {"by"}


def test_every_machine_that_does_something_has_a_name():
    assert recorded_machines() - set(wording.MACHINES) == set()


def test_every_detail_that_is_recorded_has_words():
    assert {"stopped", "frame"} <= recorded_details()
    assert recorded_details() - set(wording.DETAILS) == set()


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
