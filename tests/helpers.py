"""Functions that several tests use."""

from pydantic import JsonValue

from rtms_events import Reply, StreamEvent, parse_event

from .spec import Spec


def sent(reply: Reply) -> tuple[int, dict[str, str], str]:
    """The response that a reply stands for."""
    return reply.status, reply.headers, reply.body


def stream_event(spec: Spec, **payload: JsonValue) -> StreamEvent:
    """The event of a row in `STREAM_EVENTS`."""
    event = parse_event(spec.body(**payload))
    assert isinstance(event, StreamEvent)
    return event


def replaced(data: dict[str, JsonValue], path: tuple[str, ...], value: object) -> dict[str, object]:
    """A copy of `data` with another value at `path`."""
    name, *rest = path
    copy: dict[str, object] = {**data}
    inner = data[name] if rest else None
    copy[name] = replaced(inner, tuple(rest), value) if isinstance(inner, dict) else value
    return copy


def removed(data: dict[str, JsonValue], path: tuple[str, ...]) -> dict[str, JsonValue]:
    """A copy of `data` without the value at `path`."""
    name, *rest = path
    inner = data[name]
    if rest and isinstance(inner, dict):
        return {**data, name: removed(inner, tuple(rest))}
    return {key: value for key, value in data.items() if key != name}


def reordered(data: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """The same data with the names of every object in reverse order."""

    def reverse(value: JsonValue) -> JsonValue:
        if isinstance(value, dict):
            return reordered(value)
        return [reverse(item) for item in value] if isinstance(value, list) else value

    return {name: reverse(data[name]) for name in reversed(data)}
