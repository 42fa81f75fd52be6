"""Check annotations at run time with typeguard."""

from events import STOPPED, UNKNOWN, attempt
from typeguard import typechecked

from rtms_events import BaseEvent, Event, RtmsStarted, RtmsStopped, Webhook
from rtms_events.testing import signed_request
from rtms_events.typing import Body, Headers, Secret


@typechecked
def any_event(event: Event) -> BaseEvent:
    return event


@typechecked
def stopped(event: RtmsStopped) -> bool:
    return True


@typechecked
def started(event: RtmsStarted) -> bool:
    return True


@typechecked
def receive(body: Body, headers: Headers, secret: Secret) -> int:
    return Webhook(secret).receive(body, headers).status


attempt("`Event` accepts an event", lambda: any_event(STOPPED) is STOPPED)
attempt("`Event` accepts an unknown event", lambda: any_event(UNKNOWN) is UNKNOWN)
attempt("`RtmsStopped` accepts a stopped event", lambda: stopped(STOPPED))
attempt("A stopped event as an argument `RtmsStarted`", lambda: started(STOPPED))
attempt(
    "`Body`, `Headers`, and `Secret` accept a request",
    lambda: receive(*signed_request(STOPPED, secret="s"), "s") == 204,
)
