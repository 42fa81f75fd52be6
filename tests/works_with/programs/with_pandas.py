"""Put events into a pandas data frame."""

import pandas as pd
from events import EVENTS, STOPPED, attempt, round_trip

from rtms_events import parse_event


def store(event):
    reason = getattr(event.payload, "stop_reason", None)
    row = {"reason": reason, "json": event.model_dump_json(exclude_unset=True)}
    frame = pd.DataFrame([row]).astype({"reason": "Int64"})
    return parse_event(frame["json"][0])


def column(*values):
    return pd.DataFrame({"reason": values})["reason"].tolist()


round_trip(store)
attempt("A column of stop reasons, `6` and `816`", lambda: column(STOPPED.payload.stop_reason, 816))
attempt("A column of a stop reason and `None`", lambda: column(STOPPED.payload.stop_reason, None))
frame = pd.json_normalize([event.model_dump() for event in EVENTS])
attempt(
    "`json_normalize()` of the dumps of two events, one without a stop reason",
    frame["payload.stop_reason"].tolist,
)
