"""Last year's figures as offices of this year may read them: under today's names, or not at all.

A renamed office is compared with itself. What was merged or split is compared with nobody: a mean
of two offices, or a part of one, is a figure that nobody published.
"""

from __future__ import annotations

from dataclasses import replace

from reports import readings
from reports.models.publications import Publication
from reports.readings import Reading
from respondents.models.successions import Succession


def before(publication: Publication) -> Reading | None:
    """The figures of the year before, for comparing; None in the first year."""
    earlier = Publication.objects.before(publication.figures["wave"]["year"]).first()
    return _as_of(publication, earlier) if earlier else None


def _as_of(publication: Publication, earlier: Publication) -> Reading:
    reading = readings.read(earlier.figures)
    between = Succession.objects.filter(
        recorded_at__gt=earlier.published_at, recorded_at__lte=publication.published_at
    )
    offices = {office.code: office for office in reading.offices}
    for one in between.order_by("pk"):
        known = offices.pop(one.former_code, None)
        if one.how != Succession.How.RENAMED:
            offices.pop(one.successor_code, None)
        elif known is not None:
            offices[one.successor_code] = replace(known, code=one.successor_code)
    return replace(reading, offices=list(offices.values()))
