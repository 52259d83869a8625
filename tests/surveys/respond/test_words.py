"""What respondents read: short sentences, and none of the words that frighten or mislead."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from surveys.questionnaire.instrument import KINDS, Text
from surveys.respond.languages import LANGUAGES, Language
from tests.surveys.respond import make
from tests.surveys.respond.test_languages import CODE, TEMPLATES, of_code, of_template, written
from tests.surveys.respond.test_pages import everything

# Words in a sentence. Questions carry wording that was published elsewhere; see docs/instrument.md.
LONGEST = {"id": 16, "en": 22}
LONGEST_QUESTION = {"id": 32, "en": 42}
MESSAGES = sorted((Path(settings.BASE_DIR) / "templates" / "messages").iterdir())

ELECTION = {
    "id": "suara pemilih pemilu memilih-milih mencoblos coblos bilik tps surat-suara pencoblosan",
    "en": "ballot ballots vote votes voter voters voting election elections poll",
}
URGENCY = {
    "id": "segera mendesak buruan wajib terlambat terakhir-kali peringatan sanksi sekarang-juga",
    "en": "urgent urgently immediately hurry mandatory must deadline warning penalty last-chance",
}
JARGON = {
    "id": "token sampel sampling populasi instrumen butir variabel indikator dimensi indeks "
    "validasi autentikasi verifikasi sesi database basis-data url browser email submit form "
    "klik online respons partisipasi anonimitas metodologi",
    "en": "token sample sampling population instrument variable indicator dimension index "
    "validation authentication session database url submit click methodology anonymity",
}
CRYPTOGRAPHY = {
    "id": "enkripsi terenkripsi dienkripsi dekripsi kriptografi hash sidik-jari kunci-publik "
    "kunci-privat tanda-tangan-digital tanda-tangan algoritma sertifikat",
    "en": "encryption encrypted encrypt decrypt cryptography cryptographic hash fingerprint "
    "public-key private-key signature signatures algorithm certificate",
}
OF_THE_PAGES = {"election": ELECTION, "urgency": URGENCY, "jargon": JARGON, "codes": CRYPTOGRAPHY}
OF_QUESTIONS = {"election": ELECTION, "codes": CRYPTOGRAPHY}  # sanctions are asked about, and more
BY_LOT = {
    "id": "acak diacak terpilih diundi undian dipilih",
    "en": "random randomly drawn selected lot",
}

Sentence = tuple[str, str]  # where it stands, what it says


def sentences(text: str) -> list[str]:
    plain = re.sub(r"%\(\w+\)s|\{\{.*?\}\}", "x", re.sub(r"\{%.*?%\}", "\n", text))
    plain = re.sub(r"<[^>]+>", "", plain)
    return [part for part in re.split(r"(?<=[.!?:;])\s+|\n+", plain) if part.strip()]


def of_the_interface(language: Language) -> Iterator[Sentence]:
    """Every text of a template, with its translation; messages exist in Indonesian alone."""
    translated = written()
    for path in TEMPLATES + CODE:
        for text in of_template(path) if path.suffix == ".html" else of_code(path):
            for said in [text] if language == "id" else translated[text]:
                yield from ((path.name, each) for each in sentences(said))
    if language == "id":
        for path in MESSAGES:
            yield from ((path.name, each) for each in sentences(path.read_text()))


def of_the_questions(language: Language) -> Iterator[Sentence]:
    for kind in KINDS:
        for item in make.questionnaire(kind).items:
            texts: list[Text] = [item.label, *(choice.label for choice in item.choices)]
            for text in [*texts, *([item.hint] if item.hint else [])]:
                yield from ((item.name, each) for each in sentences(text[language]))


def words(text: str) -> set[str]:
    """Single words, and pairs of neighbours joined by a hyphen."""
    single = re.findall(r"[\w]+(?:-[\w]+)*", text.lower())
    pairs = itertools.pairwise(single)
    return {*single, *("-".join(pair) for pair in pairs)}


def banned_in(text: str, *, banned: dict[str, dict[str, str]], language: Language) -> set[str]:
    return words(text) & {word for of in banned.values() for word in of[language].split()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short(language: Language) -> None:
    found = list(of_the_interface(language))
    assert len(found) > 350
    too_long = [s for s in found if len(s[1].split()) > LONGEST[language]]
    assert too_long == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_are_not_endless(language: Language) -> None:
    found = list(of_the_questions(language))
    assert len(found) > 400
    assert [s for s in found if len(s[1].split()) > LONGEST_QUESTION[language]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_interface_says_nothing_that_frightens_or_puzzles(language: Language) -> None:
    found = [
        (where, bad)
        for where, said in of_the_interface(language)
        if (bad := banned_in(said, banned=OF_THE_PAGES, language=language))
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_speaks_of_elections_or_of_codes(language: Language) -> None:
    found = [
        (where, bad)
        for where, said in of_the_questions(language)
        if (bad := banned_in(said, banned=OF_QUESTIONS, language=language))
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_census_speaks_of_no_draw(language: Language) -> None:
    """Not on its first page; somebody who was drawn is told so. No section says "acak" at all."""
    banned = {"lot": BY_LOT}
    for group in make.GROUPS:
        text = everything()[f"start {group.id} {language}"].text
        assert bool(banned_in(text, banned=banned, language=language)) is not group.census
    for name, page in everything().items():
        if name.startswith("section") and name.endswith(language):
            assert "acak" not in words(page.text), name


def test_somebody_with_no_hurry_is_told_so() -> None:
    """The same sentence in the message and on the first page."""
    sentence = "Isi nanti malam di rumah, dengan paket data sendiri; tautan berlaku sampai"
    first = [page.text for name, page in everything().items() if re.match(r"start \d id", name)]
    letters = [
        path.read_text()
        for path in MESSAGES
        if re.match(r"(invitation|reminder)\.(txt|html)", path.name)
    ]
    assert len(first) == len(make.GROUPS)
    assert len(letters) == 4
    for text in [*first, *letters]:
        assert "Tidak harus sekarang." in text
        assert sentence in text
