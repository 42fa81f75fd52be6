"""Secrets as callers hold them, and the MAC that Zoom makes with them."""

import hashlib
from typing import TypeAlias

from pydantic import SecretStr
from typing_extensions import final

Secret: TypeAlias = str | bytes | SecretStr


@final
class Key:
    """HMAC-SHA256 under one secret, prepared once and for any thread.

    What it keeps are the two states that RFC 2104 hashes a message from, and not the secret.

    Raises:
        TypeError: The secret is of another type.
        ValueError: The secret is empty or blank, as when a setting was forgotten.
    """

    def __init__(self, secret: Secret) -> None:
        key = _bytes_of(secret)
        block_size = hashlib.sha256().block_size
        if len(key) > block_size:
            key = hashlib.sha256(key).digest()
        block = key.ljust(block_size, b"\0")
        # `hmac.HMAC.copy()` would do, but what it adds in Python costs as much as the hashing.
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))

    def hex_mac(self, message: bytes) -> str:
        """The message's MAC as lower-case hex."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(message)
        outer.update(inner.digest())
        return outer.hexdigest()


def _bytes_of(secret: Secret) -> bytes:
    if isinstance(secret, SecretStr):
        secret = secret.get_secret_value()
    if not isinstance(secret, (str, bytes)):
        raise TypeError(f"A secret is str, bytes or SecretStr, not {type(secret).__name__}")
    if not secret.strip():
        raise ValueError("The secret is empty or blank")
    # An encoding error would carry the secret out of here, so none may happen.
    return secret.encode(errors="surrogatepass") if isinstance(secret, str) else secret
