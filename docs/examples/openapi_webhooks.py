"""Show in your API's OpenAPI pages which webhooks it receives, and what it answers."""

from fastapi import FastAPI

from rtms_events import Event, UrlValidationResponse

app = FastAPI(title="An app that receives Zoom's webhooks")


@app.webhooks.post("zoom")
def zoom(event: Event) -> UrlValidationResponse | None:
    """Receive an event, and answer it if it is Zoom's challenge."""
