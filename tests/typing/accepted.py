"""What an app may write: no type checker finds anything."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler
from typing import Literal

from pydantic import BaseModel, SecretStr
from typing_extensions import assert_never, assert_type

from rtms_events import (
    ContactCenterVoiceRtmsInterrupted,
    ContactCenterVoiceRtmsStarted,
    ContactCenterVoiceRtmsStopped,
    EndpointUrlValidation,
    Event,
    InvalidEventError,
    MeetingRtmsInterrupted,
    MeetingRtmsStarted,
    MeetingRtmsStartedPayload,
    MeetingRtmsStopped,
    RtmsConcurrencyLimited,
    RtmsConcurrencyNearLimit,
    RtmsEvent,
    RtmsInterrupted,
    RtmsStarted,
    RtmsStopped,
    SessionRtmsInterrupted,
    SessionRtmsStarted,
    SessionRtmsStopped,
    SignatureError,
    StopReason,
    UnknownEvent,
    UrlValidationResponse,
    VoiceStopReason,
    Webhook,
    WebinarRtmsInterrupted,
    WebinarRtmsStarted,
    WebinarRtmsStopped,
    parse_event,
    verify_signature,
)
from rtms_events.testing import SignedRequest, sample, signed_request

webhook = Webhook(SecretStr("s"), previous_secrets=["a", b"b"], tolerance=timedelta(minutes=5))


def receive(body: bytes, headers: Mapping[str, str]) -> UrlValidationResponse | None:
    try:
        event = webhook.parse(body, headers)
    except SignatureError as error:
        print(error)
        return None
    except InvalidEventError as error:
        assert_type(error.event, str | None)
        assert_type(error.errors[0].location, tuple[str | int, ...])
        return None
    assert_type(event, Event)
    if isinstance(event, EndpointUrlValidation):
        return webhook.answer(event)
    by_base(event)
    return None


def by_base(event: Event) -> str:
    match event:
        case RtmsStarted():
            assert_type(event.payload.server_url_list, tuple[str, ...])
            return event.handshake_signature(client_id="c", client_secret=SecretStr("s"))
        case RtmsStopped():
            return event.payload.source_id
        case RtmsInterrupted():
            return event.payload.rtms_stream_id
        case RtmsConcurrencyLimited() | RtmsConcurrencyNearLimit():
            return str(event.payload.concurrency_number)
        case EndpointUrlValidation():
            return event.payload.plainToken
        case UnknownEvent():
            return event.event
        case _:
            assert_never(event)


def by_class(event: RtmsEvent) -> str:
    match event:
        case MeetingRtmsStarted():
            assert_type(event.event, Literal["meeting.rtms_started"])
            assert_type(event.payload, MeetingRtmsStartedPayload)
            return event.payload.operator_id
        case MeetingRtmsStopped() | WebinarRtmsStopped() | SessionRtmsStopped():
            assert_type(event.payload.stop_reason, StopReason | int)
            return str(event.payload.stop_reason)
        case ContactCenterVoiceRtmsStopped():
            assert_type(event.payload.stop_reason, VoiceStopReason | int)
            return event.payload.engagement_id
        case MeetingRtmsInterrupted() | WebinarRtmsInterrupted() | SessionRtmsInterrupted():
            return event.payload.source_id
        case WebinarRtmsStarted():
            return event.payload.webinar_uuid
        case SessionRtmsStarted():
            return event.payload.session_key
        case ContactCenterVoiceRtmsStarted() | ContactCenterVoiceRtmsInterrupted():
            return event.payload.engagement_id
        case RtmsConcurrencyLimited():
            return event.payload.id_field.source_id or ""
        case RtmsConcurrencyNearLimit():
            return str(event.payload.percentage)
        case _:
            assert_never(event)


class Job(BaseModel):
    attempt: int
    event: Event


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        webhook.verify(self.rfile.read(int(self.headers["content-length"])), self.headers)


def in_other_forms(scope: list[tuple[bytes, bytes]], gateway: dict[str, str]) -> None:
    webhook.verify(bytearray(), scope, now=1720705455.5)
    webhook.verify("", gateway.items(), now=datetime.now(timezone.utc))
    verify_signature(memoryview(b""), gateway, secret="s", tolerance=None)
    assert_type(parse_event({"event": "a"}), Event)
    assert_type(Job(attempt=1, event=sample(MeetingRtmsStopped)).event, Event)


def in_tests() -> SignedRequest:
    stopped = sample(MeetingRtmsStopped, stop_reason=6)
    assert_type(stopped, MeetingRtmsStopped)
    assert_type(stopped.occurred_at, datetime)
    assert_type(hash(stopped), int)
    return signed_request(stopped, secret="s", timestamp=1)
