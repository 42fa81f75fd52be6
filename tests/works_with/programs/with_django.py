"""Receive webhooks with Django."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from receiver import webhook

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], DATA_UPLOAD_MAX_MEMORY_SIZE=None)


@csrf_exempt
def zoom(request):
    reply = webhook.receive(request.body, request.headers)
    return HttpResponse(reply.body, status=reply.status, headers=reply.headers)


@csrf_exempt
def meta(request):
    reply = webhook.receive(request.body, request.META)
    return HttpResponse(reply.body, status=reply.status, headers=reply.headers)


@csrf_exempt
def json(request):
    reply = webhook.receive(request.body, request.headers)
    return JsonResponse(reply.body, safe=False, status=reply.status)


urlpatterns = [path("zoom", zoom), path("meta", meta), path("json", json)]
application = get_wsgi_application()
