"""Check annotations at run time with typeguard."""

from typeguard import typechecked
from events import STOPPED, UNKNOWN, attempt

from rtms_events import BaseEvent, Event, RtmsStarted, RtmsStopped, Webhook
from rtms_events.testing import signed_request
from rtms_events.typing import Body, Headers, Secret


@typechecked
def any_event(event: Event) -> BaseEvent:
    return event


@typechecked
def stopped(event: RtmsStopped) -> str:
    return "accepted"


@typechecked
def started(event: RtmsStarted) -> str:
    return "accepted"


@typechecked
def receive(body: Body, headers: Headers, secret: Secret) -> int:
    return Webhook(secret).receive(body, headers).status


attempt("`Event`", lambda: any_event(STOPPED))
attempt("`Event`, an unknown event", lambda: any_event(UNKNOWN))
attempt("`RtmsStopped`", lambda: stopped(STOPPED))
attempt("`RtmsStarted`, a stopped event", lambda: started(STOPPED))
attempt("`Body`, `Headers`, `Secret`", lambda: receive(*signed_request(STOPPED, secret="s"), "s"))
