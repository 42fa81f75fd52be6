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
report("stop reason", f"`{reason.partition(': ')[2].partition(',')[0]}`")
attempt('`log.info("received", event=event)`', lambda: line(event=STOPPED))
report_lines(
    {
        "`reply`": line(reply=REPLY),
        "`reply.error`": line(error=FAILED.error),
        "`event`": line(zoom=STOPPED),
        "`stream_key`": line(key=STOPPED.stream_key),
    }
)
