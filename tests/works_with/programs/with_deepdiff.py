"""Compare events with DeepDiff."""

from deepdiff import DeepDiff
from events import STOPPED, attempt

from rtms_events import parse_event

data = STOPPED.model_dump(exclude_unset=True)
del data["payload"]["region"]
without = parse_event(data)

attempt(
    "`DeepDiff()` of two events reports a missing unknown field",
    lambda: bool(DeepDiff(STOPPED, without)),
)
attempt(
    "`DeepDiff()` of their dumps reports it",
    lambda: bool(DeepDiff(STOPPED.model_dump(), without.model_dump())),
)
