"""Show in your API's OpenAPI pages which webhooks it receives, and how it responds."""

from fastapi import FastAPI

from rtms_events import Event, UrlValidationResponse

app = FastAPI(title="An app that receives Zoom's webhooks")


@app.webhooks.post("zoom")
def zoom(event: Event) -> UrlValidationResponse | None:
    """Receive an event, and respond to URL validation."""
