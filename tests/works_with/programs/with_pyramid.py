"""Receive webhooks with Pyramid."""

from pyramid.config import Configurator
from pyramid.response import Response
from receiver import PORT, webhook
from waitress import serve


def zoom(request):
    reply = webhook.receive(request.body, request.headers)
    return Response(reply.body.encode(), reply.status, list(reply.headers.items()))


def text(request):
    reply = webhook.receive(request.body, request.headers)
    return Response(reply.body, reply.status, list(reply.headers.items()))


def dict_of_headers(request):
    reply = webhook.receive(request.body, request.headers)
    return Response(reply.body.encode(), reply.status, reply.headers)


def rendered(request):
    return webhook.receive(request.body, request.headers).body


config = Configurator()
for path, view, options in (
    ("zoom", zoom, {}),
    ("text", text, {}),
    ("dict", dict_of_headers, {}),
    ("renderer", rendered, {"renderer": "json"}),
):
    config.add_route(path, f"/{path}")
    config.add_view(view, route_name=path, request_method="POST", **options)
app = config.make_wsgi_app()

if __name__ == "__main__":
    serve(app, host="127.0.0.1", port=PORT)
