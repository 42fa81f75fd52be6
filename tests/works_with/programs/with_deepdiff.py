"""Compare events with DeepDiff."""

from deepdiff import DeepDiff
from events import STOPPED, attempt

from rtms_events import parse_event

data = STOPPED.model_dump(exclude_unset=True)
del data["payload"]["region"]
without = parse_event(data)

attempt("Notices that an unknown field is missing", lambda: bool(DeepDiff(STOPPED, without)))
attempt(
    "With `model_dump()`, notices that an unknown field is missing",
    lambda: bool(DeepDiff(STOPPED.model_dump(), without.model_dump())),
)
