"""From a wave's freeze to its close the lists stand still, but for corrections with a reason."""

from __future__ import annotations

from respondents import roster
from respondents.models.lists import FrozenLists
from spi_portal.ui.formats import day


class ListsAreFrozen(Exception):
    """The message is for whoever wanted to change a list."""

    def __init__(self, frozen: FrozenLists) -> None:
        super().__init__(sentence(frozen))


def freeze(*, wave: str, title: str) -> None:
    FrozenLists.objects.get_or_create(wave=wave, defaults={"title": title})
    roster.forget()


def thaw(*, wave: str) -> None:
    FrozenLists.objects.filter(wave=wave).delete()


def standing() -> FrozenLists | None:
    return FrozenLists.objects.first()


def as_correction() -> dict[str, str]:
    """What the ledger says beside a change while lists are frozen: it counts as a correction.

    Empty while they are not.
    """
    frozen = standing()
    return {"frozen_for": frozen.wave} if frozen else {}


def refuse_while_frozen() -> None:
    """Raises ListsAreFrozen."""
    if frozen := standing():
        raise ListsAreFrozen(frozen)


def sentence(frozen: FrozenLists) -> str:
    return (
        f"Daftar dibekukan sejak {day(frozen.since)} untuk {frozen.title}, sampai survei itu "
        "ditutup. Perbaikan sebelum itu lewat Inspektorat, dengan alasan."
    )
