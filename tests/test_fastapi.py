"""Events, unions and base classes as bodies and responses in FastAPI, which decodes the JSON."""

import json
import warnings

import pytest
from pydantic import BaseModel, JsonValue

from rtms_events import (
    BaseEvent,
    Event,
    RtmsEvent,
    RtmsInterrupted,
    RtmsStarted,
    RtmsStopped,
    StreamEvent,
    UnknownEvent,
    Webhook,
)
from rtms_events.testing import signed_request

from .spec import KNOWN_EVENTS, LIFECYCLE_EVENTS, RTMS_EVENTS, Spec

pytest.importorskip("fastapi", reason="needs newer packages than the oldest that we support")

from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

STARTED = RTMS_EVENTS[0]
UNKNOWN: dict[str, JsonValue] = {"event": "phone.rtms_started", "event_ts": "1", "new": 1}
UNIONS: dict[str, object] = {
    "Event": Event,
    "RtmsEvent": RtmsEvent,
    "BaseEvent": BaseEvent,
    "StreamEvent": StreamEvent,
    "RtmsStarted": RtmsStarted,
    "RtmsStopped": RtmsStopped,
    "RtmsInterrupted": RtmsInterrupted,
    "UnknownEvent": UnknownEvent,
}


OPEN = {"Event", "BaseEvent"}


class Job(BaseModel):
    event: Event
    started: RtmsStarted | None = None
    stopped: list[RtmsStopped] = []


def client_of(app: FastAPI) -> TestClient:
    """Return a client for the app, after checking that FastAPI and Pydantic raise no warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert app.openapi()["paths"]
    return TestClient(app)


def echo(annotation: object) -> TestClient:
    """Return a client for an app that accepts and returns what the annotation stands for."""
    app = FastAPI()

    def route(event: object) -> object:
        return event

    route.__annotations__ = {"event": annotation, "return": annotation}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        app.post("/", response_model_exclude_unset=True)(route)
    return client_of(app)


@pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
def test_every_event_is_a_body_and_a_response(spec: Spec) -> None:
    client, data = echo(spec.model), spec.data(new=[1])
    response = client.post("/", json=data)
    assert (response.status_code, response.json()) == (200, data)
    assert client.post("/", json=UNKNOWN).status_code == 422
    assert client.post("/", json=spec.data() | {"payload": {}}).status_code == 422


@pytest.mark.parametrize("union", UNIONS)
def test_unions_and_bases_are_bodies_and_responses(union: str) -> None:
    client = echo(UNIONS[union])
    for spec in KNOWN_EVENTS:
        annotation = UNIONS[union]
        accepted = union in OPEN or (union == "RtmsEvent" and spec in RTMS_EVENTS)
        accepted |= isinstance(annotation, type) and issubclass(spec.model, annotation)
        data = spec.data(new=[1])
        response = client.post("/", json=data)
        if accepted:
            assert (response.status_code, response.json()) == (200, data)
            assert client.post("/", json=data | {"payload": {}}).status_code == 422
        else:
            assert response.status_code == 422
    expected = 200 if union in {*OPEN, "UnknownEvent"} else 422
    response = client.post("/", json=UNKNOWN)
    assert response.status_code == expected
    if expected == 200:
        assert response.json() == UNKNOWN


def test_a_model_with_events_is_a_body_and_a_response() -> None:
    client = echo(Job)
    started = [spec for spec in LIFECYCLE_EVENTS if issubclass(spec.model, RtmsStarted)]
    stopped = [spec for spec in LIFECYCLE_EVENTS if issubclass(spec.model, RtmsStopped)]
    for spec in started:
        job: dict[str, JsonValue] = {
            "event": UNKNOWN,
            "started": spec.data(new=1),
            "stopped": [other.data() for other in stopped],
        }
        response = client.post("/", json=job)
        assert (response.status_code, response.json()) == (200, job)


def test_the_openapi_document_describes_the_events() -> None:
    document = json.dumps(client_of(echo(RtmsStarted).app).get("/openapi.json").json())  # type: ignore[arg-type]
    for spec in LIFECYCLE_EVENTS:
        if issubclass(spec.model, RtmsStarted):
            assert f'"#/components/schemas/{spec.model.__name__}"' in document


@pytest.mark.parametrize("secret", ["s", "guessed"])
def test_a_route_that_returns_a_reply_by_mistake_responds_with_500(secret: str) -> None:
    app = FastAPI()

    @app.post("/")
    async def receive(request: Request) -> object:
        return Webhook("s").receive(await request.body(), request.headers)

    body, headers = signed_request(STARTED.body(), secret=secret)
    client = TestClient(app, raise_server_exceptions=False)
    response = client.post("/", content=body, headers=headers)
    assert (response.status_code, response.text) == (500, "Internal Server Error")
