"""What each process is, and so what it may touch at all: the table of the house.

One code base and one image; `SPI_PROCESS` picks the row. Settings build apps, URLs and
databases from it, and a process that is given more than its row allows does not start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

REGISTRY_APPS = ("accounts", "audit", "respondents", "surveys", "reports", "notices")
BOX_APPS = ("box",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    name: str
    default_role: str | None = None  # PostgreSQL role on the registry; None: no such database
    box_role: str | None = None  # PostgreSQL role on the box; None: no such database
    keys: frozenset[str] = frozenset()  # kinds of keys it may hold (spi_portal/keyring.py)
    serves: str | None = None  # root URLconf
    queue: str | None = None  # Celery queue it works on
    broker: bool = False  # whether it may ring or hear the bell

    @property
    def is_by_command(self) -> bool:
        return self.name == "manage"

    def refusal(self, environment: Mapping[str, str]) -> str | None:
        """Why this environment must not start this process; None if it may."""
        for variable, role in (
            ("DATABASE_URL", self.default_role),
            ("BOX_DATABASE_URL", self.box_role),
        ):
            given = bool(environment.get(variable))
            if given and role is None:
                return f"Process {self.name} must not be given {variable} (processes.py)."
            if not given and role is not None:
                return f"Process {self.name} needs {variable}; it is not set."
        if self.broker and not environment.get("REDIS_URL"):
            return f"Process {self.name} needs REDIS_URL; it is not set."
        return self._refused_key(environment.get("SPI_KEYS"))

    def _refused_key(self, folder: str | None) -> str | None:
        if self.is_by_command or folder is None or not Path(folder).is_dir():
            return None
        for path in sorted(Path(folder).glob("[!.]*")):
            kind = path.name.split(".")[0]
            if kind not in self.keys:
                return f"Process {self.name} must not hold the key {path.name} (in {folder})."
        return None


PROCESSES = {
    process.name: process
    for process in (
        Process(
            name="staff",
            default_role="app_staff",
            keys=frozenset(
                {
                    "contacts",
                    "stop",
                    "wave",
                    "inbox-public",
                    "links",
                    "letters",
                    "batch-public",
                    "count-public",
                }
            ),
            serves="spi_portal.urls_staff",
            broker=True,
        ),
        Process(
            name="public",
            box_role="app_public",
            keys=frozenset({"draft", "wave-public", "batch-public"}),
            serves="spi_portal.urls_public",
        ),
        Process(
            name="send",
            default_role="app_send",
            box_role="app_send",
            keys=frozenset({"contacts", "stop", "registrar", "activation", "inbox", "wave-public"}),
            queue="send",
            broker=True,
        ),
        Process(
            name="box",
            box_role="app_box",
            keys=frozenset({"batch"}),
            queue="box",
            broker=True,
        ),
        Process(
            name="reports",
            default_role="app_reports",
            keys=frozenset({"contacts"}),
            queue="reports",
            broker=True,
        ),
        Process(
            name="counter",
            default_role="app_counter",
            box_role="app_counter",
            keys=frozenset({"box", "count", "wave-public", "batch-public"}),
        ),
        Process(
            name="room",
            default_role="app_room",
            box_role="app_room",
            keys=frozenset({"count", "wave-public", "batch-public"}),  # of the box: in its memory
            serves="spi_portal.urls_room",
        ),
        Process(name="beat", broker=True),
        Process(
            name="manage",
            default_role="spi_owner",
            box_role="spi_owner",
            serves="spi_portal.urls_staff",
            keys=frozenset(
                {
                    "contacts",
                    "stop",
                    "wave",
                    "wave-public",
                    "draft",
                    "registrar",
                    "activation",
                    "inbox",
                    "inbox-public",
                    "batch",
                    "batch-public",
                    "box",
                    "count",
                    "count-public",
                    "links",
                    "letters",
                }
            ),
            broker=True,
        ),
    )
}
WEB_OR_WORKER = frozenset({"staff", "public", "room", "send", "box", "reports", "beat"})
