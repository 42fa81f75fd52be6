"""Store events in MongoDB: PyMongo's BSON."""

from bson import decode, encode
from events import STOPPED, attempt, round_trip

from rtms_events import parse_event


def passed_on(document):
    return decode(encode(document))


def store(event):
    document = {"_id": event.idempotency_key, "json": event.model_dump_json(exclude_unset=True)}
    return parse_event(passed_on(document)["json"])


def store_dump(event):
    return parse_event(passed_on(event.model_dump(exclude_unset=True)))


large = parse_event({"event": "example.happened", "payload": {"id": 2**64}})

round_trip(store)
attempt("`stop_reason` comes back as", lambda: passed_on({"r": STOPPED.payload.stop_reason})["r"])
attempt("A dump as a document", lambda: store_dump(STOPPED))
attempt("A dump with an integer of more than 64 bits", lambda: store_dump(large))
