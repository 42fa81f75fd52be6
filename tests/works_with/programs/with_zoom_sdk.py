"""Compare with Zoom's own SDK."""

import inspect
import os

import rtms
from events import STOPPED, attempt

from rtms_events import StopReason

ID, SECRET = "the client ID", "the client secret"


def signatures_are_equal():
    ours = STOPPED.handshake_signature(client_id=ID, client_secret=SECRET)
    uuid, stream = STOPPED.payload.meeting_uuid, STOPPED.payload.rtms_stream_id
    return ours == rtms.generate_signature(ID, SECRET, uuid, stream)


def in_the_environment():
    os.environ["ZM_RTMS_CLIENT"] = "another ID"
    try:
        return signatures_are_equal()
    finally:
        del os.environ["ZM_RTMS_CLIENT"]


def codes_are_equal():
    theirs = {reason.value for reason in rtms.StopReason} - {0}
    return theirs == {reason.value for reason in StopReason}


def accepts_call_id():
    return "call_id" in inspect.signature(rtms.Client.join).parameters


attempt("`handshake_signature()` equals `rtms.generate_signature()`", signatures_are_equal)
attempt("Also if `ZM_RTMS_CLIENT` has another value", in_the_environment)
attempt("The codes of `StopReason` are those of `rtms.StopReason`", codes_are_equal)
attempt("`rtms.Client.join()` accepts the `call_id` of Zoom Phone", accepts_call_id)
