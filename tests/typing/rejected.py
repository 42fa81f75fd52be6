"""Mistakes: type checkers report each line that is marked as an error, and no other line."""

from typing_extensions import assert_never

from rtms_events import (
    BaseEvent,
    EndpointUrlValidation,
    Event,
    MeetingRtmsStarted,
    MeetingRtmsStartedPayload,
    MeetingRtmsStopped,
    Reply,
    RtmsConcurrencyLimited,
    RtmsConcurrencyNearLimit,
    RtmsEvent,
    RtmsInterrupted,
    RtmsStarted,
    RtmsStopped,
    StreamEvent,
    StreamPayload,
    UnknownEvent,
    Webhook,
    parse_event,
    verify_signature,
)
from rtms_events.testing import endpoint_cases, sample, signed_request

webhook = Webhook("s")
started = sample(MeetingRtmsStarted)


def without_interrupted(event: RtmsEvent) -> None:
    match event:
        case RtmsStarted() | RtmsStopped() | RtmsConcurrencyLimited() | RtmsConcurrencyNearLimit():
            return
        case _:
            assert_never(event)  # error


def without_one_class(event: RtmsEvent) -> None:
    match event:
        case RtmsStarted() | RtmsStopped() | RtmsInterrupted() | RtmsConcurrencyLimited():
            return
        case _:
            assert_never(event)  # error


def without_unknown(event: Event) -> None:
    if isinstance(event, (RtmsStarted, RtmsStopped, RtmsInterrupted, EndpointUrlValidation)):
        return
    if isinstance(event, (RtmsConcurrencyLimited, RtmsConcurrencyNearLimit)):
        return
    assert_never(event)  # error


def without_url_validation(event: Event) -> None:
    match event:
        case RtmsStarted() | RtmsStopped() | RtmsInterrupted():
            return
        case RtmsConcurrencyLimited() | RtmsConcurrencyNearLimit() | UnknownEvent():
            return
        case _:
            assert_never(event)  # error


def without_none(reply: Reply) -> None:
    match reply.event:
        case RtmsStarted() | RtmsStopped() | RtmsInterrupted():
            return
        case RtmsConcurrencyLimited() | RtmsConcurrencyNearLimit() | UnknownEvent():
            return
        case _:
            assert_never(reply.event)  # error


def of_a_reply(reply: Reply) -> None:
    print(reply.event.event)  # error
    reply.status = 200  # error
    reply.with_status("503")  # error
    print(reply[0])  # error
    print(list(reply))  # error
    case: EndpointUrlValidation | None = reply.event  # error
    print(case)


def of_another_event(event: MeetingRtmsStopped) -> None:
    print(event.payload.server_urls)  # error
    print(event.payload.webinar_uuid)  # error
    print(event.payload.stop_reason.description)  # error
    event.payload.stop_reason_name = ""  # error


def of_a_start(event: MeetingRtmsStarted) -> None:
    print(event.payload.meeting_id + 1)  # error
    event.stream_key.product = "webinar"  # error
    event.idempotency_key = ""  # error


def of_a_base(event: BaseEvent, stream: StreamEvent, payload: StreamPayload) -> None:
    print(event.payload)  # error
    print(event.stream_key)  # error
    print(event.occurred_at.year)  # error
    print(stream.payload.server_urls)  # error
    print(payload.stop_reason)  # error
    event.event = ""  # error
    parsed: Event = event  # error
    print(parsed)


def of_any_event(event: Event) -> None:
    print(event.payload.rtms_stream_id)  # error
    print(event.stream_key)  # error
    print(event.occurred_at.year)  # error
    print(event.event_ts + 1)  # error
    webhook.answer(event)  # error


started.event_ts = 1  # error
started.payload.server_urls = ""  # error
started.payload.source_id = ""  # error
webhook.answer(sample(EndpointUrlValidation)).plainToken = ""  # error

MeetingRtmsStarted(event="meeting.rtms_stopped", event_ts=1, payload=started.payload)  # error
MeetingRtmsStarted(event="meeting.rtms_started", payload=started.payload)  # error
MeetingRtmsStartedPayload(meeting_uuid="", operator_id="", rtms_stream_id="")  # error

parse_event(None)  # error
parse_event(1)  # error
webhook.verify({}, {})  # error
webhook.verify(None, {})  # error
webhook.verify(b"", None)  # error
webhook.verify(b"", {"x-zm-signature": ["v0="]})  # error
webhook.verify(b"", {}, 1)  # error
webhook.parse(b"", {}, now="1")  # error
verified: bool = webhook.verify(b"", {})  # error
verify_signature(b"", {}, "s")  # error
verify_signature(b"", {})  # error
Webhook(None)  # error
Webhook("s", "old")  # error
Webhook("s", previous_secrets=[1])  # error
Webhook("s", tolerance="300")  # error
started.handshake_signature("id", "secret")  # error
started.handshake_signature(client_id=None, client_secret="s")  # error
sample(int)  # error
sample("meeting.rtms_started")  # error
sample(MeetingRtmsStopped, event_ts="0")  # error
endpoint_cases("s")  # error
endpoint_cases(secret=None)  # error
webhook.receive({}, {})  # error
signed_request(started)  # error
signed_request(None, secret="s")  # error
