"""Receive Zoom webhooks with Django: `gunicorn --threads 8 django_app:application`."""

import logging
import os
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from rtms_events import RtmsEvent, RtmsStarted, RtmsStopped, UnknownEvent, Webhook

logging.basicConfig(level="INFO")
log = logging.getLogger("zoom")
webhook = Webhook(os.environ["ZOOM_WEBHOOK_SECRET_TOKEN"])
workers = ThreadPoolExecutor()  # Python waits for unfinished work when it exits

settings.configure(
    ROOT_URLCONF=__name__,
    # Otherwise, a body larger than 2.5 MB gets a 400, after which Zoom does not retry.
    DATA_UPLOAD_MAX_MEMORY_SIZE=None,
)


@csrf_exempt  # the signature authenticates the request
@require_POST
def zoom(request: HttpRequest) -> HttpResponse:
    """Respond to Zoom and handle the event in another thread."""
    reply = webhook.receive(raw_body(request), request.headers)
    if reply.error:
        log.warning("responded %d: %s", reply.status, reply.error)
    if reply.event:
        workers.submit(handle_and_log, reply.event)
    return HttpResponse(reply.body, status=reply.status, headers=reply.headers)


def raw_body(request: HttpRequest) -> bytes:
    """Return the body. For a chunked request, Django would return an empty one."""
    environ = request.META
    if environ.get("wsgi.input_terminated") and not environ.get("CONTENT_LENGTH"):
        body: bytes = environ["wsgi.input"].read()
        return body
    return request.body


def handle_and_log(event: RtmsEvent | UnknownEvent) -> None:
    """Handle an event and log exceptions, which the executor would discard."""
    try:
        handle(event)
    except Exception:
        log.exception("%s: failed", event.event)


def handle(event: RtmsEvent | UnknownEvent) -> None:
    """Handle an event."""
    match event:
        case RtmsStarted():
            log.info("%s: connect to %s", event.event, event.payload.server_url_list)
        case RtmsStopped():
            log.info("%s: %r", event.event, event.payload.stop_reason)
        case _:
            log.info("%s: ignored", event.event)


urlpatterns = [path("zoom", zoom)]
application = get_wsgi_application()
