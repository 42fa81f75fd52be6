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
attempt("`stop_reason` comes back as", lambda: passed_on({"r": STOPPED.payload.stop_reason})["r"])
attempt("A dump that contains `None`", lambda: passed_on(STOPPED.model_dump(exclude_unset=True)))
attempt(
    "A dump that does not",
    lambda: parse_event(passed_on(UNKNOWN.model_dump(exclude_unset=True))),
)
