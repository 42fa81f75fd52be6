"""What the programs for type checks at run time share."""

from events import STOPPED, UNKNOWN, attempt

from rtms_events import BaseEvent, Event, RtmsStarted, RtmsStopped, Webhook
from rtms_events.testing import signed_request
from rtms_events.typing import Body, Headers, Secret


def any_event(event: Event) -> BaseEvent:
    return event


def stopped(event: RtmsStopped) -> bool:
    return True


def started(event: RtmsStarted) -> bool:
    return True


def receive(body: Body, headers: Headers, secret: Secret) -> int:
    return Webhook(secret).receive(body, headers).status


def report_on(check):
    """Report what a decorator that checks annotations does with those of the library."""
    request = signed_request(STOPPED, secret="s")
    attempt("`Event` accepts an event", lambda: check(any_event)(STOPPED) is STOPPED)
    attempt("`Event` accepts an unknown event", lambda: check(any_event)(UNKNOWN) is UNKNOWN)
    attempt("`RtmsStopped` accepts a stopped event", lambda: check(stopped)(STOPPED))
    attempt("A stopped event as an argument `RtmsStarted`", lambda: check(started)(STOPPED))
    attempt(
        "`Body`, `Headers`, and `Secret` accept a request",
        lambda: check(receive)(*request, "s") == 204,
    )
