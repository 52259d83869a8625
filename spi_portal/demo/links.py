"""Survey links to try the demo city with. A real city's belong to the invited alone."""

from __future__ import annotations

from respondents.models.people import Person
from surveys import links
from surveys.models.invitations import Invitation
from surveys.models.waves import Wave


def to_try() -> dict[str, str]:
    """The code of one person of each kind in the open wave; empty while none is open."""
    wave = Wave.objects.filter(state=Wave.State.OPEN).first()
    return {} if wave is None else dict(_codes(wave))


def _codes(wave: Wave) -> list[tuple[str, str]]:
    drawn = Invitation.objects.filter(wave=wave, state=Invitation.State.SAMPLE)
    firsts = (
        drawn.filter(group__kind=kind).select_related("group").order_by("pk").first()
        for kind in Person.Kind.values
    )
    return [(one.group.kind, links.code_of(one, wave)) for one in firsts if one is not None]
