"""The servers that this clone works with: its own, or those that the user named."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from spi_portal.embedded import addresses, locks, postgres, valkey
from spi_portal.embedded.addresses import Address
from spi_portal.embedded.console import Failure, say

USERS = "servers"
START = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """`administrator` may make roles and databases; processes never see it."""

    administrator: Address
    bell: str
    own_database: bool
    own_bell: bool

    def keep_up(self) -> list[str]:
        """Start again what has died; returns the names of it."""
        started = []
        if self.own_database and postgres.here().pid is None:
            postgres.start()
            started.append("PostgreSQL")
        if self.own_bell and not valkey.is_running():
            valkey.start()
            started.append("Valkey")
        return started


@contextmanager
def running() -> Iterator[Servers]:
    """Both servers, up. The last of those who use our own ones stops them on leaving."""
    refuse_production()
    with locks.sharing(USERS) as share:
        try:
            with locks.alone(START):
                servers = _up()
            yield servers
        finally:
            with locks.alone(START):
                if locks.is_last(share):
                    stop()


def stop() -> None:
    """Stop our own servers, whoever started them. Nothing happens to those named by the user."""
    valkey.stop()
    postgres.stop()


def start_over(servers: Servers) -> None:
    """Forget what is in our own database. Raises Failure for one that the user named."""
    if not servers.own_database:
        raise Failure(
            "The demo city was stopped while it was loaded. Drop the databases spi and spi_box "
            f"at {servers.administrator.name}, and run again."
        )
    say("The demo city was stopped while it was loaded; it is loaded anew.")
    postgres.stop()
    postgres.forget()
    postgres.start()


def refuse_production() -> None:
    if os.environ.get("SPI_ENV") == "production":
        raise Failure(
            "dev.py is for development and trials and SPI_ENV says production: "
            "docs/operations.md tells how to run the portal there."
        )


def _up() -> Servers:
    database, bell = (os.environ.get(name) or None for name in ("DATABASE_URL", "REDIS_URL"))
    if os.environ.get("BOX_DATABASE_URL"):
        raise Failure(
            "dev.py makes the box beside the registry, on the server of DATABASE_URL: "
            "unset BOX_DATABASE_URL."
        )
    if database is None:
        postgres.start()
    if bell is None:
        valkey.start()
    servers = Servers(
        administrator=addresses.parse(database) if database else postgres.address(),
        bell=bell or valkey.address(),
        own_database=database is None,
        own_bell=bell is None,
    )
    if refusal := servers.administrator.refusal():
        raise Failure(f"No database answers at {servers.administrator.name}: {refusal}.")
    if bell and (refusal := valkey.refusal(bell)):
        raise Failure(f"No broker answers at REDIS_URL: {refusal}")
    say(f"PostgreSQL and Valkey are up ({_whose(servers)}).")
    return servers


def _whose(servers: Servers) -> str:
    if servers.own_database and servers.own_bell:
        return "this clone's own"
    named = [] if servers.own_database else [f"database at {servers.administrator.name}"]
    return ", ".join(named if servers.own_bell else [*named, "broker of REDIS_URL"])
