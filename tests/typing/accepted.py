"""Correct code: no type checker reports an error, and the tests run it."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler
from typing import ClassVar, Literal

from pydantic import BaseModel, SecretStr, TypeAdapter
from typing_extensions import assert_never, assert_type

from rtms_events import (
    BaseEvent,
    ConcurrencyIdField,
    ContactCenterVoiceRtmsInterrupted,
    ContactCenterVoiceRtmsStarted,
    ContactCenterVoiceRtmsStopped,
    EndpointUrlValidation,
    ErrorDetail,
    Event,
    InvalidEventError,
    MeetingRtmsInterrupted,
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
    SessionRtmsInterrupted,
    SessionRtmsStarted,
    SessionRtmsStopped,
    SignatureError,
    StartedPayload,
    StoppedPayload,
    StopReason,
    StreamEvent,
    StreamKey,
    StreamPayload,
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
from rtms_events.testing import EndpointCase, SignedRequest, endpoint_cases, sample, signed_request
from rtms_events.typing import Body, Headers, Product, Secret


class Receiver:
    """A typed wrapper around `Webhook`."""

    def __init__(self, secret: Secret, previous_secrets: list[Secret] | None = None) -> None:
        self.webhook = Webhook(
            secret, previous_secrets=previous_secrets or [], tolerance=timedelta(minutes=5)
        )

    def receive(self, body: Body, headers: Headers) -> UrlValidationResponse | Event | str:
        try:
            event = self.webhook.parse(body, headers)
        except SignatureError as error:
            return str(error)
        except InvalidEventError as error:
            assert_type(error.event, str | None)
            assert_type(error.errors, tuple[ErrorDetail, ...])
            assert_type(error.errors[0].location, tuple[str | int, ...])
            return error.errors[0].message
        assert_type(event, Event)
        if isinstance(event, EndpointUrlValidation):
            response = self.webhook.answer(event)
            assert_type(response, UrlValidationResponse)
            assert_type(response.encryptedToken, str)
            return response
        return event


def by_class(event: Event) -> str:  # noqa: C901, PLR0912 - one case for each class
    assert_type(event.idempotency_key, str)
    match event:
        case MeetingRtmsStarted():
            assert_type(event.event, Literal["meeting.rtms_started"])
            assert_type(event.event_ts, int)
            assert_type(event.occurred_at, datetime)
            assert_type(event.payload, MeetingRtmsStartedPayload)
            assert_type(event.payload.meeting_uuid, str)
            assert_type(event.payload.meeting_id, int | str | None)
            assert_type(event.payload.is_original_host, bool | None)
            assert_type(event.payload.server_url_list, tuple[str, ...])
        case MeetingRtmsStopped():
            assert_type(event.payload.stop_reason, StopReason | int)
        case MeetingRtmsInterrupted():
            assert_type(event.payload.source_id, str)
        case WebinarRtmsStarted():
            assert_type(event.payload.webinar_uuid, str)
            assert_type(event.payload.account_id, str | None)
        case WebinarRtmsStopped():
            assert_type(event.payload.stop_reason, StopReason | int)
        case WebinarRtmsInterrupted():
            assert_type(event.payload.webinar_uuid, str)
        case SessionRtmsStarted():
            assert_type(event.payload.account_id, str)
        case SessionRtmsStopped():
            assert_type(event.payload.session_key, str)
        case SessionRtmsInterrupted():
            assert_type(event.payload.session_id, str)
        case ContactCenterVoiceRtmsStarted():
            assert_type(event.payload.server_urls, str)
        case ContactCenterVoiceRtmsStopped():
            assert_type(event.payload.stop_reason, VoiceStopReason | int)
        case ContactCenterVoiceRtmsInterrupted():
            assert_type(event.payload.engagement_id, str)
        case RtmsConcurrencyLimited():
            assert_type(event.payload.id_field, ConcurrencyIdField)
            assert_type(event.payload.id_field.source_id, str | None)
        case RtmsConcurrencyNearLimit():
            assert_type(event.payload.percentage, int)
        case EndpointUrlValidation():
            assert_type(event.payload.plainToken, str)
            assert_type(event.event_ts, int | None)
            assert_type(event.occurred_at, datetime | None)
        case UnknownEvent():
            assert_type(event.event, str)
            assert_type(event.event_ts, int | str | None)
            assert_type(event.occurred_at, datetime | None)
            return "unknown"
        case _:
            assert_never(event)
    return event.event


def by_base(event: Event) -> str:
    match event:
        case RtmsStarted():
            assert_type(event.payload.server_url_list, tuple[str, ...])
            handshake = event.handshake_signature(client_id="c", client_secret=SecretStr("s"))
            assert_type(handshake, str)
        case RtmsStopped():
            assert_type(event.payload.rtms_stream_id, str)
        case RtmsInterrupted():
            assert_type(event.payload.source_id, str)
        case RtmsConcurrencyLimited() | RtmsConcurrencyNearLimit():
            assert_type(event.payload.concurrency_number, int)
            return "concurrency"
        case EndpointUrlValidation() | UnknownEvent():
            return "other"
        case _:
            assert_never(event)
    assert_type(event.product, Product)
    assert_type(event.stream_key, StreamKey)
    assert_type(event.stream_key.product, Product)
    return str(event.stream_key)


def by_reply(reply: Reply) -> str:
    assert_type(reply.status, int)
    assert_type(reply.headers, dict[str, str])
    assert_type(reply.body, str)
    assert_type(reply.event, RtmsEvent | UnknownEvent | None)
    match reply.event:
        case RtmsStarted() | RtmsStopped() | RtmsInterrupted():
            return str(reply.event.stream_key)
        case RtmsConcurrencyLimited() | RtmsConcurrencyNearLimit():
            return str(reply.event.payload.concurrency_number)
        case UnknownEvent():
            return reply.event.event
        case None:
            assert_type(reply.error, SignatureError | InvalidEventError | None)
            return "valid" if reply.error is None else str(reply.error)
        case _:
            assert_never(reply.event)


def by_attributes_of_a_reply(reply: Reply) -> str:
    match reply:
        case Reply(event=RtmsStarted() as started):
            assert_type(started.payload.server_urls, str)
            return started.payload.server_urls
        case Reply(event=UnknownEvent() as unknown):
            return unknown.event
        case Reply(error=SignatureError() as error):
            return str(error)
        case _:
            return str(reply.with_status(503).status)


def by_some_classes(event: RtmsEvent) -> str:
    match event:
        case RtmsStarted():
            return event.payload.server_urls
        case MeetingRtmsStopped() | WebinarRtmsStopped() | SessionRtmsStopped():
            assert_type(event.payload.stop_reason, StopReason | int)
            return event.product
        case ContactCenterVoiceRtmsStopped():
            assert_type(event.payload.stop_reason, VoiceStopReason | int)
            return event.payload.engagement_id
        case RtmsInterrupted():
            return event.payload.source_id
        case RtmsConcurrencyLimited() | RtmsConcurrencyNearLimit():
            return event.event
        case _:
            assert_never(event)


def by_name(event: RtmsEvent) -> str | int:
    if event.event == "session.rtms_stopped":
        assert_type(event, SessionRtmsStopped)
        return event.payload.session_key
    if event.event == "rtms.concurrency_near_limit":
        assert_type(event, RtmsConcurrencyNearLimit)
        return event.payload.percentage
    return event.event


def stop_reason(event: MeetingRtmsStopped) -> str:
    reason = event.payload.stop_reason
    if isinstance(reason, StopReason):
        assert_type(reason, StopReason)
        assert_type(reason.description, str)
        return reason.description
    code: int = reason
    return f"code {code}"


def of_any_event(event: BaseEvent) -> str:
    assert_type(event.event, str)
    assert_type(event.occurred_at, datetime | None)
    return event.idempotency_key


def of_any_stream(event: StreamEvent) -> StreamKey:
    assert_type(event.product, Product)
    assert_type(event.payload, StreamPayload)
    assert_type(event.occurred_at, datetime)
    of_any_event(event)
    return event.stream_key


def of_any_payload(payload: StreamPayload) -> str:
    if isinstance(payload, StartedPayload):
        assert_type(payload.server_url_list, tuple[str, ...])
    if isinstance(payload, StoppedPayload):
        assert_type(payload.stop_reason, int)
        assert_type(payload.stop_reason_description, str)
        return payload.stop_reason_name
    return payload.source_id


def of_any_class(event: Event) -> str:
    started: type[StreamEvent] = RtmsStarted
    classes: list[type[BaseEvent]] = [started, UnknownEvent, RtmsConcurrencyLimited]
    if isinstance(event, (RtmsStarted, RtmsStopped, RtmsInterrupted)):
        of_any_stream(event)
        of_any_payload(event.payload)
    return f"{of_any_event(event)} {isinstance(event, tuple(classes))}"


def recoverable(event: MeetingRtmsStopped) -> bool:
    reason = event.payload.stop_reason
    return isinstance(reason, StopReason) and reason.is_recoverable


def stop_reason_of(code: int) -> StopReason:
    return StopReason(code)


def built_in_python() -> MeetingRtmsStarted:
    return MeetingRtmsStarted(
        event="meeting.rtms_started",
        event_ts=1626230691572,
        payload=MeetingRtmsStartedPayload(
            meeting_uuid="4444AAAiAAAAAiAiAiiAii==",
            operator_id="30R7kT7bTIKSNUFEuH_Qlg",
            rtms_stream_id="609340fb2a7946909659956c8aa9250c",
            server_urls="wss://rtms-sjc1.zoom.us:443,wss://rtms-iad2.zoom.us:443",
        ),
    )


class Job(BaseModel):
    attempt: int
    any: BaseEvent | None = None
    stream: StreamEvent | None = None
    event: Event
    started: RtmsStarted | None = None


def jobs(started: RtmsStarted) -> list[Job]:
    job = Job(
        attempt=1, any=started, stream=started, event=parse_event({"event": "a"}), started=started
    )
    assert_type(job.event, Event)
    assert_type(job.started, RtmsStarted | None)
    adapter = TypeAdapter(list[Job])
    return adapter.validate_json(adapter.dump_json([job]))


class Handler(BaseHTTPRequestHandler):
    webhook: ClassVar[Webhook] = Webhook("s")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.webhook.verify(body, self.headers)


def in_other_forms(body: bytes, headers: Mapping[str, str], secret: str) -> None:
    webhook = Webhook(secret, previous_secrets=["a", b"b", SecretStr("c")], tolerance=None)
    scope = [(name.encode(), value.encode()) for name, value in headers.items()]
    optional: dict[str, str | None] = dict(headers)
    assert_type(webhook.verify(bytearray(body), scope, now=1720705455.5), None)
    webhook.verify(body.decode(), headers.items(), now=datetime.now(timezone.utc))
    webhook.verify(body, optional)
    verify_signature(memoryview(body), headers, secret=secret, tolerance=300)


def replies(webhook: Webhook) -> list[tuple[EndpointCase, Reply]]:
    cases = endpoint_cases(secret=SecretStr("s"))
    assert_type(cases, list[EndpointCase])
    results = [(case, webhook.receive(*case.request)) for case in cases]
    for case, reply in results:
        assert_type(case.name, str)
        assert_type(case.check(reply.status, reply.body), None)
    return results


def in_tests() -> SignedRequest:
    stopped = sample(MeetingRtmsStopped, event_ts=1626230691572, stop_reason=6)
    assert_type(stopped, MeetingRtmsStopped)
    assert_type(stopped.payload.stop_reason, StopReason | int)
    assert_type(hash(stopped), int)
    return signed_request(stopped, secret="s", timestamp=1)
