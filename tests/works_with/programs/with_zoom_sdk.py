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
    theirs = {reason.value for reason in rtms.StopReason}
    return theirs == {0, *(reason.value for reason in StopReason)}


def accepts_call_id():
    return "call_id" in inspect.signature(rtms.Client.join).parameters


attempt("`handshake_signature()` equals `rtms.generate_signature()`", signatures_are_equal)
attempt("It also does if `ZM_RTMS_CLIENT` is the ID of another app", in_the_environment)
attempt("`rtms.StopReason` has the codes of `StopReason`, and 0", codes_are_equal)
attempt("`rtms.Client.join()` accepts the `call_id` of Zoom Phone", accepts_call_id)
