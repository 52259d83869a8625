"""From an uploaded list to its complete report: seconds, and the memory of the whole process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection

from respondents.models.offices import Office
from tests import make
from tests.benches import dirty_lists, figures
from tests.benches.figures import Figure

SEED = 20_260_601
RUNS = 3
SECONDS, MEGABYTES = 15, 400  # for 50,000 rows
SECONDS_200K = 60
BASELINE_ROWS = 5_000  # the usual way is timed on these and scaled


def import_50k() -> Iterator[Figure]:
    """50,000 rows × 15 columns of xlsx; a quarter and a half of them show whether it is linear.

    The baseline is django-import-export's dry run over the same columns, on 5,000 rows, times
    ten: whole it would take longer than everything else here.
    """
    with TemporaryDirectory() as folder:
        few = _written(Path(folder), BASELINE_ROWS, dirty_lists.write_xlsx)
        (usual,) = _measure(few, runs=1, module="tests.benches.usual_import")
        for count in (12_500, 25_000, 50_000):
            file = _written(Path(folder), count, dirty_lists.write_xlsx)
            done = list(_measure(file, runs=RUNS))
            whole = count == 50_000
            name = "import_50k" if whole else f"import_50k.{count}"
            yield figures.figure(
                name,
                (one["seconds"] for one in done),
                "s",
                aim=SECONDS if whole else None,
                baseline=usual["seconds"] * count / BASELINE_ROWS,
            )
        yield figures.figure("import_50k.cpu", (one["cpu_seconds"] for one in done), "s")
        yield figures.figure(
            "import_50k.memory", (one["megabytes"] for one in done), "MB", aim=MEGABYTES
        )


def import_200k_csv() -> Iterator[Figure]:
    with TemporaryDirectory() as folder:
        file = _written(Path(folder), 200_000, dirty_lists.write_csv)
        done = list(_measure(file, runs=RUNS))
    yield figures.figure("import_200k_csv", (one["seconds"] for one in done), "s", aim=SECONDS_200K)
    yield figures.figure("import_200k_csv.memory", (one["megabytes"] for one in done), "MB")


def _written(folder: Path, count: int, write: Callable[..., None]) -> Path:
    file = folder / f"daftar-{count}.{write.__name__.removeprefix('write_')}"
    write(file, count, seed=SEED)
    return file


def _measure(
    file: Path, *, runs: int, module: str = "tests.benches.one_import"
) -> Iterator[dict[str, float]]:
    """Each run in a process of its own, against an office of its own."""
    for _ in range(runs):
        done = subprocess.run(
            [sys.executable, "-m", module, str(file), str(_office().pk)],
            env=os.environ | {"SPI_BENCH_DATABASE": str(connection.settings_dict["NAME"])},
            capture_output=True,
            check=False,
            text=True,
        )
        if done.returncode:
            raise SystemExit(done.stderr)
        yield json.loads(done.stdout)


def _office() -> Office:
    """With the units that its lists name."""
    office = make.office()
    for n, name in enumerate(dirty_lists.UNITS):
        make.office(
            code=f"{office.code}-{n}", name=name, short_name=name, parent=office, kind="unit"
        )
    return office
