"""Key sheets: what opens a box, as three sheets of 33 words of which any two suffice.

Source: SLIP-39 (Shamir's secret sharing with a checksum in every sheet), by shamir-mnemonic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process as nearest
from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.wordlist import WORDLIST

SHEETS, NEEDED = 3, 2
LENGTH = 33  # words
KEY_LENGTH = 32  # bytes
_PREFIX = 4  # letters that tell each word of the list from every other
_BY_PREFIX = {word[:_PREFIX]: word for word in WORDLIST}
_WORDS = frozenset(WORDLIST)
_ALIKE = 60.0  # of 100: from here on a word is proposed for what was typed


class SheetIsUnreadable(Exception):
    """`sentences` say what is wrong with it, for whoever holds it."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


class SheetsDoNotFit(Exception):
    """Each is whole, but together they open nothing."""


@dataclass(frozen=True, slots=True)
class KeySheet:
    number: int  # 1 to 3
    mark: int  # what the three sheets of one box have in common; tells nothing
    words: tuple[str, ...]

    def __repr__(self) -> str:  # a sheet must not get into a message by accident
        return f"KeySheet {self.number}"

    @property
    def text(self) -> str:
        return " ".join(self.words)


def make(key: bytes) -> tuple[KeySheet, ...]:
    """Three sheets for a key of 32 bytes."""
    if len(key) != KEY_LENGTH:
        raise ValueError(f"{KEY_LENGTH} bytes are needed, not {len(key)}")
    ((first, second, third),) = generate_mnemonics(1, [(NEEDED, SHEETS)], key)
    return tuple(_sheet(words.split()) for words in (first, second, third))


def read(text: str) -> KeySheet:
    """The sheet that was typed, or stood in its code. Raises SheetIsUnreadable.

    Numbers, dots and line ends do not matter; the first four letters of a word suffice.
    """
    typed = re.findall("[a-z]+", text.rpartition(":")[2].lower())
    words = [_BY_PREFIX.get(word, word) if len(word) == _PREFIX else word for word in typed]
    if faults := _faults(words):
        raise SheetIsUnreadable(*faults)
    return _sheet(words)


def open_with(pair: Iterable[KeySheet]) -> bytes:
    """The key that two sheets make. Raises SheetsDoNotFit."""
    try:
        return bytes(combine_mnemonics([sheet.text for sheet in pair]))
    except MnemonicError as fault:
        raise SheetsDoNotFit from fault


def _faults(words: list[str]) -> list[str]:
    if not words:
        return ["Tidak ada kata yang terbaca."]
    faults = [
        f"Kata ke-{place} “{word}” tidak ada di daftar kata.{_proposal(word)}"
        for place, word in enumerate(words, start=1)
        if word not in _WORDS
    ]
    if len(words) != LENGTH:
        faults.append(f"Terbaca {len(words)} kata; satu lembar berisi {LENGTH} kata.")
    return faults


def _proposal(word: str) -> str:
    found = nearest.extractOne(word, WORDLIST, score_cutoff=_ALIKE)
    return f" Mungkin “{found[0]}”?" if found else ""


def _sheet(words: list[str]) -> KeySheet:
    try:
        share = Share.from_mnemonic(" ".join(words))
    except MnemonicError as fault:
        raise SheetIsUnreadable(
            "Semua kata dikenal, tetapi lembar ini rusak: paling sedikit satu kata salah atau "
            "tertukar tempatnya. Bandingkan lagi kata demi kata."
        ) from fault
    ours = (share.group_count, share.member_threshold, len(share.value)) == (1, NEEDED, KEY_LENGTH)
    if not ours or share.index >= SHEETS:
        raise SheetIsUnreadable("Ini bukan lembar kunci dari portal ini.")
    return KeySheet(share.index + 1, share.identifier, tuple(words))
