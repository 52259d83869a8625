"""Key sheets as words and as pictures: any two open, and a bad one is named."""

from __future__ import annotations

import io
import secrets
from itertools import combinations

import pytest
import qrcode
from PIL import Image, ImageFilter

from surveys.room import pictures, sheets
from surveys.room.sheets import SheetIsUnreadable, SheetsDoNotFit

KEY = bytes(range(32))


@pytest.fixture(scope="module")
def three():
    return sheets.make(KEY)


def photograph(text: str, *, turned: int = 0, blurred: float = 0, kind: str = "PNG") -> bytes:
    drawn = qrcode.make(text, box_size=6).convert("L")
    sheet = Image.new("L", (drawn.width + 500, drawn.height + 700), 235)
    sheet.paste(drawn, (200, 300))
    sheet = sheet.rotate(turned, expand=True, fillcolor=200)
    sheet = sheet.filter(ImageFilter.GaussianBlur(blurred)) if blurred else sheet
    taken = io.BytesIO()
    sheet.save(taken, kind)
    return taken.getvalue()


def test_any_two_of_three_make_the_key(three):
    assert [sheet.number for sheet in three] == [1, 2, 3]
    assert len({sheet.mark for sheet in three}) == 1
    assert {sheets.open_with(pair) for pair in combinations(three, 2)} == {KEY}


def test_one_sheet_makes_nothing_and_tells_nothing(three):
    with pytest.raises(SheetsDoNotFit):
        sheets.open_with(three[:1])
    assert three[0].text not in repr(three[0]) + str(three[0])


def test_a_sheet_is_read_as_people_type_it(three):
    words = three[1].words
    numbered = "\n".join(f"{n}. {word.upper()}" for n, word in enumerate(words, start=1))
    prefixes = "  ".join(word[:4] for word in words)

    assert sheets.read(numbered) == sheets.read(prefixes) == three[1]


def two_swapped(words: list[str]) -> list[str]:
    """Two neighbours in each other's place, that are not the same word by chance."""
    at = next(place for place in range(4, len(words) - 1) if words[place] != words[place + 1])
    return [*words[:at], words[at + 1], words[at], *words[at + 2 :]]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda words: [], "Tidak ada kata"),
        (lambda words: words[:-1], "Terbaca 32 kata"),
        (lambda words: [*words, "zero"], "Terbaca 34 kata"),
        (lambda words: ["acedemic", *words[1:]], "Kata ke-1 “acedemic”"),
        (lambda words: ["acedemic", *words[1:]], "Mungkin “academic”?"),
        (two_swapped, "lembar ini rusak"),
    ],
)
def test_what_is_wrong_with_a_sheet_is_said_word_by_word(three, change, told):
    words = three[0].words

    with pytest.raises(SheetIsUnreadable) as refused:
        sheets.read(" ".join(change(list(words))))

    assert told in " ".join(refused.value.sentences)


def test_every_single_wrong_word_is_noticed(three):
    words = list(three[2].words)
    for place in range(len(words)):
        other = next(w for w in ("zero", "yoga") if w != words[place])
        with pytest.raises(SheetIsUnreadable):
            sheets.read(" ".join([*words[:place], other, *words[place + 1 :]]))


def test_words_of_another_program_are_refused():
    from shamir_mnemonic import generate_mnemonics

    ((first, _),) = generate_mnemonics(1, [(2, 2)], secrets.token_bytes(16))

    with pytest.raises(SheetIsUnreadable):
        sheets.read(first)
    ((alone,),) = generate_mnemonics(1, [(1, 1)], secrets.token_bytes(32))
    with pytest.raises(SheetIsUnreadable, match="bukan lembar kunci dari portal ini"):
        sheets.read(alone)


@pytest.mark.parametrize(
    "how", [{}, {"turned": 90}, {"turned": 12}, {"blurred": 1.5}, {"kind": "JPEG"}]
)
def test_a_photographed_code_is_the_sheet(three, how):
    told = f"LEMBAR KUNCI 2026-uji 1/3: {three[0].text}"

    assert sheets.read(pictures.read(photograph(told, **how))) == three[0]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "bukan gambar"),
        (b"%PDF-1.7", "bukan gambar"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "bukan gambar"),
        (photograph("x")[:900], "bukan gambar"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(content, told):
    with pytest.raises(pictures.PictureIsUnreadable, match=told):
        pictures.read(content)


def test_a_picture_without_a_code_or_with_two_is_refused():
    blank = io.BytesIO()
    Image.new("L", (400, 300), 255).save(blank, "PNG")
    with pytest.raises(pictures.PictureIsUnreadable, match="tidak terbaca"):
        pictures.read(blank.getvalue())

    two = Image.new("L", (1200, 600), 255)
    for place, text in ((0, "satu"), (600, "dua")):
        two.paste(qrcode.make(text, box_size=8).convert("L"), (place + 50, 50))
    taken = io.BytesIO()
    two.save(taken, "PNG")
    with pytest.raises(pictures.PictureIsUnreadable, match="lebih dari satu"):
        pictures.read(taken.getvalue())


def test_an_enormous_picture_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PIXELS", 1000)

    with pytest.raises(pictures.PictureIsUnreadable, match="terlalu besar"):
        pictures.read(photograph("x"))
