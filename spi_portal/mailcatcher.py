"""A mail server that keeps what it gets in a folder: nothing leaves a trial installation.

`python -m spi_portal.mailcatcher --port 1025 --folder DIR`. Addresses `bounce@…` are refused
for good (550), `later@…` for now (451), so that both can be tried.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import time
from itertools import count
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

REFUSALS = {
    "bounce": "550 5.1.1 no such mailbox",
    "later": "451 4.2.1 mailbox busy, try again later",
}


class Keeper:
    """Writes each message to a file of its own, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count()

    async def handle_RCPT(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        refusal = REFUSALS.get(address.partition("@")[0].lower())
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content or b""
        body = content.encode() if isinstance(content, str) else content
        name = f"{time.time_ns()}-{next(self.numbers)}"
        new = self.folder / f".{name}.new"
        new.write_bytes(f"X-Caught-For: {', '.join(envelope.rcpt_tos)}\r\n".encode() + body)
        new.rename(self.folder / f"{name}.eml")
        return "250 OK"


async def serve(*, port: int, folder: Path) -> None:
    """Until SIGTERM or SIGINT."""
    folder.mkdir(parents=True, exist_ok=True)
    keeper = Keeper(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(keeper, hostname="localhost", enable_SMTPUTF8=True), "127.0.0.1", port
    )
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    async with server:
        await stopped.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description="Keep every mail in a folder.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    os.umask(0o077)
    asyncio.run(serve(port=options.port, folder=options.folder))


if __name__ == "__main__":
    main()
