"""Receive webhooks with Azure Functions."""

import azure.functions as func
import gateway
from receiver import webhook

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


def zoom(request):
    reply = webhook.receive(request.get_body(), request.headers)
    return func.HttpResponse(reply.body, status_code=reply.status, headers=reply.headers)


def json(request):
    reply = webhook.receive(request.get_json(), request.headers)
    return func.HttpResponse(reply.body, status_code=reply.status, headers=reply.headers)


def call(path, headers, body):
    """Do what the host of Azure Functions does."""
    joined = {name: ", ".join(values) for name, values in headers.items()}
    request = func.HttpRequest(method="POST", url=path, headers=joined, body=body)
    response = {"/zoom": zoom, "/json": json}[path](request)
    headers = {"content-type": response.mimetype, **response.headers}
    return response.status_code, headers, response.get_body()


if __name__ == "__main__":
    gateway.listen(call)
