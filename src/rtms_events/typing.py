"""Type aliases for code that wraps this library."""

from collections.abc import Iterator
from typing import Literal, Protocol, TypeAlias, runtime_checkable

from pydantic import SecretStr

__all__ = ["Body", "Headers", "Product", "Secret"]


@runtime_checkable
class HeaderPairs(Protocol):
    """An iterable of the names and values of headers."""

    # Not `Iterable[…]`, which `isinstance()` rejects.
    def __iter__(self) -> Iterator[tuple[str | bytes, str | bytes | None]]: ...


@runtime_checkable
class HeaderItems(Protocol):
    """A mapping, or an object that has the method `items()` of one."""

    # Not `Mapping`, because the headers of Flask and of `http.server` are not mappings.
    def items(self) -> HeaderPairs: ...


Body: TypeAlias = bytes | bytearray | memoryview | str
"""A raw request body."""

Headers: TypeAlias = HeaderItems | HeaderPairs
"""Request headers: a mapping or an iterable of pairs. A value of `None` means a missing header."""

Secret: TypeAlias = str | bytes | SecretStr
"""A webhook secret token or an OAuth client secret."""

Product: TypeAlias = Literal["meeting", "webinar", "session", "contact_center"]
"""The Zoom product that a stream belongs to."""
