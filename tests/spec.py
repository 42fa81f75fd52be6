"""Zoom's reference of the RTMS webhooks as a table that the tests iterate over.

https://developers.zoom.us/docs/api/rtms/events/
"""

import json
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pydantic import BaseModel, JsonValue

import rtms_events as r

Kind: TypeAlias = Literal[
    "string",
    "integer",
    "int64",
    "object",
    "optional string",
    "optional boolean",
    "optional int64",
    "optional int64 or string",
]
Field: TypeAlias = tuple[Kind, JsonValue]


@dataclass(frozen=True)
class Spec:
    event: str
    model: type[r.BaseEvent]
    """The event's class."""
    payload_model: type[BaseModel]
    payload: dict[str, Field]
    """Each field of the payload, all of them required, with its type and a realistic value."""
    source_id: str | None = None
    """The field that `source_id` is the same as."""
    optional: dict[str, Field] = field(default_factory=dict[str, Field])
    """Each optional field of the payload, with its type and a realistic value."""
    event_ts: int = 1626230691572
    event_ts_kind: Kind = "int64"

    def __str__(self) -> str:
        return self.event

    @property
    def required_fields(self) -> dict[tuple[str, ...], Kind]:
        """The path of every required field, with its type."""
        return {path: kind for path, kind in self.fields.items() if not kind.startswith("optional")}

    @property
    def fields(self) -> dict[tuple[str, ...], Kind]:
        """The path of every field, with its type."""
        fields: dict[tuple[str, ...], Kind] = {
            ("event_ts",): self.event_ts_kind,
            ("payload",): "object",
        }
        payload = self.payload | self.optional
        fields.update({("payload", name): kind for name, (kind, _) in payload.items()})
        return fields

    @property
    def full_payload(self) -> dict[str, JsonValue]:
        """A payload with every field, required or optional."""
        return {name: value for name, (_, value) in (self.payload | self.optional).items()}

    def data(self, **payload: JsonValue) -> dict[str, JsonValue]:
        """A realistic event as a new dict."""
        values = {name: value for name, (_, value) in self.payload.items()} | payload
        return {"event": self.event, "event_ts": self.event_ts, "payload": deepcopy(values)}

    def body(self, **payload: JsonValue) -> bytes:
        """The same event as JSON."""
        return json.dumps(self.data(**payload)).encode()


MEETING_UUID: Field = ("string", "4444AAAiAAAAAiAiAiiAii==")
WEBINAR_UUID: Field = ("string", "xsfYuvC7QtmYXjR3lJDBHg==")
SESSION_ID: Field = ("string", "4567UVWxYZABCdEfGhiJkl==")
SESSION_KEY: Field = ("string", "ABC36jaBI145")
ENGAGEMENT_ID: Field = ("string", "VKLBx4TBRzuGOAjxHqR2dA")
STREAM_ID: Field = ("string", "609340fb2a7946909659956c8aa9250c")
OPERATOR_ID: Field = ("string", "30R7kT7bTIKSNUFEuH_Qlg")
ACCOUNT_ID: Field = ("string", "D8cJuqWVQ623CI4Q8yQK0Q")
URLS: Field = ("string", "wss://rtms-sjc1.zoom.us:443,wss://rtms-iad2.zoom.us:443")

STARTED_SINCE_MAY_2026: dict[str, Field] = {
    "account_id": ("optional string", "D8cJuqWVQ623CI4Q8yQK0Q"),
    "is_original_host": ("optional boolean", True),
}
"""https://developers.zoom.us/changelog/rtms/may-09-2026/"""
NUMBER: Field = ("optional int64 or string", 81626007526)

