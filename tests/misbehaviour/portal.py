"""The real public server on a real box, with a wire between them that can be cut."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import connections

from spi_portal.embedded import addresses
from surveys.box import codes, derivations
from surveys.box.models.rights import BallotRight
from surveys.questionnaire.paging import Page
from surveys.questionnaire.path import Questionnaire
from surveys.respond import loading, unfinished, visiting
from tests.journeys.running import Running
from tests.misbehaviour.visitor import Visitor
from tests.misbehaviour.wire import NAME, Wire
from tests.surveys.respond import make

CLOSED = UUID("6f1c7b52-0000-4000-8000-00000000c105")
COMING = UUID("6f1c7b52-0000-4000-8000-00000000c031")
FRESH, HALF, FULL = "fresh", "half", "full"  # what lies in the draft when somebody begins


@dataclass(slots=True, kw_only=True)
class Portal:
    port: int
    wire: Wire
    running: Running
    questionnaire: Questionnaire
    bystander: Visitor = field(init=False)
    _links: int = 0

    def __post_init__(self) -> None:
        self.bystander = self.visitor()

    def visitor(self, state: str = FRESH, *, wave: UUID = make.WAVE, status: str = "o") -> Visitor:
        self._links += 1
        secret = hashlib.sha256(f"misbehaviour {self._links}".encode()).digest()[:16]
        right = derivations.right(secret, wave)
        BallotRight.objects.create(key=right, wave=wave, group_id=1, status=status)
        visitor = Visitor(port=self.port, code=codes.encode(secret))
        if state != FRESH:
            self._fill_in(visitor, pages=len(self.questionnaire.pages) if state == FULL else 1)
        return visitor

    def page(self, number: int) -> Page:
        return self.questionnaire.page(number)

    def ticks(self, number: int, choice: int = 0) -> dict[str, str]:
        """Every question of a page with its first choice; `choice` where it has that many."""
        items = [self.questionnaire.items[place] for place in self.page(number).items]
        return {
            f"j-{item.name}": item.choices[min(choice, len(item.choices) - 1)].code
            for item in items
        }

    def form(self, number: int, choice: int = 0, button: str = "maju") -> str:
        pairs = self.ticks(number, choice) | {"aksi": button}
        return "&".join(f"{name}={code}" for name, code in pairs.items())

    @property
    def last(self) -> int:
        return len(self.questionnaire.pages)

    def _fill_in(self, visitor: Visitor, *, pages: int) -> None:
        visit = visiting.enter(visitor.code, with_draft=True)
        answers = self.questionnaire.blank()
        for page in self.questionnaire.pages[:pages]:
            for place in self.questionnaire.page_items(page, answers):
                answers[place] = 0
        unfinished.save(visit, self.questionnaire.counted(answers))


@contextmanager
def open_portal(folder: Path, static: Path) -> Iterator[Portal]:
    make.post()
    now = datetime.now(UTC)
    day = timedelta(days=1)
    make.post(wave=CLOSED, slug="2025", opens_at=_at(now - 30 * day), closes_at=_at(now - day))
    make.post(wave=COMING, slug="2027", opens_at=_at(now + 30 * day), closes_at=_at(now + 60 * day))
    box = connections["box"].settings_dict
    wire = Wire(folder, far=_far(box))
    running = Wired(folder=folder, static=static, wired=str(folder))
    try:
        running.start("public")
        running.wait_for_sites("public")
        yield Portal(
            port=running.public_port,
            wire=wire,
            running=running,
            questionnaire=make.questionnaire("internal"),
        )
    finally:
        running.stop()
        wire.close()
        _empty()
        loading.forget()


@dataclass(slots=True, kw_only=True)
class Wired(Running):
    wired: str

    def _environment(self, name: str) -> dict[str, str]:
        told = Running._environment(self, name)
        address = addresses.parse(told["BOX_DATABASE_URL"])
        return told | {"BOX_DATABASE_URL": replace(address, host=self.wired, port="5432").url}


def _far(box: dict[str, object]) -> str | tuple[str, int]:
    host, port = str(box["HOST"]), str(box["PORT"] or 5432)
    return f"{host}/{NAME}" if host.startswith("/") else (host or "localhost", int(port))


def _at(moment: datetime) -> str:
    return moment.isoformat()


def _empty() -> None:
    names = ", ".join(f"box_{table}" for table in make.TABLES)
    with connections["box"].cursor() as cursor:
        cursor.execute(f"TRUNCATE {names}")
