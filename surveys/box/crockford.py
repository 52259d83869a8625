"""Numbers as characters that people can read out: Crockford's base 32, in groups of four."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS = 5
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_READ_AS = str.maketrans("OIL", "011", " -\t\r\n\u00a0\u2010\u2011\u2013\u2014")


def write(number: int, length: int) -> str:
    """`number` in `length` characters, without groups."""
    places = range(BITS * (length - 1), -1, -BITS)
    return "".join(ALPHABET[number >> place & 31] for place in places)


def read(text: str, length: int) -> int | None:
    """The number in `text`, however it was typed; None if it is not `length` such characters.

    Small letters, spaces and dashes do not matter; O is read as 0, I and L as 1.
    """
    characters = clean(text)
    if len(characters) != length or any(character not in _VALUES for character in characters):
        return None
    number = 0
    for character in characters:
        number = number << BITS | _VALUES[character]
    return number


def clean(text: str) -> str:
    return text.upper().translate(_READ_AS)


def group(characters: str) -> str:
    """Groups of four with dashes between."""
    return "-".join(characters[start : start + 4] for start in range(0, len(characters), 4))
