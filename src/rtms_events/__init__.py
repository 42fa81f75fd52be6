"""Typed events and signature verification for Zoom RTMS webhooks."""

from ._base import RtmsInterrupted, RtmsStarted, RtmsStopped
from ._parse import parse_event
from ._webhook import UrlValidationResponse, Webhook, verify_signature
from .errors import (
    InvalidEventError,
    RtmsEventsError,
    SignatureError,
    SignatureHeaderError,
    SignatureMismatchError,
    TimestampOutOfToleranceError,
)
from .events import Event, RtmsEvent, UnknownEvent
from .events.concurrency import (
    ConcurrencyIdField,
    RtmsConcurrencyLimited,
    RtmsConcurrencyLimitedPayload,
    RtmsConcurrencyNearLimit,
    RtmsConcurrencyNearLimitPayload,
)
from .events.contact_center import (
    ContactCenterVoiceRtmsInterrupted,
    ContactCenterVoiceRtmsInterruptedPayload,
    ContactCenterVoiceRtmsStarted,
    ContactCenterVoiceRtmsStartedPayload,
    ContactCenterVoiceRtmsStopped,
    ContactCenterVoiceRtmsStoppedPayload,
)
from .events.endpoint import EndpointUrlValidation, EndpointUrlValidationPayload
from .events.meeting import (
    MeetingRtmsInterrupted,
    MeetingRtmsInterruptedPayload,
    MeetingRtmsStarted,
    MeetingRtmsStartedPayload,
    MeetingRtmsStopped,
    MeetingRtmsStoppedPayload,
)
from .events.session import (
    SessionRtmsInterrupted,
    SessionRtmsInterruptedPayload,
    SessionRtmsStarted,
    SessionRtmsStartedPayload,
    SessionRtmsStopped,
    SessionRtmsStoppedPayload,
)
from .events.webinar import (
    WebinarRtmsInterrupted,
    WebinarRtmsInterruptedPayload,
    WebinarRtmsStarted,
    WebinarRtmsStartedPayload,
    WebinarRtmsStopped,
    WebinarRtmsStoppedPayload,
)
from .stop_reasons import StopReason, VoiceStopReason

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
    "Event",
    "InvalidEventError",
    "MeetingRtmsInterrupted",
    "MeetingRtmsInterruptedPayload",
    "MeetingRtmsStarted",
    "MeetingRtmsStartedPayload",
    "MeetingRtmsStopped",
    "MeetingRtmsStoppedPayload",
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
