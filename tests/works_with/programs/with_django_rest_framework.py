"""Receive webhooks with Django REST framework."""

from django.conf import settings

settings.configure(
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    DATA_UPLOAD_MAX_MEMORY_SIZE=None,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "rest_framework"],
    REST_FRAMEWORK={"DEFAULT_AUTHENTICATION_CLASSES": []},
)

from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
from receiver import webhook

application = get_wsgi_application()

from rest_framework.decorators import api_view
from rest_framework.response import Response


@api_view(["POST"])
def zoom(request):
    reply = webhook.receive(request.body, request.headers)
    return HttpResponse(reply.body, status=reply.status, headers=reply.headers)


@api_view(["POST"])
def response(request):
    reply = webhook.receive(request.body, request.headers)
    return Response(reply.body, status=reply.status, headers=reply.headers)


@api_view(["POST"])
def data(request):
    reply = webhook.receive(request.data, request.headers)
    return HttpResponse(reply.body, status=reply.status, headers=reply.headers)


@api_view(["POST"])
def data_first(request):
    print(request.data["event"])
    reply = webhook.receive(request.body, request.headers)
    return HttpResponse(reply.body, status=reply.status, headers=reply.headers)


urlpatterns = [
    path("zoom", zoom),
    path("response", response),
    path("data", data),
    path("data-first", data_first),
]
