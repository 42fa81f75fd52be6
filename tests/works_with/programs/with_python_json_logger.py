"""Log with python-json-logger."""

import io
import json
import logging

from events import STOPPED, report
from logs import FAILED, REPLY, report_lines
from pythonjsonlogger.json import JsonFormatter

stream = io.StringIO()
handler = logging.StreamHandler(stream)
handler.setFormatter(JsonFormatter())
log = logging.getLogger("zoom")
log.addHandler(handler)
log.setLevel("INFO")


def line(**fields):
    log.info("received", extra=fields)
    return stream.getvalue().splitlines()[-1]


report(
    "The stop reason is logged as",
    f"`{json.loads(line(reason=STOPPED.payload.stop_reason))['reason']!r}`",
)
report_lines(
    {
        "`reply`": line(reply=REPLY),
        "`reply.error`": line(error=FAILED.error),
        "`event`": line(event=STOPPED),
        "`str(stream_key)`": line(key=str(STOPPED.stream_key)),
    }
)
