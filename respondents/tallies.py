"""How many people stand on the lists of offices, units below counted with them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection

from django.db.models import Count, Exists, OuterRef

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
    """The upload that each list speaks of, by office and kind; without the files themselves.

    That is the latest, unless it cannot be read and an earlier one still waits to be used.
    """
    waiting = Upload.objects.filter(
        office=OuterRef("office"), kind=OuterRef("kind"), state=Upload.State.CHECKED
    )
    latest = (
        Upload.objects.filter(office__in=offices)
        .exclude(state=Upload.State.DROPPED)
        .exclude(Exists(waiting), state=Upload.State.UNREADABLE)
        .order_by("office_id", "kind", "-pk")
        .distinct("office_id", "kind")
        .defer("content")
    )
    return {(upload.office_id, upload.kind): upload for upload in latest}
