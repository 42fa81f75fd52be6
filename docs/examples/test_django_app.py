"""Conformance tests for `django_app.py`: `pytest test_django_app.py`."""

import os
from importlib import import_module

import pytest
from django.test import Client

from rtms_events.testing import EndpointCase, endpoint_cases

SECRET = "a secret for tests"
os.environ["ZOOM_WEBHOOK_SECRET_TOKEN"] = SECRET  # the app reads it when it is imported
import_module("django_app")  # configures Django


@pytest.fixture
def client() -> Client:
    """Return a client that gets a 500 if the app raises an exception."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("case", endpoint_cases(secret=SECRET), ids=str)
def test_endpoint(client: Client, case: EndpointCase) -> None:
    """Send a request and check the response."""
    request = case.request
    response = client.post(
        "/zoom", request.body, content_type="application/json", headers=request.headers
    )
    case.check(response.status_code, response.content)
