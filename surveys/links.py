"""From an invitation to its link and its right: only worker `send` holds the key for it."""

from __future__ import annotations

from spi_portal import keyring
from surveys.box import codes, derivations
from surveys.models.invitations import Invitation
from surveys.models.waves import Wave


class RegistrarKeyIsGone(Exception):
    """The wave is closed and its key destroyed: no link can be derived any more."""


def key_of(wave: Wave) -> bytes:
    """The wave's registrar key. Raises RegistrarKeyIsGone."""
    try:
        return keyring.load("registrar", wave.slug)
    except keyring.KeyIsMissing as missing:
        raise RegistrarKeyIsGone(wave.slug) from missing


def code_of(invitation: Invitation, wave: Wave) -> str:
    """The link's code. Raises RegistrarKeyIsGone."""
    return codes.encode(_secret(invitation, key_of(wave), invitation.version))


def right_of(invitation: Invitation, key: bytes, *, version: int | None = None) -> bytes:
    """The public key that answers for this invitation; a re-issued link has a higher version."""
    secret = _secret(invitation, key, version or invitation.version)
    return derivations.right(secret, invitation.wave_id)


def _secret(invitation: Invitation, key: bytes, version: int) -> bytes:
    return derivations.registrar_secret(key, invitation.wave_id, invitation.pk, version)
