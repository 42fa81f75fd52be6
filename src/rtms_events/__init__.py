"""Typed events and signature verification for Zoom RTMS webhooks."""

from . import _public
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
from ._events.lifecycle import (
    RtmsInterrupted,
    RtmsStarted,
    RtmsStopped,
    StartedPayload,
    StoppedPayload,
    StreamEvent,
    StreamKey,
    StreamPayload,
)
from ._events.meeting import (
    MeetingRtmsInterrupted,
    MeetingRtmsInterruptedPayload,
    MeetingRtmsStarted,
    MeetingRtmsStartedPayload,
    MeetingRtmsStopped,
    MeetingRtmsStoppedPayload,
)
from ._events.model import BaseEvent
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
from ._reply import Reply
from ._webhook import Webhook, verify_signature

__all__ = [
    "BaseEvent",
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
    "StartedPayload",
    "StopReason",
    "StoppedPayload",
    "StreamEvent",
    "StreamKey",
    "StreamPayload",
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

_public.show_as_public(__name__)
