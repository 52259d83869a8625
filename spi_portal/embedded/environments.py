"""What each process is told, and no more: its own addresses, its own keys."""

from __future__ import annotations

import os
from dataclasses import dataclass

from spi_portal.embedded import state, system_packages
from spi_portal.embedded.addresses import Address
from spi_portal.embedded.servers import Servers
from spi_portal.processes import PROCESSES

REGISTRY, BOX = "spi", "spi_box"

# Of the caller's environment these would tell a process what its row does not allow.
WITHHELD = (
    "DATABASE_URL",
    "BOX_DATABASE_URL",
    "REDIS_URL",
    "SPI_ADMIN_DATABASE_URL",
    "SPI_BEGUN",
    "SPI_ROLE_PASSWORDS",
    "SPI_SECRET_KEY",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where this installation is found: the servers below it and the addresses above."""

    servers: Servers
    staff_port: int = 8000
    public_port: int = 8001
    mail_port: int = 1025
    room_port: int = 8002


def of(name: str, place: Place) -> dict[str, str]:
    """The whole environment of process `name`."""
    return inherited() | given(name, place)


def given(name: str, place: Place) -> dict[str, str]:
    """The part of its environment that differs from the caller's."""
    row = PROCESSES[name]
    keys = state.folder() / "keys"
    environment = {
        "SPI_PROCESS": name,
        "SPI_ENV": "development",
        "SPI_STATE": str(state.folder()),
        "SPI_STATIC_ROOT": str(state.folder() / "static"),
        "SPI_KEYS": str(keys if row.is_by_command else keys / name),
        "SPI_SECRET_KEY": state.secret_key(name),
        "SPI_STAFF_URL": f"http://localhost:{place.staff_port}",
        "SPI_PUBLIC_URL": f"http://localhost:{place.public_port}",
        "SPI_ROOM_URL": f"http://localhost:{place.room_port}",
    }
    if "SPI_SMTP_HOST" not in os.environ:
        environment |= {"SPI_SMTP_HOST": "127.0.0.1", "SPI_SMTP_PORT": str(place.mail_port)}
    administrator = place.servers.administrator
    if row.default_role:
        environment["DATABASE_URL"] = _seen_by(row.default_role, administrator, REGISTRY)
    if row.box_role:
        environment["BOX_DATABASE_URL"] = _seen_by(row.box_role, administrator, BOX)
    if row.broker:
        environment["REDIS_URL"] = place.servers.bell
    return environment


def of_administrator(place: Place) -> dict[str, str]:
    """For the one command that makes roles and databases."""
    return of("manage", place) | {
        "SPI_ADMIN_DATABASE_URL": place.servers.administrator.url,
        "SPI_ROLE_PASSWORDS": str(state.passwords()),
    }


def inherited() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in WITHHELD}
    return kept | {"PYTHONUNBUFFERED": "1"} | system_packages.where_unpacked()


def _seen_by(role: str, administrator: Address, database: str) -> str:
    password = state.password(role)
    return administrator.seen_by(role, password=password, database=database).url
