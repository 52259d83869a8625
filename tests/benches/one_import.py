"""One list from the hand of its office to its report: `python -m tests.benches.one_import`."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from datetime import date
from pathlib import Path

import django
from django.conf import settings

ON = date(2026, 6, 1)


def main(path: str, office_id: str) -> None:
    settings.DATABASES["default"]["NAME"] = os.environ["SPI_BENCH_DATABASE"]
    django.setup()
    from respondents import lists
    from respondents.models.offices import Office

    office = Office.objects.get(pk=office_id)
    content = Path(path).read_bytes()
    begun, worked = time.perf_counter(), time.process_time()
    upload = lists.receive(
        file_name=Path(path).name, content=content, office=office, kind="internal", by="bench"
    )
    report = lists.check(upload, by="bench", on=ON)
    spent, worked = time.perf_counter() - begun, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        json.dumps(
            {
                "seconds": spent,
                "cpu_seconds": worked,
                "megabytes": peak,
                "rows": report.rows,
                "ready": report.ready,
                "faults": len(report.faults),
            }
        )
    )


main(*sys.argv[1:])
