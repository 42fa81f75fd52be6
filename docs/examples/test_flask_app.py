"""Conformance tests for `flask_app.py`: `pytest test_flask_app.py`."""

import os

import pytest
from flask.testing import FlaskClient

from rtms_events.testing import EndpointCase, endpoint_cases

SECRET = "a secret for tests"
os.environ["ZOOM_WEBHOOK_SECRET_TOKEN"] = SECRET  # the app reads it when it is imported

from flask_app import app


@pytest.fixture
def client() -> FlaskClient:
    """Return a client that gets a 500 if the app raises an exception."""
    return app.test_client()


@pytest.mark.parametrize("case", endpoint_cases(secret=SECRET), ids=str)
def test_endpoint(client: FlaskClient, case: EndpointCase) -> None:
    """Send a request and check the response."""
    request = case.request
    response = client.post("/zoom", data=request.body, headers=request.headers)
    case.check(response.status_code, response.data)
