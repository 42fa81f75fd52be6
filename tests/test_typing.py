"""What type checkers make of the types: read by mypy and pyright, and run as it stands."""

from collections.abc import Mapping
from typing import Literal

import pytest
from typing_extensions import assert_never, assert_type

from rtms_events import (
    ConcurrencyIdField,
    ContactCenterVoiceRtmsInterrupted,
    ContactCenterVoiceRtmsStarted,
    ContactCenterVoiceRtmsStopped,
    EndpointUrlValidation,
    Event,
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
    StopReason,
    UnknownEvent,
    UrlValidationResponse,
    VoiceStopReason,
    Webhook,
    WebinarRtmsInterrupted,
    WebinarRtmsStarted,
    WebinarRtmsStopped,
    parse_event,
)
from rtms_events.testing import sample, signed_request

from .spec import KNOWN_EVENTS, RTMS_EVENTS


def one_case_each(event: Event) -> str:  # noqa: C901, PLR0912 - that is the point
    match event:
        case MeetingRtmsStarted():
            assert_type(event.event, Literal["meeting.rtms_started"])
            assert_type(event.event_ts, int)
            assert_type(event.payload, MeetingRtmsStartedPayload)
            assert_type(event.payload.meeting_uuid, str)
            assert_type(event.payload.server_url_list, tuple[str, ...])
        case MeetingRtmsStopped():
            assert_type(event.payload.stop_reason, StopReason | int)
        case MeetingRtmsInterrupted():
            assert_type(event.payload.source_id, str)
        case WebinarRtmsStarted():
            assert_type(event.payload.webinar_uuid, str)
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
        case UnknownEvent():
            assert_type(event.event, str)
            assert_type(event.event_ts, int | None)
            return "unknown"
        case _:
            assert_never(event)
    return event.event


def by_lifecycle(event: Event) -> str:
    match event:
        case RtmsStarted():
            assert_type(event.payload.server_urls, str)
        case RtmsStopped():
            assert_type(event.payload.rtms_stream_id, str)
        case RtmsInterrupted():
            assert_type(event.payload.source_id, str)
        case RtmsConcurrencyLimited() | RtmsConcurrencyNearLimit():
            return "concurrency"
        case EndpointUrlValidation() | UnknownEvent():
            return "other"
        case _:
            assert_never(event)
    assert_type(event.product, Literal["meeting", "webinar", "session", "contact_center"])
    return f"{event.product} {event.payload.source_id}"


def of_any_product(event: RtmsStarted) -> tuple[str, ...]:
    assert_type(event.event, str)
    assert_type(event.handshake_signature(client_id="a", client_secret=b"b"), str)
    return event.payload.server_url_list


def by_name(event: RtmsEvent) -> str | int:
    if event.event == "session.rtms_stopped":
        assert_type(event, SessionRtmsStopped)
        return event.payload.session_key
    if event.event == "rtms.concurrency_near_limit":
        assert_type(event, RtmsConcurrencyNearLimit)
        return event.payload.percentage
    return event.event


def reason(event: MeetingRtmsStopped) -> str:
    stop_reason = event.payload.stop_reason
    if isinstance(stop_reason, StopReason):
        assert_type(stop_reason, StopReason)
        return stop_reason.description
    code: int = stop_reason
    return f"code {code}"


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


def receive(
    webhook: Webhook, body: bytes, headers: Mapping[str, str] | list[tuple[bytes, bytes]]
) -> UrlValidationResponse | Event:
    assert_type(webhook.verify(body, headers), None)
    event = webhook.parse(body, headers)
    assert_type(event, Event)
    if isinstance(event, EndpointUrlValidation):
        answer = webhook.answer(event)
        assert_type(answer, UrlValidationResponse)
        assert_type(answer.encryptedToken, str)
        return answer
    return event


def test_every_event_takes_its_own_case() -> None:
    for spec in KNOWN_EVENTS:
        assert one_case_each(parse_event(spec.body())) == spec.event
    assert one_case_each(parse_event('{"event": "a"}')) == "unknown"


def test_a_base_stands_for_its_four_events() -> None:
    for spec in KNOWN_EVENTS:
        event = parse_event(spec.body())
        found = by_lifecycle(event)
        if isinstance(event, RtmsStarted):
            assert of_any_product(event) == event.payload.server_url_list
        if spec.source_id is not None:
            assert found == f"{spec.event.partition('.')[0]} {spec.payload[spec.source_id][1]}"
        else:
            assert found in {"concurrency", "other"}


def test_the_name_tells_the_event() -> None:
    for spec in RTMS_EVENTS:
        event = parse_event(spec.body())
        assert not isinstance(event, EndpointUrlValidation | UnknownEvent)
        expected = {"session.rtms_stopped": "ABC36jaBI145", "rtms.concurrency_near_limit": 80}
        assert by_name(event) == expected.get(spec.event, spec.event)


@pytest.mark.parametrize(
    ("code", "expected"), [(6, "The meeting, webinar or session ended."), (18, "code 18")]
)
def test_a_stop_reason_is_a_member_or_an_int(code: int, expected: str) -> None:
    event = parse_event(RTMS_EVENTS[1].body(stop_reason=code))
    assert isinstance(event, MeetingRtmsStopped)
    assert reason(event) == expected


def test_headers_may_be_a_mapping_or_pairs() -> None:
    webhook = Webhook("secret")
    challenge = signed_request(sample(EndpointUrlValidation), secret="secret")
    assert isinstance(receive(webhook, *challenge), UrlValidationResponse)
    started = sample(MeetingRtmsStarted)
    body, headers = signed_request(started, secret="secret")
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    assert receive(webhook, body, pairs) == started


def test_events_can_be_built_in_python() -> None:
    assert built_in_python() == parse_event(RTMS_EVENTS[0].body())
