"""Test helpers: sample events, signed requests, and a conformance suite for your endpoint.

A test of an endpoint, with httpx or Starlette's `TestClient`::

    import pytest
    from rtms_events.testing import EndpointCase, endpoint_cases

    @pytest.mark.parametrize("case", endpoint_cases(secret="the app's secret in tests"), ids=str)
    def test_the_endpoint(client, case: EndpointCase):
        request = case.request
        response = client.post(
            "/zoom", content=request.body, headers=request.headers, follow_redirects=False
        )
        case.check(response.status_code, response.content)

A test of how the app handles an event::

    from rtms_events import MeetingRtmsStopped
    from rtms_events.testing import sample, signed_request

    def test_stopped_stream_is_closed(client):
        stopped = sample(MeetingRtmsStopped, rtms_stream_id="s1", stop_reason=6)
        request = signed_request(stopped, secret="the app's secret in tests")
        client.post("/zoom", content=request.body, headers=request.headers)
        assert "s1" not in open_streams
"""

from .. import _public
from ._conformance import EndpointCase, endpoint_cases
from ._samples import SignedRequest, sample, signed_request

__all__ = ["EndpointCase", "SignedRequest", "endpoint_cases", "sample", "signed_request"]

_public.show_as_public(__name__)
