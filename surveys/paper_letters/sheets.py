"""The sheets of a batch as HTML: one to go with them, then one letter a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from spi_portal.paper import qr
from spi_portal.ui.formats import moment
from surveys import duration, links
from surveys.models.cities import City
from surveys.models.groups import AnonymityGroup
from surveys.models.invitations import Invitation
from surveys.models.letter_batches import LetterBatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    name: str
    unit: str
    office: str
    group: AnonymityGroup
    minutes: int
    place: str  # as it is typed, without https://
    code: str
    picture: SafeString


def write(invited: Sequence[Invitation], batch: LetterBatch, city: City) -> str:
    """All sheets of a batch, in the order given. Raises links.RegistrarKeyIsGone."""
    per_office = Counter(one.office.name for one in invited)
    return render_to_string(
        "surveys/letters/sheets.html",
        {
            "batch": batch,
            "wave": batch.wave,
            "city": city,
            "mark": f"Salinan milik {batch.asked_by.name}, {moment(timezone.now())}. "
            "Jangan diteruskan.",
            "per_office": sorted(per_office.items()),
            "total": len(invited),
            "sheets": list(_sheets(invited)),
            "check": f"{city.public_address}/cek/",
        },
    )


def _sheets(invited: Sequence[Invitation]) -> Iterator[Sheet]:
    for one in invited:
        place, code = f"{settings.PUBLIC_URL}/s/", links.code_of(one, one.wave)
        unit = one.person.unit
        yield Sheet(
            name=one.person.name.strip(),
            unit=unit if unit != one.office.name else "",
            office=one.office.name,
            group=one.group,
            minutes=duration.minutes(one.wave, one.group.kind),
            place=place.partition("://")[2],
            code=code,
            picture=qr.drawing(f"{place}{code}/"),
        )
