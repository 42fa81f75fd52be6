"""Write events as YAML."""

import yaml
from events import STOPPED, attempt, round_trip

from rtms_events import parse_event

round_trip(
    lambda event: parse_event(yaml.safe_load(yaml.safe_dump(event.model_dump(exclude_unset=True))))
)
attempt("`safe_dump(stop_reason)`", lambda: yaml.safe_dump(STOPPED.payload.stop_reason))
attempt(
    "`safe_load()` of `dump(stop_reason)`",
    lambda: yaml.safe_load(yaml.dump(STOPPED.payload.stop_reason)),
)
attempt("`safe_dump(event)`", lambda: yaml.safe_dump(STOPPED))
attempt(
    "`safe_load()` of JSON",
    lambda: parse_event(yaml.safe_load(STOPPED.model_dump_json(exclude_unset=True))),
)
