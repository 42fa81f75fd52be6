"""Freeze the time with freezegun."""

from datetime import datetime, timezone

from events import STOPPED, attempt
from freezegun import freeze_time

from rtms_events import Webhook
from rtms_events.testing import signed_request

webhook = Webhook("the secret token")


@freeze_time("2021-07-14")
def frozen():
    return webhook.receive(*signed_request(STOPPED, secret="the secret token")).status


def received_later():
    with freeze_time("2021-07-14"):
        request = signed_request(STOPPED, secret="the secret token")
    return webhook.receive(*request).status


attempt("A request signed and received at a frozen time gets", frozen)
attempt("A request signed at a frozen time and received later gets", received_later)
attempt(
    "`occurred_at` is right at a frozen time",
    freeze_time("2021-07-14")(
        lambda: STOPPED.occurred_at == datetime(2021, 7, 14, 2, 44, 51, 572000, timezone.utc)
    ),
)
