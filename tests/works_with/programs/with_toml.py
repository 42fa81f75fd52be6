"""Write events as TOML."""

import tomli_w
import tomllib
from events import STOPPED, UNKNOWN, attempt, round_trip

from rtms_events import parse_event


def passed_on(data):
    return tomllib.loads(tomli_w.dumps(data))


round_trip(
    lambda event: parse_event(
        passed_on({"json": event.model_dump_json(exclude_unset=True)})["json"]
    )
)
attempt("`stop_reason` as a value", lambda: passed_on({"r": STOPPED.payload.stop_reason})["r"])
attempt("`model_dump()` with a `null`", lambda: passed_on(STOPPED.model_dump(exclude_unset=True)))
attempt(
    "`model_dump()` without a `null`",
    lambda: parse_event(passed_on(UNKNOWN.model_dump(exclude_unset=True))),
)
