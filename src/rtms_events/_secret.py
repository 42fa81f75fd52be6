"""Secrets as callers hold them, and the MAC that Zoom makes with them."""

import hashlib
import hmac
from typing import TypeAlias

from pydantic import SecretStr

Secret: TypeAlias = str | bytes | SecretStr


def key_of(secret: Secret) -> bytes:
    """The bytes of a secret.

    Raises:
        TypeError: The secret is of another type.
        ValueError: The secret is empty or blank, as when a setting was forgotten.
    """
    if isinstance(secret, SecretStr):
        secret = secret.get_secret_value()
    if not isinstance(secret, (str, bytes)):
        raise TypeError(f"A secret is str, bytes or SecretStr, not {type(secret).__name__}")
    if not secret.strip():
        raise ValueError("The secret is empty or blank")
    # An encoding error would carry the secret out of here, so none may happen.
    return secret.encode(errors="surrogatepass") if isinstance(secret, str) else secret


def hex_mac(secret: Secret, message: str) -> str:
    """HMAC-SHA256 as lower-case hex."""
    return hmac.new(key_of(secret), message.encode(), hashlib.sha256).hexdigest()
