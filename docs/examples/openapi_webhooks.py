"""Show in your API's OpenAPI pages which webhooks it receives and how it responds."""

from fastapi import FastAPI

from rtms_events import Event, UrlValidationResponse

app = FastAPI(title="An app that receives Zoom's webhooks")


@app.webhooks.post(
    "zoom",
    status_code=204,
    responses={
        200: {
            "model": UrlValidationResponse,
            "description": "Response to URL validation",
        },
        401: {"description": "Verification failed"},
        500: {"description": "The event is invalid, so Zoom retries"},
    },
)
def zoom(event: Event) -> None:
    """Receive an event or respond to URL validation."""
