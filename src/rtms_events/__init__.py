"""Typed events and signature verification for Zoom RTMS webhooks."""

from ._errors import (
    ErrorDetail,
    InvalidEventError,
    RtmsEventsError,
    SignatureError,
    SignatureHeaderError,
    SignatureMismatchError,
    TimestampOutOfToleranceError,
)
from ._events import Event, RtmsEvent, UnknownEvent
from ._events.concurrency import (
    ConcurrencyIdField,
    RtmsConcurrencyLimited,
    RtmsConcurrencyLimitedPayload,
    RtmsConcurrencyNearLimit,
    RtmsConcurrencyNearLimitPayload,
)
from ._events.contact_center import (
    ContactCenterVoiceRtmsInterrupted,
    ContactCenterVoiceRtmsInterruptedPayload,
    ContactCenterVoiceRtmsStarted,
    ContactCenterVoiceRtmsStartedPayload,
    ContactCenterVoiceRtmsStopped,
    ContactCenterVoiceRtmsStoppedPayload,
)
from ._events.endpoint import (
    EndpointUrlValidation,
    EndpointUrlValidationPayload,
    UrlValidationResponse,
)
from ._events.lifecycle import RtmsInterrupted, RtmsStarted, RtmsStopped, StreamKey
from ._events.meeting import (
    MeetingRtmsInterrupted,
    MeetingRtmsInterruptedPayload,
    MeetingRtmsStarted,
    MeetingRtmsStartedPayload,
    MeetingRtmsStopped,
    MeetingRtmsStoppedPayload,
)
from ._events.session import (
    SessionRtmsInterrupted,
    SessionRtmsInterruptedPayload,
    SessionRtmsStarted,
    SessionRtmsStartedPayload,
    SessionRtmsStopped,
    SessionRtmsStoppedPayload,
)
from ._events.stop_reasons import StopReason, VoiceStopReason
from ._events.webinar import (
    WebinarRtmsInterrupted,
    WebinarRtmsInterruptedPayload,
    WebinarRtmsStarted,
    WebinarRtmsStartedPayload,
    WebinarRtmsStopped,
    WebinarRtmsStoppedPayload,
)
from ._parse import parse_event
from ._webhook import Reply, Webhook, verify_signature

__all__ = [
    "ConcurrencyIdField",
    "ContactCenterVoiceRtmsInterrupted",
    "ContactCenterVoiceRtmsInterruptedPayload",
    "ContactCenterVoiceRtmsStarted",
    "ContactCenterVoiceRtmsStartedPayload",
    "ContactCenterVoiceRtmsStopped",
    "ContactCenterVoiceRtmsStoppedPayload",
    "EndpointUrlValidation",
    "EndpointUrlValidationPayload",
    "ErrorDetail",
    "Event",
    "InvalidEventError",
    "MeetingRtmsInterrupted",
    "MeetingRtmsInterruptedPayload",
    "MeetingRtmsStarted",
    "MeetingRtmsStartedPayload",
    "MeetingRtmsStopped",
    "MeetingRtmsStoppedPayload",
    "Reply",
    "RtmsConcurrencyLimited",
    "RtmsConcurrencyLimitedPayload",
    "RtmsConcurrencyNearLimit",
    "RtmsConcurrencyNearLimitPayload",
    "RtmsEvent",
    "RtmsEventsError",
    "RtmsInterrupted",
    "RtmsStarted",
    "RtmsStopped",
    "SessionRtmsInterrupted",
    "SessionRtmsInterruptedPayload",
    "SessionRtmsStarted",
    "SessionRtmsStartedPayload",
    "SessionRtmsStopped",
    "SessionRtmsStoppedPayload",
    "SignatureError",
    "SignatureHeaderError",
    "SignatureMismatchError",
    "StopReason",
    "StreamKey",
    "TimestampOutOfToleranceError",
    "UnknownEvent",
    "UrlValidationResponse",
    "VoiceStopReason",
    "Webhook",
    "WebinarRtmsInterrupted",
    "WebinarRtmsInterruptedPayload",
    "WebinarRtmsStarted",
    "WebinarRtmsStartedPayload",
    "WebinarRtmsStopped",
    "WebinarRtmsStoppedPayload",
    "parse_event",
    "verify_signature",
]

# Tracebacks, reprs, and pickles name the public module, so that the modules behind it can change.
for _name in __all__:
    _public = globals()[_name]
    _public.__module__ = __name__
    # From this attribute, Python 3.13's `inspect` would show unrelated lines of this file.
    if "__firstlineno__" in vars(_public):  # pragma: no cover - not before Python 3.13
        del _public.__firstlineno__
