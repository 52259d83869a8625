"""`python3 dev.py bench [NAME …] [--json]`: figures of this machine on this day, no test.

Benches of the database get one of their own, made for them and dropped at the end.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import django
from django.test.utils import setup_databases, teardown_databases

from tests import migrated
from tests.benches import figures
from tests.benches.figures import Figure

JSON = "--json"
Bench = Callable[[], Iterator[Figure]]


def main(words: list[str]) -> int:
    django.setup()
    from tests.benches import (
        answering,
        counting,
        growth,
        imports,
        index,
        repairs,
        sample_forms,
        search,
        slow_network,
        start_pages,
        yardstick,
    )

    on_database: dict[str, Bench] = {
        "import_50k": imports.import_50k,
        "import_200k_csv": imports.import_200k_csv,
        "index_20k": index.index_20k,
        "index_1m": index.index_1m,
        "registry_search": search.registry_search,
        "repair_page": repairs.repair_page,
        "count_100k": counting.count_100k,
        "respond_35": answering.respond_35,
        "respond_50": answering.respond_50,
        "respond_max": answering.respond_max,
        "respond_growth": growth.respond_growth,
    }
    on_portal: dict[str, Bench] = {
        "start_pages": start_pages.start_pages,
        "slow_network": slow_network.slow_network,
    }
    on_network: dict[str, Bench] = {"sample_forms": sample_forms.sample_forms}
    known = on_database | on_portal | on_network
    names = [word for word in words if word != JSON] or list(on_database)
    if unknown := [name for name in names if name not in known]:
        sys.stderr.write(f"bench knows no {unknown[0]}; it knows {', '.join(known)}\n")
        return 2
    alone = on_portal | on_network
    found = [yardstick.yardstick()]
    found += [one for name in names if name in alone for one in alone[name]()]
    found += _with_database([on_database[name] for name in names if name in on_database])
    show = figures.as_json if JSON in words else figures.as_table
    sys.stdout.write(f"{show(found)}\n")
    return 0


def _with_database(benches: list[Bench]) -> list[Figure]:
    if not benches:
        return []
    migrated.copy_for_tests()
    before = setup_databases(verbosity=0, interactive=False)
    try:
        return [one for bench in benches for one in bench()]
    finally:
        teardown_databases(before, verbosity=0)


sys.exit(main(sys.argv[1:]))
