"""Log with loguru."""

import json

from events import STOPPED, report
from logs import FAILED, FORGED, REPLY, parse, report_lines
from loguru import logger

lines = []
logger.remove()
logger.add(lines.append, serialize=True, diagnose=True, backtrace=True)


def line(**fields):
    logger.bind(**fields).info("received")
    return lines[-1]


def exception():
    try:
        parse(*FORGED)
    except Exception:
        logger.exception("failed")
    return lines[-1]


reason = json.loads(line(reason=STOPPED.payload.stop_reason))["record"]["extra"]["reason"]
report("The stop reason is logged as", f"`{reason!r}`")
report_lines(
    {
        "`reply`": line(reply=REPLY),
        "`reply.error`": line(error=FAILED.error),
        "`event`": line(event=STOPPED),
        "`str(stream_key)`": line(key=str(STOPPED.stream_key)),
        "`logger.exception()` with `diagnose=True`, after `parse()` has failed": exception(),
    }
)
