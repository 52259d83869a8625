from __future__ import annotations

import random
import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from surveys.box import codes, crockford

SECRETS = [
    bytes(16),
    b"\xff" * 16,
    *(random.Random(seed).randbytes(16) for seed in range(25)),
]


@given(some.binary(min_size=16, max_size=16))
def test_a_code_gives_its_secret_back(secret: bytes) -> None:
    assert codes.decode(codes.encode(secret)) == secret


def test_a_code_is_seven_groups_of_four() -> None:
    for secret in SECRETS:
        assert re.fullmatch(
            r"([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}", codes.encode(secret)
        )


@pytest.mark.parametrize("secret", SECRETS)
def test_every_single_wrong_character_is_a_typing_error(secret: bytes) -> None:
    code = crockford.clean(codes.encode(secret))
    wrong = [
        code[:at] + character + code[at + 1 :]
        for at in range(len(code))
        for character in crockford.ALPHABET
        if character != code[at]
    ]
    assert len(wrong) == 28 * 31
    assert not any(codes.decode(each) for each in wrong)


@pytest.mark.parametrize("secret", SECRETS)
def test_any_two_characters_that_change_places_are_a_typing_error(secret: bytes) -> None:
    code = crockford.clean(codes.encode(secret))
    for one, other in combinations(range(len(code)), 2):
        if code[one] != code[other]:
            swapped = list(code)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            assert codes.decode("".join(swapped)) is None


def test_a_code_may_be_typed_in_small_letters_without_dashes() -> None:
    code = codes.encode(SECRETS[2])
    assert codes.decode(f"  {code.lower().replace('-', ' ')}\n") == SECRETS[2]


def test_look_alikes_are_read_as_what_was_printed() -> None:
    code = codes.encode(bytes(15) + b"\x21")  # has 0 and 1
    assert codes.decode(code.replace("0", "O").replace("1", "l")) == bytes(15) + b"\x21"
    assert codes.decode(code.replace("0", "o").replace("1", "i")) == bytes(15) + b"\x21"


@pytest.mark.parametrize("text", ["", "K7QF", "U" * 28, "🙂" * 28, "0" * 27, "0" * 29, "\x00" * 28])
def test_what_is_no_code_gives_none(text: str) -> None:
    assert codes.decode(text) is None


def test_a_number_too_large_for_a_secret_gives_none() -> None:
    too_large = (1 << 128) << 10
    number = too_large + -too_large % 1021
    assert codes.decode(crockford.write(number, 28)) is None


def test_only_one_code_belongs_to_a_secret() -> None:
    number = crockford.read(codes.encode(bytes(16)), 28)
    assert number == 0
    assert codes.decode(crockford.write(number + 1021, 28)) is None


@given(some.text(max_size=40))
def test_nothing_that_can_be_typed_is_an_error(text: str) -> None:
    assert codes.decode(text) is None or len(codes.decode(text) or b"") == 16
