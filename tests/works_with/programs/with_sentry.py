"""Report errors to Sentry."""

import json

import sentry_sdk
from events import STOPPED, report
from logs import FAILED, FORGED, REPLY, parse, report_lines

sent = []


class Transport(sentry_sdk.transport.Transport):
    def capture_envelope(self, envelope):
        sent.append(json.dumps([item.payload.json for item in envelope.items], default=str))


sentry_sdk.init(dsn="https://key@example.com/1", transport=Transport, default_integrations=False)


def exception(function):
    try:
        function()
    except Exception as error:
        sentry_sdk.capture_exception(error)
    return sent[-1]


def handler(value):
    raise LookupError("the handler failed")


def context(**fields):
    sentry_sdk.set_context("zoom", fields)
    sentry_sdk.capture_message("received")
    return sent[-1]


report(
    "The stop reason is logged as",
    "`6`" if '"reason": 6' in context(reason=STOPPED.payload.stop_reason) else "?",
)
report_lines(
    {
        "An error of `parse()`, in a function with a local variable `body`": exception(
            lambda: parse(*FORGED)
        ),
        "`reply.error`": context(error=FAILED.error),
        "A failed handler with a local variable `reply`": exception(lambda: handler(REPLY)),
        "A failed handler with a local variable `event`": exception(lambda: handler(STOPPED)),
    }
)
