"""What an attacker carries away: files of the server, dumps, write-ahead log, logs, bells.

Everything is taken as somebody with the run of the machine would take it. Where a tool or the
files are out of reach (another machine, no pg_waldump) the loot lacks that part and says so.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from django.db import connections

from spi_portal.embedded import accounts, postgres, state, wheels
from spi_portal.embedded.addresses import Address
from tests.attack import heap_pages, inventory, wal
from tests.attack.heap_pages import Row
from tests.attack.stage import Stage
from tests.attack.wal import Log

SLOT = "attack"
PATHS = """SELECT c.relname, pg_relation_filepath(c.oid),
        CASE WHEN c.reltoastrelid <> 0 THEN pg_relation_filepath(c.reltoastrelid) END
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')"""


@dataclass(slots=True, kw_only=True)
class Loot:
    """Tables are named as in the inventory: `box.box_ballot`."""

    heap: dict[str, list[Row]] = field(default_factory=dict)
    toast: dict[str, list[Row]] = field(default_factory=dict)
    dump: dict[str, list[list[str]]] = field(default_factory=dict)  # rows in order, as fields
    log: Log | None = None
    lines: list[str] = field(default_factory=list)  # of all log files
    bells: str = ""  # whatever Valkey has on disk
    not_tried: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Thief:
    """Somebody with the account of the database server and the folder of its programs."""

    stage: Stage
    programs: Path | None
    since: int = 0  # the log position from which all of the log is kept
    _log_from: int = 0  # of the server's own log

    @classmethod
    def at(cls, stage: Stage) -> Thief:
        server = postgres.here()
        programs = None
        if server.pid is not None:
            programs = wheels.postgres(state=state.folder(), account=accounts.for_servers())
        thief = cls(stage=stage, programs=programs)
        thief.since = thief._position()
        thief._log_from = server.log.stat().st_size if server.log.exists() else 0
        return thief

    def _position(self) -> int:
        with connections["box"].cursor() as cursor:
            cursor.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")
            return int(cursor.fetchone()[0])

    @contextmanager
    def keeping_the_log(self) -> Iterator[None]:
        """No segment is recycled meanwhile: what an archive of the log would hold."""
        if self.programs is None:
            yield
            return
        with _administrator() as it:
            it.execute("SELECT pg_create_physical_replication_slot(%s, true)", (self._slot,))
        try:
            yield
        finally:
            with _administrator() as it:
                it.execute("SELECT pg_drop_replication_slot(%s)", (self._slot,))

    @property
    def _slot(self) -> str:
        return f"{SLOT}_{os.getpid()}"

    def take(self, *, backup: Path | None = None) -> Loot:
        """All of it, now. With `backup` files come from a base backup that is made there."""
        loot = Loot()
        loot.lines = [line for path in self.stage.logs for line in _lines(path)]
        loot.bells = self.stage.valkey.everything_kept()
        if self.programs is None:
            loot.not_tried += ["files of the server", "pg_dump", "write-ahead log", "server's log"]
            return loot
        server = postgres.here()
        loot.lines += _lines(server.log, self._log_from)
        with _administrator() as it:
            it.execute("CHECKPOINT")
        until = self._position()
        root = self._base_backup(backup) if backup else server.data
        for alias in connections:
            self._rows(alias, root, loot)
            loot.dump |= self._dumped(alias)
        loot.log = wal.read(
            server.data / "pg_wal", since=self.since, until=until,
            waldump=self._program("pg_waldump", loot),
        )  # fmt: skip
        return loot

    def _program(self, name: str, loot: Loot) -> Path | None:
        assert self.programs is not None
        if (self.programs / name).exists():
            return self.programs / name
        loot.not_tried.append(name)
        return None

    def _rows(self, alias: str, root: Path, loot: Loot) -> None:
        with connections[alias].cursor() as cursor:
            cursor.execute(PATHS)
            for table, path, toast in cursor.fetchall():
                name = f"{alias}.{table}"
                if inventory.HOW.get(name, inventory.APART) != inventory.APART:
                    loot.heap[name] = list(heap_pages.rows(root / path))
                    loot.toast[name] = list(heap_pages.rows(root / toast)) if toast else []

    def _base_backup(self, folder: Path) -> Path:
        address = postgres.address()
        self._run("pg_basebackup", "-D", str(folder), "-X", "none", "--checkpoint=fast",
                  "--no-sync", "--no-manifest", address=address)  # fmt: skip
        return folder

    def _dumped(self, alias: str) -> dict[str, list[list[str]]]:
        database = str(connections[alias].settings_dict["NAME"])
        address = postgres.address()
        told = address.seen_by(address.user, password=address.password, database=database)
        text = self._run("pg_dump", "--data-only", "--no-sync", address=told)
        return {f"{alias}.{table}": rows for table, rows in _copied(text)}

    def _run(self, program: str, *words: str, address: Address) -> str:
        assert self.programs is not None
        done = subprocess.run(
            [str(self.programs / program), "--dbname", address.url, *words],
            env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout


def _administrator() -> psycopg.Connection:
    return psycopg.connect(postgres.address().url, autocommit=True)


def _lines(path: Path, start: int = 0) -> list[str]:
    if not path.exists():
        return []
    with path.open(errors="replace") as file:
        file.seek(start)
        return file.read().splitlines()


def _copied(text: str) -> Iterator[tuple[str, list[list[str]]]]:
    """Tables of a plain dump, each with its rows in the order of the dump."""
    table: str | None = None
    rows: list[list[str]] = []
    for line in text.split("\n"):
        if table is None:
            if line.startswith("COPY public."):
                table, rows = line.split()[1].removeprefix("public.").strip('"'), []
        elif line == "\\.":
            yield table, rows
            table = None
        else:
            rows.append(line.split("\t"))
