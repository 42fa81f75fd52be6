"""Serialize events with msgspec."""

import msgspec
from events import STOPPED, attempt, round_trip

from rtms_events import BaseEvent, parse_event


def encode_event(value):
    return value.model_dump(exclude_unset=True)


def decode_event(annotation, value):
    return parse_event(value)


class Job(msgspec.Struct):
    attempt: int
    event: BaseEvent


def passed_on(value):
    return msgspec.json.decode(msgspec.json.encode(value))


def job(event):
    text = msgspec.json.encode(Job(1, event), enc_hook=encode_event)
    return msgspec.json.decode(text, type=Job, dec_hook=decode_event).event


round_trip(job)
attempt("`stop_reason` comes back as", lambda: passed_on(STOPPED.payload.stop_reason))
attempt("`encode(event)`", lambda: passed_on(STOPPED))
attempt("`convert(data, BaseEvent)`", lambda: msgspec.convert(STOPPED.model_dump(), BaseEvent))
