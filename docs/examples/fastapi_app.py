"""A receiver in FastAPI. Run it with `uvicorn fastapi_app:app`."""

import logging
import os

from fastapi import BackgroundTasks, FastAPI, Request, Response

from rtms_events import (
    EndpointUrlValidation,
    Event,
    InvalidEventError,
    RtmsStarted,
    RtmsStopped,
    SignatureError,
    Webhook,
)

log = logging.getLogger("zoom")
webhook = Webhook(os.environ["ZOOM_WEBHOOK_SECRET_TOKEN"])
app = FastAPI()


@app.post("/zoom")
async def zoom(request: Request, background: BackgroundTasks) -> Response:
    """Verify, answer at once, and leave the work to a background task."""
    try:
        event = webhook.parse(await request.body(), request.headers)
        if isinstance(event, EndpointUrlValidation):
            answer = webhook.answer(event).model_dump_json()
            return Response(answer, media_type="application/json")
    except SignatureError as error:
        log.warning("refused: %s", error)
        return Response(status_code=401)
    except InvalidEventError:
        log.exception("Zoom signed it, but it does not fit")
        return Response(status_code=500)  # so that Zoom delivers it again
    background.add_task(handle, event)
    return Response(status_code=204)


def handle(event: Event) -> None:
    """Do what takes its time."""
    match event:
        case RtmsStarted():
            log.info("%s: connect to %s", event.event, event.payload.server_url_list)
        case RtmsStopped():
            log.info("%s: %r", event.event, event.payload.stop_reason)
        case _:
            log.info("%s: nothing to do", event.event)
