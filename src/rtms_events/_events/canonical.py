"""The canonical JSON of an event: the same bytes for every delivery of the event."""

import json

from pydantic import BaseModel, JsonValue
from pydantic_core import to_json

_UNCHANGED = frozenset({str, int, bool})
"""The types of values that are the same in canonical JSON."""


def canonical_json(event: BaseModel) -> bytes:
    """Return the canonical JSON of an event.

    `docs/reference/events.md` has the rules, by which programs in other languages compute the same
    JSON. They must never change: the keys that apps have stored depend on them.
    """
    fractions: list[float] = []
    members = _canonical_members(event, fractions)
    if not members.get("payload", True):
        del members["payload"]
    if not fractions:
        return to_json(members)
    # Pydantic's releases write some floats differently.
    return json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode()


def _canonical_members(
    value: dict[str, JsonValue] | BaseModel, fractions: list[float]
) -> dict[str, JsonValue]:
    if isinstance(value, dict):
        members = value
        names = sorted(members)
    else:
        extra = value.__pydantic_extra__
        members = value.__dict__ | extra if extra else value.__dict__
        names = sorted(value.__pydantic_fields_set__)
    canonical: dict[str, JsonValue] = {}
    for name in names:
        item = members[name]
        if type(item) in _UNCHANGED:
            canonical[name] = item
        elif item is not None:
            canonical[name] = _canonical_value(item, fractions)
    return canonical


def _canonical_value(value: JsonValue | BaseModel, fractions: list[float]) -> JsonValue:
    if isinstance(value, list):
        return [
            item if type(item) in _UNCHANGED else _canonical_value(item, fractions)
            for item in value
        ]
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, float):
        if value.is_integer():
            return int(value)
        fractions.append(value)
        return value
    return _canonical_members(value, fractions)
