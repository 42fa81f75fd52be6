"""Compare with Zoom's own SDK."""

import inspect

import rtms
from events import STOPPED, attempt

from rtms_events import StopReason

ID, SECRET = "the client ID", "the client secret"


def signatures():
    ours = STOPPED.handshake_signature(client_id=ID, client_secret=SECRET)
    uuid, stream = STOPPED.payload.meeting_uuid, STOPPED.payload.rtms_stream_id
    return ours == rtms.generate_signature(ID, SECRET, uuid, stream)


def reasons():
    theirs = {reason.value for reason in rtms.StopReason} - {0}
    return theirs == {reason.value for reason in StopReason}


attempt("`handshake_signature()` equals `generate_signature()`", signatures)
attempt("The codes of `rtms.StopReason` are those of `StopReason`", reasons)
attempt(
    "`Client.join()` accepts the `call_id` of Zoom Phone",
    lambda: "call_id" in str(inspect.signature(rtms.Client.join)),
)