RTMS_EVENTS = [
    Spec(
        "meeting.rtms_started",
        r.MeetingRtmsStarted,
        r.MeetingRtmsStartedPayload,
        {
            "meeting_uuid": MEETING_UUID,
            "operator_id": OPERATOR_ID,
            "rtms_stream_id": STREAM_ID,
            "server_urls": URLS,
        },
        "meeting_uuid",
        STARTED_SINCE_MAY_2026 | {"meeting_id": NUMBER},
    ),
    Spec(
        "meeting.rtms_stopped",
        r.MeetingRtmsStopped,
        r.MeetingRtmsStoppedPayload,
        {
            "meeting_uuid": MEETING_UUID,
            "rtms_stream_id": STREAM_ID,
            "stop_reason": ("int64", 6),
        },
        "meeting_uuid",
    ),
    Spec(
        "meeting.rtms_interrupted",
        r.MeetingRtmsInterrupted,
        r.MeetingRtmsInterruptedPayload,
        {"meeting_uuid": MEETING_UUID, "rtms_stream_id": STREAM_ID},
        "meeting_uuid",
    ),
    Spec(
        "webinar.rtms_started",
        r.WebinarRtmsStarted,
        r.WebinarRtmsStartedPayload,
        {
            "webinar_uuid": WEBINAR_UUID,
            "operator_id": OPERATOR_ID,
            "rtms_stream_id": STREAM_ID,
            "server_urls": URLS,
        },
        "webinar_uuid",
        STARTED_SINCE_MAY_2026 | {"webinar_id": NUMBER},
    ),
    Spec(
        "webinar.rtms_stopped",
        r.WebinarRtmsStopped,
        r.WebinarRtmsStoppedPayload,
        {
            "webinar_uuid": WEBINAR_UUID,
            "rtms_stream_id": STREAM_ID,
            "stop_reason": ("int64", 6),
        },
        "webinar_uuid",
    ),
    Spec(
        "webinar.rtms_interrupted",
        r.WebinarRtmsInterrupted,
        r.WebinarRtmsInterruptedPayload,
        {"webinar_uuid": WEBINAR_UUID, "rtms_stream_id": STREAM_ID},
        "webinar_uuid",
    ),
    Spec(
        "session.rtms_started",
        r.SessionRtmsStarted,
        r.SessionRtmsStartedPayload,
        {
            "session_id": SESSION_ID,
            "session_key": SESSION_KEY,
            "rtms_stream_id": STREAM_ID,
            "account_id": ACCOUNT_ID,
            "server_urls": URLS,
        },
        "session_id",
    ),
    Spec(
        "session.rtms_stopped",
        r.SessionRtmsStopped,
        r.SessionRtmsStoppedPayload,
        {
            "session_id": SESSION_ID,
            "session_key": SESSION_KEY,
            "rtms_stream_id": STREAM_ID,
            "stop_reason": ("int64", 6),
        },
        "session_id",
    ),
    Spec(
        "session.rtms_interrupted",
        r.SessionRtmsInterrupted,
        r.SessionRtmsInterruptedPayload,
        {"session_id": SESSION_ID, "session_key": SESSION_KEY, "rtms_stream_id": STREAM_ID},
        "session_id",
    ),
    Spec(
        "contact_center.voice_rtms_started",
        r.ContactCenterVoiceRtmsStarted,
        r.ContactCenterVoiceRtmsStartedPayload,
        {"engagement_id": ENGAGEMENT_ID, "rtms_stream_id": STREAM_ID, "server_urls": URLS},
        "engagement_id",
    ),
    Spec(
        "contact_center.voice_rtms_stopped",
        r.ContactCenterVoiceRtmsStopped,
        r.ContactCenterVoiceRtmsStoppedPayload,
        {
            "engagement_id": ENGAGEMENT_ID,
            "rtms_stream_id": STREAM_ID,
            "stop_reason": ("int64", 1),
        },
        "engagement_id",
    ),
    Spec(
        "contact_center.voice_rtms_interrupted",
        r.ContactCenterVoiceRtmsInterrupted,
        r.ContactCenterVoiceRtmsInterruptedPayload,
        {"engagement_id": ENGAGEMENT_ID, "rtms_stream_id": STREAM_ID},
        "engagement_id",
    ),
    Spec(
        "rtms.concurrency_limited",
        r.RtmsConcurrencyLimited,
        r.RtmsConcurrencyLimitedPayload,
        {
            "operator_id": OPERATOR_ID,
            "concurrency_number": ("integer", 2000),
            "id_field": ("object", {"meeting_uuid": MEETING_UUID[1]}),
        },
    ),
    Spec(
        "rtms.concurrency_near_limit",
        r.RtmsConcurrencyNearLimit,
        r.RtmsConcurrencyNearLimitPayload,
        {
            "concurrency_limit": ("integer", 2000),
            "concurrency_number": ("integer", 1600),
            "percentage": ("integer", 80),
        },
    ),
]
"""All events of the reference."""

KNOWN_EVENTS = [
    *RTMS_EVENTS,
    Spec(
        "endpoint.url_validation",
        r.EndpointUrlValidation,
        r.EndpointUrlValidationPayload,
        {"plainToken": ("string", "qgg8vlvZRS6UYooatFL8Aw")},
        event_ts_kind="optional int64",
    ),
]
"""Those, and Zoom's URL validation request, which every webhook endpoint receives."""

LIFECYCLE_BASES = (r.RtmsStarted, r.RtmsStopped, r.RtmsInterrupted)
BASES = (r.BaseEvent, r.StreamEvent, *LIFECYCLE_BASES)
PAYLOAD_BASES = (r.StreamPayload, r.StartedPayload, r.StoppedPayload)

STREAM_EVENTS = [spec for spec in KNOWN_EVENTS if spec.source_id is not None]
LIFECYCLE_EVENTS = [spec for spec in STREAM_EVENTS if issubclass(spec.model, LIFECYCLE_BASES)]
STOPPED_EVENTS = [spec for spec in KNOWN_EVENTS if "stop_reason" in spec.payload]

WRONG: dict[Kind, list[object]] = {
    "string": [None, True, 0, 1.5, [], {}],
    "optional string": [True, 0, 1.5, [], {}],
    "optional boolean": [0, 1, 1.0, "true", "", [], {}],
    "optional int64 or string": [True, 1.5, 1.0, [], {}, 2**63, -(2**63) - 1],
    "optional int64": [True, "6", 6.0, 6.5, "", [], {}, 2**63, -(2**63) - 1],
    "integer": [None, True, "6", 6.0, 6.5, "", [], {}],
    "int64": [None, True, "6", 6.0, 6.5, "", [], {}, 2**63, -(2**63) - 1],
    "object": [None, True, 0, 1.5, "", "{}", []],
}
"""JSON values that are invalid for a field of each type."""
