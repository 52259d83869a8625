"""One count, as the counter's command does it: `python -m tests.benches.one_count SLUG`."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path

import django
from django.conf import settings


def main(slug: str) -> None:
    for alias, name in json.loads(os.environ["SPI_BENCH_DATABASES"]).items():
        settings.DATABASES[alias]["NAME"] = name
    settings.KEYS = Path(os.environ["SPI_BENCH_KEYS"])
    django.setup()
    from surveys import counting
    from surveys.models.waves import Wave

    begun, at_start = time.perf_counter(), time.process_time()
    totals = counting.count(wave=Wave.objects.get(slug=slug))
    spent = time.perf_counter() - begun
    own = resource.getrusage(resource.RUSAGE_SELF)
    others = resource.getrusage(resource.RUSAGE_CHILDREN)  # memory: of the largest
    told = {
        "seconds": spent,
        "cpu": sum(each.ru_utime + each.ru_stime for each in (own, others)) - at_start,
        "megabytes": (own.ru_maxrss + others.ru_maxrss) / 1024,
        "counted": totals.counted,
    }
    sys.stdout.write(json.dumps(told))


main(*sys.argv[1:])
