"""Where the portal of this clone is found now."""

from __future__ import annotations

from urllib.parse import urlsplit

from spi_portal.embedded import locks, state
from spi_portal.embedded.environments import Place
from spi_portal.embedded.servers import Servers

RUN = "run"  # the lock of whoever runs it


def current(up: Servers) -> Place:
    """The addresses that `run` uses now, or would use."""
    saved = state.saved_env() if locks.holder(RUN) else {}
    defaults = Place(servers=up)
    return Place(
        servers=up,
        staff_port=urlsplit(saved.get("SPI_STAFF_URL", "")).port or defaults.staff_port,
        public_port=urlsplit(saved.get("SPI_PUBLIC_URL", "")).port or defaults.public_port,
        mail_port=int(saved.get("SPI_SMTP_PORT", defaults.mail_port)),
    )
