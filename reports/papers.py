"""What a paper says, as HTML: made from published figures and nothing else."""

from __future__ import annotations

import base64

from django.template.loader import render_to_string

from reports import charts, lineage, readings, reasons, sentences
from reports.models.publications import Publication
from surveys.models.cities import Arms


class NotInThisPublication(LookupError):
    """The office has no figures in the wave."""


def of_office(publication: Publication, code: str) -> str:
    """The report of one office. The same publications give the same page, to the letter.

    Raises NotInThisPublication.
    """
    reading = readings.read(publication.figures)
    office = reading.office(code)
    if office is None:
        raise NotInThisPublication(f"{code} in {reading.slug}")
    last_year = lineage.before(publication)
    before = last_year.office(code) if last_year else None
    return render_to_string(
        "reports/paper.html",
        {
            "paper": True,
            "city_name": reading.imprint.city,
            "arms": _arms(reading.imprint.arms),
            "reading": reading,
            "office": office,
            "before": before,
            "earlier": last_year,
            "published_at": publication.published_at,
            "change": sentences.change(office, before),
            "sentence": sentences.of_office(office, before),
            "correction": sentences.correction(office),
            "missing": reasons.missing(office, reading),
            "mark": charts.mark(office, before),
            "city_mark": charts.mark(reading.city, None),
            "scale": charts.scale(reading, [office, reading.city], [before]),
            "pairs": charts.pairs_of_office(office, reading.city),
            "kind_shares": [
                (title, reading.weights.kinds[kind]) for kind, title in readings.KINDS.items()
            ],
            "told": sentences.told(office),
            "dimensions": charts.dimensions(office, reading),
        },
    )


def _arms(digest: str) -> str:
    """The arms that the publication names, as an address that carries the picture itself."""
    arms = Arms.objects.filter(digest=digest).first() if digest else None
    return f"data:image/png;base64,{base64.b64encode(bytes(arms.png)).decode()}" if arms else ""
