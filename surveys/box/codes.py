"""The code of a personal link on paper and in an address: 16 bytes that survive being typed."""

from __future__ import annotations

from surveys.box import crockford
from surveys.box.derivations import SECRET_LENGTH

LENGTH = 28  # 26 characters for the secret, 2 to check them: seven groups of four
_CHECK_BITS = 10
# The whole code, read as one number, is a multiple of this. It is prime and above 32, so no
# single wrong character keeps that; 32 has order 68 modulo it, above 28, so no two characters
# that change places do. The scheme is that of an IBAN (ISO 7064), with a larger modulus.
_MODULUS = 1021


def encode(secret: bytes) -> str:
    """`K7QF-3M2X-…`: seven groups of four."""
    if len(secret) != SECRET_LENGTH:
        raise ValueError(f"{SECRET_LENGTH} bytes are needed, not {len(secret)}")
    shifted = int.from_bytes(secret) << _CHECK_BITS
    return crockford.group(crockford.write(shifted + -shifted % _MODULUS, LENGTH))


def decode(text: str) -> bytes | None:
    """The secret, or None for a typing error.

    A code that is well typed and yet belongs to nobody gives bytes: the rights tell.
    """
    number = crockford.read(text, LENGTH)
    if number is None or number % _MODULUS:
        return None
    secret, check = divmod(number, 1 << _CHECK_BITS)
    if check >= _MODULUS or secret >> 8 * SECRET_LENGTH:
        return None
    return secret.to_bytes(SECRET_LENGTH)
