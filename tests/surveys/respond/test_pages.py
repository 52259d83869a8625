"""What the pages say, and that they are the same for everybody."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product

import brotli
import pytest

from surveys.questionnaire.instrument import KINDS
from surveys.respond import languages
from surveys.respond.languages import Language
from surveys.respond.pages import WavePages
from surveys.respond.rendering import Rendered
from tests.surveys.respond import make
from tests.surveys.respond.browsing import Page

QUICK_EXIT = "https://www.google.com/search?q=cuaca"
FIXED: list[tuple[str, dict[str, str]]] = [
    *((name, {"days": "14"}) for name in ("home", "privacy", "genuine", "help", "paused")),
    *(
        (name, {"kind": kind})
        for name, kind in product(("wish", "wish_sent"), ("opt_out", "not_me", "delete_number"))
    ),
    ("ended", {"reason": "91", "can_tell": ""}),
    ("ended", {"reason": "92", "can_tell": "ya"}),
    ("withdraw", {}),
    ("withdrawn", {}),
    ("pressure_kept", {}),
    ("pressure_gone", {}),
]
CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3,}")  # codes and receipts


def wave_pages() -> WavePages:
    questionnaires = {kind: make.questionnaire(kind) for kind in KINDS}
    return WavePages(make.manifest(), questionnaires)


@cache
def everything() -> dict[str, Page]:
    """Every page that is rendered once, in both languages."""
    pages = wave_pages()
    made = [
        (f"{name} {language}", page.plain)
        for language in languages.LANGUAGES
        for name, page in (*of_groups(pages, language), *of_kinds(pages, language))
    ]
    fixed = [
        (f"{name} {words} {language}", pages.plain(name, language, words).plain)
        for language in languages.LANGUAGES
        for name, words in FIXED
    ]
    return {name: Page(html.decode()) for name, html in [*made, *fixed]}


def of_groups(pages: WavePages, language: Language) -> Iterator[tuple[str, Rendered]]:
    for group in make.GROUPS:
        yield f"start {group.id}", pages.start(group.id, language)


def of_kinds(pages: WavePages, language: Language) -> Iterator[tuple[str, Rendered]]:
    for kind in KINDS:
        for page in make.questionnaire(kind).pages:
            yield f"section {kind} {page.number}", pages.section(kind, page.number, language)
        for is_empty in (False, True):
            told = pages.pressure(kind, language, is_empty=is_empty)
            yield f"pressure {kind} {is_empty}", told


def those(is_bad: Callable[[Page], object], *, only: str = "") -> list[str]:
    """Names of the pages of which `is_bad` is true."""
    chosen = {name: page for name, page in everything().items() if name.startswith(only)}
    assert len(chosen) > 20
    return [name for name, page in chosen.items() if is_bad(page)]


def test_nothing_comes_from_anybody_else() -> None:
    def leaves(page: Page) -> bool:
        outside = {a for a in page.addresses if re.match(r"[a-z]+:|//", a)}
        return any(not a.startswith("tel:") for a in outside - {QUICK_EXIT, "data:,"})

    assert those(leaves) == []


def test_only_a_section_has_a_script_and_only_the_first_page_a_style() -> None:
    forbidden = {"iframe", "img", "base", "object"}
    assert those(lambda page: forbidden.intersection(tag for tag, _ in page.tags)) == []
    scripted = {name: page.of("script") for name, page in everything().items()}
    ours = {"src": "/static/js/respond.js", "defer": ""}
    assert all(
        found == ([ours] if name.startswith("section") else []) for name, found in scripted.items()
    )
    assert all(name.startswith("start") for name in those(lambda page: page.of("style")))
    assert (
        those(lambda page: any(a.startswith(("style", "on")) for _, g in page.tags for a in g))
        == []
    )


def test_no_id_stands_twice() -> None:
    assert those(lambda page: len(page.ids) != len(set(page.ids))) == []


def test_a_page_that_is_kept_holds_no_code_and_no_tick() -> None:
    assert those(lambda page: CODE.search(page.html)) == []
    assert those(lambda page: any("checked" in given for _, given in page.tags)) == []


def test_every_form_keeps_ticks_to_itself_and_opens_at_the_top() -> None:
    wanted = {"method": "post", "autocomplete": "off"}

    def strays(form: dict[str, str]) -> bool:
        return not wanted.items() <= form.items() or not re.fullmatch(
            r"(\.\./(\?bhs=en)?)?#sini", form["action"]
        )

    assert those(lambda page: any(map(strays, page.of("form")))) == []


def test_a_section_can_be_walked_by_links_and_by_enter() -> None:
    def is_broken(page: Page) -> bool:
        questions = [f"q{number}" for number in range(2, len(page.form.radios) + 1)]
        links = {address[1:] for address in page.addresses if address.startswith("#")}
        walked = {"sini", "semua", *questions} if questions else {"sini"}
        return (
            page.form.buttons[0] != ("aksi", "simpan")
            or not {"sini", "semua", *questions} <= set(page.ids)
            or links != walked
            or QUICK_EXIT not in page.addresses
        )

    assert those(is_broken, only="section") == []


def test_everybody_of_a_census_is_told_that_all_are_invited() -> None:
    pages = everything()
    assert "Semua pegawai Kelurahan Muara diundang." in pages["start 4 id"].text
    assert "terpilih secara acak" in pages["start 1 id"].text


def test_the_start_says_who_asks_and_as_of_when_the_list_is() -> None:
    text = everything()["start 1 id"].text
    assert "Inspektorat Kota Tirtamulya bertanya." in text
    assert "Isinya menurut keadaan Agustus 2026." in text


def test_suppliers_are_told_that_nothing_reaches_their_evaluation() -> None:
    said = "Jawaban tidak dipakai dalam evaluasi penyedia dan tidak sampai ke LPSE atau OPD."
    assert [name for name, page in everything().items() if said in page.text] == ["start 2 id"]


def test_the_start_names_the_group_and_its_size() -> None:
    text = everything()["start 1 id"].text
    assert "Jawaban Anda dilaporkan bersama 140 orang dari: Dinas Pekerjaan Umum" in text


def test_the_start_says_whose_survey_it_is() -> None:
    text = everything()["start 1 id"].text
    assert "Ini survei mandiri Pemerintah Kota Tirtamulya, bukan survei KPK." in text
    assert "Tidak harus sekarang." in text
    assert "dibuka oleh layanan penghitung terpisah" in text


def test_a_group_of_another_wave_has_no_start_page() -> None:
    with pytest.raises(KeyError):
        wave_pages().start(99, "id")


def test_packed_and_plain_are_the_same_page_and_the_same_in_every_worker() -> None:
    one, other = wave_pages().start(1, "id"), wave_pages().start(1, "id")
    assert gzip.decompress(one.gzip) == one.plain
    assert brotli.decompress(one.brotli) == one.plain
    assert one == other
