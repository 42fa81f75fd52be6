"""Put events into a polars data frame."""

import polars as pl
from events import STOPPED, UNKNOWN, attempt, round_trip

from rtms_events import parse_event


def store(event):
    reason = getattr(event.payload, "stop_reason", None)
    row = {"reason": reason, "json": event.model_dump_json(exclude_unset=True)}
    frame = pl.DataFrame([row], schema={"reason": pl.Int64, "json": pl.String})
    return parse_event(frame["json"][0])


def column(*values):
    return pl.DataFrame({"reason": values})["reason"].to_list()


round_trip(store)
attempt("A column of stop reasons, `6` and `816`", lambda: column(STOPPED.payload.stop_reason, 816))
attempt(
    "`pl.DataFrame([event])` keeps the unknown field",
    lambda: "region" in pl.DataFrame([STOPPED]).to_dicts()[0]["payload"],
)
attempt(
    "`pl.DataFrame([dump])`",
    lambda: parse_event(pl.DataFrame([STOPPED.model_dump()]).to_dicts()[0]),
)
attempt(
    "Two dumps of different events in one frame",
    lambda: parse_event(
        pl.DataFrame([event.model_dump() for event in (STOPPED, UNKNOWN)]).to_dicts()[0]
    ),
)
