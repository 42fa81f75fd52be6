"""Log with loguru."""

import json

from events import STOPPED, report
from logs import FAILED, REPLY, report_lines, webhook
from loguru import logger

lines = []
logger.remove()
logger.add(lines.append, serialize=True, diagnose=True, backtrace=True)


def line(**fields):
    logger.bind(**fields).info("received")
    return lines[-1]


def exception():
    try:
        webhook.parse(b"{}", {"x-zm-signature": "v0=0", "x-zm-request-timestamp": "1"})
    except Exception:
        logger.exception("failed")
    return lines[-1]


reason = json.loads(line(reason=STOPPED.payload.stop_reason))["record"]["extra"]["reason"]
report("stop reason", f"`{reason!r}`")
report_lines(
    {
        "`reply`": line(reply=REPLY),
        "`reply.error`": line(error=FAILED.error),
        "`event`": line(event=STOPPED),
        "`stream_key`": line(key=STOPPED.stream_key),
        "`logger.exception()` with `diagnose=True`": exception(),
    }
)
