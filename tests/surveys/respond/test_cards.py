from __future__ import annotations

from surveys.questionnaire.instrument import KINDS
from surveys.respond import cards
from tests.surveys.respond import make


def in_short(label: str) -> str:
    return cards.Card(
        number=1, total=1, part=1, opens="", field="j-a", label=label, hint="", is_required=True,
        options=(), evasions=(),
    ).in_short  # fmt: skip


def test_a_short_question_is_named_whole() -> None:
    assert in_short("Saya merasa aman menjawab survei ini dengan jujur.") == (
        "Saya merasa aman menjawab survei ini dengan jujur."
    )


def test_of_a_long_one_the_end_is_named() -> None:
    said = in_short(
        "Dalam satu tahun terakhir, seberapa sering Saudara melihat atau mendengar pegawai "
        "di instansi ini menerima uang?"
    )
    assert said == (
        "… sering Saudara melihat atau mendengar pegawai di instansi ini menerima uang?"
    )


def test_no_two_questions_of_a_questionnaire_are_named_alike() -> None:
    for kind in KINDS:
        labels = [item.label["id"] for item in make.questionnaire(kind).items if item.choices]
        named = [in_short(label) for label in labels]
        assert len(set(named)) == len(set(labels))
