"""Log with Logfire."""

import logfire
from events import STOPPED, report
from logfire.testing import TestExporter
from logs import FAILED, REPLY, report_lines
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

exporter = TestExporter()
logfire.configure(
    send_to_logfire=False,
    console=False,
    additional_span_processors=[SimpleSpanProcessor(exporter)],
)


def line(**fields):
    logfire.info("received", **fields)
    return exporter.exported_spans_as_dict()[-1]["attributes"]


report("The stop reason is logged as", f"`{line(reason=STOPPED.payload.stop_reason)['reason']!r}`")
report_lines(
    {
        "`reply`": line(reply=REPLY),
        "`reply.error`": line(error=FAILED.error),
        "`event`": line(event=STOPPED),
        "`str(stream_key)`": line(key=str(STOPPED.stream_key)),
    }
)
