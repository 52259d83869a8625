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

    begun = time.perf_counter()
    totals = counting.count(wave=Wave.objects.get(slug=slug))
    spent = time.perf_counter() - begun
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    others = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # of the largest
    megabytes = (own + others) / 1024
    told = {"seconds": spent, "megabytes": megabytes, "counted": totals.counted}
    sys.stdout.write(json.dumps(told))


main(*sys.argv[1:])
