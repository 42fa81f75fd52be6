"""Conformance tests for `fastapi_app.py`: `pytest test_fastapi_app.py`."""

import os

import pytest
from fastapi.testclient import TestClient

from rtms_events.testing import EndpointCase, endpoint_cases

SECRET = "a secret for tests"
os.environ["ZOOM_WEBHOOK_SECRET_TOKEN"] = SECRET  # the app reads it when it is imported

from fastapi_app import app


@pytest.fixture
def client() -> TestClient:
    """Return a client that gets a 500 if the app raises an exception."""
    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize("case", endpoint_cases(secret=SECRET), ids=str)
def test_endpoint(client: TestClient, case: EndpointCase) -> None:
    """Send a request and check the response."""
    request = case.request
    response = client.post(
        "/zoom", content=request.body, headers=request.headers, follow_redirects=False
    )
    case.check(response.status_code, response.content)
