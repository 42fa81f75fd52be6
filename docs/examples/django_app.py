"""A receiver in Django, in one file. Run it with `gunicorn --threads 8 django_app:application`."""

import logging
import os
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

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
workers = ThreadPoolExecutor()

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"])


@csrf_exempt  # what protects this view is the signature
@require_POST
def zoom(request: HttpRequest) -> HttpResponse:
    """Verify, answer at once, and leave the work to a thread."""
    try:
        event = webhook.parse(request.body, request.headers)
        if isinstance(event, EndpointUrlValidation):
            answer = webhook.answer(event).model_dump_json()
            return HttpResponse(answer, content_type="application/json")
    except SignatureError as error:
        log.warning("refused: %s", error)
        return HttpResponse(status=401)
    except InvalidEventError:
        log.exception("Zoom signed it, but it does not fit")
        return HttpResponse(status=500)  # so that Zoom delivers it again
    workers.submit(handle, event)
    return HttpResponse(status=204)


def handle(event: Event) -> None:
    """Do what takes its time."""
    match event:
        case RtmsStarted():
            log.info("%s: connect to %s", event.event, event.payload.server_url_list)
        case RtmsStopped():
            log.info("%s: %r", event.event, event.payload.stop_reason)
        case _:
            log.info("%s: nothing to do", event.event)


urlpatterns = [path("zoom", zoom)]
application = get_wsgi_application()
