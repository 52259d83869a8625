from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.core.management.base import BaseCommand

from spi_portal import keyring


class Command(BaseCommand):
    """Keys of the installation. Those of a wave are made by `keys SLUG` and by worker `send`."""

    help = "Make the keys of this installation that are missing, each in its process's folder."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        keyring.load_or_make("contacts")
        keyring.load_or_make("stop")
        keyring.load_or_make("links")
        for kind in ("wave", "batch", "count"):
            if not keyring.holds(kind):
                keyring.keep(kind, Ed25519PrivateKey.generate().private_bytes_raw())
        if not keyring.holds("inbox"):
            keyring.keep("inbox", X25519PrivateKey.generate().private_bytes_raw())
        inbox = X25519PrivateKey.from_private_bytes(keyring.load("inbox"))
        wave = Ed25519PrivateKey.from_private_bytes(keyring.load("wave"))
        batch = Ed25519PrivateKey.from_private_bytes(keyring.load("batch"))
        count = Ed25519PrivateKey.from_private_bytes(keyring.load("count"))
        public_halves: dict[str, X25519PrivateKey | Ed25519PrivateKey] = {
            "inbox": inbox, "wave": wave, "batch": batch, "count": count,
        }  # fmt: skip
        for kind, private in public_halves.items():
            keyring.keep_where_missing(f"{kind}-public", private.public_key().public_bytes_raw())
        self.stdout.write("Keys are there.")
