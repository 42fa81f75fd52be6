"""Receive webhooks with Django Ninja."""

from django.conf import settings

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], DATA_UPLOAD_MAX_MEMORY_SIZE=None)

from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
from ninja import Body, NinjaAPI
from receiver import webhook

from rtms_events import Event

api = NinjaAPI()


@api.post("/zoom")
def zoom(request):
    reply = webhook.receive(request.body, request.headers)
    return HttpResponse(reply.body, status=reply.status, headers=reply.headers)


@api.post("/create-response")
def created(request):
    reply = webhook.receive(request.body, request.headers)
    return api.create_response(request, reply.body, status=reply.status)


@api.post("/event")
def parsed(request, event: Event):
    return 204, None


@api.post("/body")
def body(request, body: bytes = Body(...)):
    reply = webhook.receive(body, request.headers)
    return HttpResponse(reply.body, status=reply.status, headers=reply.headers)


urlpatterns = [path("", api.urls)]
application = get_wsgi_application()
