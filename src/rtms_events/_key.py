"""HMAC-SHA256 keys."""

from __future__ import annotations

import hashlib

from pydantic import SecretStr
from typing_extensions import final

from .typing import Secret


@final
class Key:
    """An HMAC-SHA256 key, prepared once and safe to share between threads.

    It stores the inner and outer hash states of RFC 2104 instead of the secret.

    Args:
        secret: The secret.
        name: What error messages call the secret.

    Raises:
        TypeError: The secret is not `str`, `bytes`, or `SecretStr`.
        ValueError: The secret is empty or blank, or starts or ends with whitespace.
    """

    def __init__(self, secret: Secret, name: str = "secret") -> None:
        try:
            key = _as_bytes(secret, name)
        finally:
            del secret  # see `_as_bytes()`
        block_size = hashlib.sha256().block_size
        if len(key) > block_size:
            key = hashlib.sha256(key).digest()
        block = key.ljust(block_size, b"\0")
        # `hmac.HMAC.copy()` would work too, but costs more than the hashing itself.
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))

    def hex_mac(self, message: bytes) -> str:
        """Return the HMAC of `message` as lowercase hex."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(message)
        outer.update(inner.digest())
        return outer.hexdigest()


def _as_bytes(secret: Secret, name: str) -> bytes:
    # Error reporters show the local variables of every frame of a traceback. Each function that
    # takes a secret therefore deletes the secret before an exception propagates.
    try:
        if isinstance(secret, SecretStr):
            secret = secret.get_secret_value()
        if not isinstance(secret, (str, bytes)):
            raise TypeError(f"{name} must be str, bytes, or SecretStr, not {type(secret).__name__}")
        if not secret.strip():
            raise ValueError(f"{name} must not be empty or blank")
        if secret != secret.strip():
            raise ValueError(f"{name} must not start or end with whitespace, such as a newline")
        # A UnicodeEncodeError would contain the secret, so lone surrogates are accepted.
        return secret.encode(errors="surrogatepass") if isinstance(secret, str) else bytes(secret)
    finally:
        del secret
