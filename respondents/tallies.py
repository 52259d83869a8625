"""How many people stand on the lists of offices, units below counted with them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection

from django.db.models import Count

from respondents.models.lists import Upload
from respondents.models.offices import Office
from respondents.models.people import Person


def people_of(offices: Collection[int]) -> dict[int, Counter[str]]:
    """For each office, the people by kind; two queries, however many offices.

    Somebody in a unit counts for the nearest of `offices` above.
    """
    parent_of = dict(Office.objects.values_list("pk", "parent_id"))
    found: dict[int, Counter[str]] = defaultdict(Counter)
    counted = Person.objects.on_lists().values("office_id", "kind").annotate(n=Count("pk"))
    for row in counted.order_by():
        at: int | None = row["office_id"]
        while at is not None and at not in offices:
            at = parent_of.get(at)
        if at is not None:
            found[at][row["kind"]] += row["n"]
    return found


def last_uploads(offices: Collection[int]) -> dict[tuple[int, str], Upload]:
    """The latest upload of each list, by office and kind; without the files themselves."""
    latest = (
        Upload.objects.filter(office__in=offices)
        .exclude(state=Upload.State.DROPPED)
        .order_by("office_id", "kind", "-pk")
        .distinct("office_id", "kind")
        .defer("content")
    )
    return {(upload.office_id, upload.kind): upload for upload in latest}
