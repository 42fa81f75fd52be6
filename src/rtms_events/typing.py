"""Types for annotating code that passes arguments on to this library."""

from collections.abc import Iterable
from typing import Literal, Protocol, TypeAlias

from pydantic import SecretStr

__all__ = ["Body", "Headers", "Product", "Secret"]

Pairs: TypeAlias = Iterable[tuple[str | bytes, str | bytes | None]]


class HasItems(Protocol):
    # Not `Mapping`, because the headers of Flask and of `http.server` are not mappings.
    def items(self) -> Pairs: ...


Body: TypeAlias = bytes | bytearray | memoryview | str
"""A raw request body."""

Headers: TypeAlias = HasItems | Pairs
"""Request headers: a mapping or an iterable of pairs. A value of `None` means a missing header."""

Secret: TypeAlias = str | bytes | SecretStr
"""A webhook secret token or an OAuth client secret."""

Product: TypeAlias = Literal["meeting", "webinar", "session", "contact_center"]
"""The Zoom product that a stream belongs to."""
