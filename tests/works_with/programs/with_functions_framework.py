"""Receive webhooks with Google Cloud Functions."""

import functions_framework
from receiver import webhook


@functions_framework.http
def zoom(request):
    reply = webhook.receive(request.get_data(), request.headers)
    if request.path == "/text":
        return reply.body
    return reply.body, reply.status, reply.headers
