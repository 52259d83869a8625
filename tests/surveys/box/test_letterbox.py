from __future__ import annotations

import pytest

from surveys.box import letterbox

pytestmark = pytest.mark.django_db(databases=["default", "box"])
ENVELOPES = [bytes([number]) * 560 for number in range(40)]


def test_envelopes_wait_until_they_are_removed() -> None:
    for sealed in ENVELOPES[:3]:
        letterbox.drop(sealed)
    first, *others = letterbox.waiting()
    letterbox.remove([first[0]])
    assert sorted(letterbox.waiting()) == sorted(others)


def test_they_are_handed_over_in_no_order() -> None:
    for sealed in ENVELOPES:
        letterbox.drop(sealed)
    orders = {tuple(sealed for _, sealed in letterbox.waiting()) for _ in range(5)}
    assert len(orders) == 5
    assert all(sorted(order) == sorted(ENVELOPES) for order in orders)
