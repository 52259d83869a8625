"""`python3 dev.py bench [NAME …] [--json]`: figures of this machine on this day, no test.

Benches of the database get one of their own, made for them and dropped at the end.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import django
from django.test.utils import setup_databases, teardown_databases

from tests.benches import figures
from tests.benches.figures import Figure

JSON = "--json"
Bench = Callable[[], Iterator[Figure]]


def main(words: list[str]) -> int:
    django.setup()
    from tests.benches import imports, index, repairs, search, start_pages

    on_database: dict[str, Bench] = {
        "import_50k": imports.import_50k,
        "import_200k_csv": imports.import_200k_csv,
        "index_20k": index.index_20k,
        "index_1m": index.index_1m,
        "registry_search": search.registry_search,
        "repair_page": repairs.repair_page,
    }
    on_portal: dict[str, Bench] = {"start_pages": start_pages.start_pages}
    known = on_database | on_portal
    names = [word for word in words if word != JSON] or list(on_database)
    if unknown := [name for name in names if name not in known]:
        sys.stderr.write(f"bench knows no {unknown[0]}; it knows {', '.join(known)}\n")
        return 2
    found = [one for name in names if name in on_portal for one in on_portal[name]()]
    found += _with_database([on_database[name] for name in names if name in on_database])
    show = figures.as_json if JSON in words else figures.as_table
    sys.stdout.write(f"{show(found)}\n")
    return 0


def _with_database(benches: list[Bench]) -> list[Figure]:
    if not benches:
        return []
    before = setup_databases(verbosity=0, interactive=False)
    try:
        return [one for bench in benches for one in bench()]
    finally:
        teardown_databases(before, verbosity=0)


sys.exit(main(sys.argv[1:]))
