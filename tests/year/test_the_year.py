"""A year in the life of the portal: what everybody's first page says in each of its seasons."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.models.publications import Publication
from tests.year import town
from tests.year.pictures import Screen
from tests.year.story import Story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HANDS_OFF = "Anda tidak perlu melakukan apa pun, dan jangan meminta bukti pengisian."


def seasons(story: Story) -> Iterator[str]:
    """Plays the year and stops in each season, where pages are read."""
    story.last_year()
    story.prepare()
    story.repair_lists()
    yield "1-daftar"
    story.freeze_and_draw()
    story.open()
    story.answer()
    story.remind()
    yield "2-lapangan"
    story.close_and_count()
    yield "3-hitung"
    story.publish()
    yield "4-hasil"
    story.follow_up()
    yield "5-tindak-lanjut"


# What the first page says to a seat in a season; "*" to all others.
SAID: dict[str, dict[str, str]] = {
    "1-daftar": {
        "operator": "Bantu yang tertinggal",
        "inspektur": "Bantu yang tertinggal",
        "admin-opd": "Daftar kantor Anda sudah dipakai",
        "kepala-opd": "sudah ditandatangani",
        "lurah": "Pastikan daftarnya lengkap",
        "pemeriksa": "Jejaknya dapat Anda baca",
        "*": "Tidak ada yang perlu Anda lakukan",
    },
    "2-lapangan": {
        **dict.fromkeys(("admin-opd", "kepala-opd", "lurah"), HANDS_OFF),
        "*": "Survei berjalan sampai",
    },
    "3-hitung": {
        **dict.fromkeys(("operator", "inspektur"), "Jawaban sudah dihitung. Periksa hasilnya"),
        "*": "Survei sudah ditutup dan sedang dihitung",
    },
    "4-hasil": {"*": "sudah terbit"},
    "5-tindak-lanjut": {"sistem": "Survei tahun ini sudah selesai", "*": "tindak lanjut"},
}


LURAH: dict[str, tuple[str, ...]] = {
    "1-daftar": ("memuat 11 orang", "Pastikan daftarnya lengkap"),
    "2-lapangan": (HANDS_OFF, "dilaporkan bersama", "di hasil Kec. Utara"),
    "3-hitung": ("sedang dihitung", "di hasil Kec. Utara"),
    "4-hasil": ("sudah terbit", "di hasil Kec. Utara"),
    "5-tindak-lanjut": ("tindak lanjut", "di hasil Kec. Utara"),
}


def test_everybody_is_led_through_the_year(
    story: Story, screen: Screen, album: Path | None
) -> None:
    """The head of a kelurahan with eleven staff follows every link there is, on a phone."""
    wrong: list[str] = []
    for season in seasons(story):
        for seat in town.SEATS:
            page = story.reads(seat)
            assert page.count("<h1") == 1
            assert SAID[season].get(seat, SAID[season]["*"]) in page, (season, seat)
            if album is not None:
                screen.photograph(story.at(seat), f"{season}-{seat}", into=album)
        wrong += faults_for_the_lurah(story, screen, season)

    assert wrong == []
    figures = Publication.objects.get(wave=story.wave).figures
    assert figures["city"]["index"]["state"] == "complete"


def faults_for_the_lurah(story: Story, screen: Screen, season: str) -> Iterator[str]:
    with screen.of(story.at("lurah"), viewport={"width": 360, "height": 740}) as surfer:
        surfer.go("/")
        said = surfer.page.locator("main").inner_text()
        yield from (
            f"{season}: {words!r} in {said!r}" for words in LURAH[season] if words not in said
        )
        yield from surfer.faults()
        for path in surfer.links():
            surfer.go(path)
            yield from surfer.faults()
        yield from surfer.complaints
