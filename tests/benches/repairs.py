"""The page of repairs with 5,000 faults, and what mending one of its rows takes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date

from django.db import connection
from django.test import Client
from django.urls import reverse

from respondents import lists
from respondents.models.lists import Fault, Upload
from spi_portal.accounts.permissions import Role
from tests import make
from tests.benches import figures
from tests.benches.figures import Figure
from tests.respondents import sheets

ON = date(2026, 6, 1)
FAULTY, CLEAN = 5_000, 1_000
TIMES = 100
PAGE_AIM, ROW_AIM = 150, 50  # milliseconds, 95 of 100


def repair_page() -> Iterator[Figure]:
    """An OPD's admin asks for the page, and mends row after row, under the role app_staff."""
    office = make.office()
    client = Client()
    client.force_login(make.user("Bayu Saputra", Role.OPD_ADMIN, of=office))
    upload = _upload(office)
    page = reverse("respondents:upload", args=[upload.pk])
    looked = [_spent(lambda: client.get(page, {"masalah": "wa_pendek"}), 200) for _ in range(TIMES)]
    yield figures.figure("repair_page", [_p95(looked)], "ms p95", aim=PAGE_AIM)
    yield figures.figure("repair_page.median", looked, "ms")
    rows = Fault.objects.filter(upload=upload, code="wa_pendek").values_list("row", flat=True)
    mended = [_spent(_mending(client, upload, row), 302) for row in list(rows[:TIMES])]
    yield figures.figure("repair_row", [_p95(mended)], "ms p95", aim=ROW_AIM)
    yield figures.figure("repair_row.median", mended, "ms")


def _mending(client: Client, upload: Upload, row: int) -> Callable[[], object]:
    typed = {"kolom": "no_wa", "nilai": f"08129{row:07d}", "masalah": "wa_pendek"}
    address = reverse("respondents:mend", args=[upload.pk, row])
    return lambda: client.post(address, typed)


def _upload(office) -> Upload:  # type: ignore[no-untyped-def]
    rows = [sheets.employee(no_wa=f"08{n:06d}") for n in range(FAULTY)]
    rows += [sheets.employee() for _ in range(CLEAN)]
    content = sheets.csv_text(rows).encode()
    upload = lists.receive(
        file_name="a.csv", content=content, office=office, kind="internal", by="bench"
    )
    lists.check(upload, by="bench", on=ON)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE respondents_stagedrow, respondents_fault")
    return upload


def _spent(ask: Callable[[], object], status: int) -> float:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE app_staff")
    begun = time.perf_counter()
    answer = ask()
    spent = (time.perf_counter() - begun) * 1000
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    if (found := answer.status_code) != status:  # type: ignore[attr-defined]
        raise SystemExit(f"{status} was expected, and {found} came")
    return spent


def _p95(spent: list[float]) -> float:
    return statistics.quantiles(spent, n=20)[-1]
