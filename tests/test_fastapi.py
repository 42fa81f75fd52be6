"""`Event` and `RtmsEvent` as bodies in FastAPI, which decodes the JSON itself."""

import pytest

from rtms_events import Event, RtmsEvent

from .spec import RTMS_EVENTS

pytest.importorskip("fastapi", reason="needs newer packages than the oldest that we support")

from fastapi import FastAPI
from fastapi.testclient import TestClient

STARTED = RTMS_EVENTS[0]
UNKNOWN = {"event": "phone.rtms_started", "new": 1}
MALFORMED = {"event": STARTED.event, "event_ts": 1}


def test_fastapi_takes_them_as_bodies() -> None:
    app = FastAPI()

    @app.post("/open")
    def open_union(event: Event) -> str:
        return type(event).__name__

    @app.post("/closed")
    def closed_union(event: RtmsEvent) -> str:
        return type(event).__name__

    client = TestClient(app)
    for spec in RTMS_EVENTS:
        for path in ("/open", "/closed"):
            assert client.post(path, json=spec.data()).json() == spec.model.__name__
    assert client.post("/open", json=UNKNOWN).json() == "UnknownEvent"
    assert client.post("/closed", json=UNKNOWN).status_code == 422
    for path in ("/open", "/closed"):
        assert client.post(path, json=MALFORMED).status_code == 422
        assert client.post(path, json=STARTED.data(server_urls=1)).status_code == 422
    assert "MeetingRtmsStarted" in client.get("/openapi.json").text
