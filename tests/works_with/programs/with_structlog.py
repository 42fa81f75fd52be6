"""Log with structlog."""

import structlog
from events import STOPPED, attempt, report
from logs import FAILED, REPLY, report_lines

capture = structlog.testing.CapturingLoggerFactory()
structlog.configure(
    processors=[
        structlog.processors.dict_tracebacks,
        structlog.processors.JSONRenderer(),
    ],
    logger_factory=capture,
)
log = structlog.get_logger()


def line(**fields):
    log.info("received", **fields)
    return capture.logger.calls[-1].args[0]


reason = line(reason=STOPPED.payload.stop_reason)
report("The stop reason is logged as", f"`{reason.partition(': ')[2].partition(',')[0]}`")
attempt(
    '`log.info("received", event=event)`, because `event` is the message',
    lambda: line(event=STOPPED),
)
report_lines(
    {
        "`reply`": line(reply=REPLY),
        "`reply.error`": line(error=FAILED.error),
        "`event`": line(zoom=STOPPED),
        "`str(stream_key)`": line(key=str(STOPPED.stream_key)),
    }
)
