"""What the programs for serverless platforms share: a gateway that calls a function over HTTP.

The events have the fields that AWS documents for each kind of gateway.
https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
"""

import base64
import json
import traceback
from http.server import BaseHTTPRequestHandler, HTTPServer

from receiver import PORT


def function_url(path, headers, text, is_base64):
    """Build the event of a function URL, or of API Gateway in payload format 2.0."""
    http = {"method": "POST", "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"}
    joined = {name: ",".join(values) for name, values in headers.items()}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": joined,
        "requestContext": {
            "http": http | {"userAgent": "Zoom Marketplace/1.0a"},
            "domainName": "example.lambda-url.us-east-1.on.aws",
            "stage": "$default",
            "time": "28/Nov/2026:00:00:00 +0000",
            "requestId": "1",
        },
        "body": text,
        "isBase64Encoded": is_base64,
    }


def rest(path, headers, text, is_base64):
    """Build the event of API Gateway in payload format 1.0."""
    return {
        "resource": path,
        "path": path,
        "httpMethod": "POST",
        "headers": {name: values[-1] for name, values in headers.items()},
        "multiValueHeaders": headers,
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {
            "stage": "prod",
            "path": path,
            "resourcePath": path,
            "httpMethod": "POST",
            "identity": {"sourceIp": "127.0.0.1"},
            "requestId": "1",
        },
        "body": text,
        "isBase64Encoded": is_base64,
    }


def alb(path, headers, text, is_base64):
    """Build the event of an Application Load Balancer."""
    single = {name: values[-1] for name, values in headers.items()}
    return _alb(path, text, is_base64) | {"headers": single, "queryStringParameters": {}}


def alb_multi_value(path, headers, text, is_base64):
    """Build the event of a load balancer whose target group has multi-value headers enabled."""
    return _alb(path, text, is_base64) | {
        "multiValueHeaders": headers,
        "multiValueQueryStringParameters": {},
    }


def _alb(path, text, is_base64):
    return {
        "requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:1:t"}},
        "httpMethod": "POST",
        "path": path,
        "body": text,
        "isBase64Encoded": is_base64,
    }


_HEADERS_OF = {
    function_url: ["headers"],
    rest: ["headers", "multiValueHeaders"],
    alb: ["headers"],
    alb_multi_value: ["multiValueHeaders"],
}
"""Where each kind of gateway looks for the headers of the response."""


class Context:
    """What AWS passes as the second argument."""

    function_name = "zoom"
    memory_limit_in_mb = 128
    invoked_function_arn = "arn:aws:lambda:us-east-1:1:function:zoom"
    aws_request_id = "1"


def serve(handler, build_event):
    """Call an AWS Lambda handler for each request."""

    def call(path, headers, body):
        try:
            text, is_base64 = body.decode(), False
        except UnicodeDecodeError:
            text, is_base64 = base64.b64encode(body).decode(), True
        response = handler(build_event(path, headers, text, is_base64), Context())
        if not isinstance(response, dict) or "statusCode" not in response:
            if build_event is not function_url:
                raise TypeError("the gateway needs a statusCode")
            response = {"statusCode": 200, "body": json.dumps(response, default=vars)}
        kinds = _HEADERS_OF[build_event]
        headers = {name: value for kind in kinds for name, value in response.get(kind, {}).items()}
        answer = response.get("body") or ""
        decoded = base64.b64decode(answer) if response.get("isBase64Encoded") else answer.encode()
        return response["statusCode"], headers, decoded

    listen(call)


def listen(call):
    """Respond to each request with what `call(path, headers, body)` returns, or with 502."""

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self):
            names = {name.lower() for name in self.headers}
            headers = {name: self.headers.get_all(name) for name in names}
            try:
                status, sent, text = call(self.path, headers, self.read())
            except Exception:
                traceback.print_exc()
                status, sent, text = 502, {}, b""
            self.send_response(status)
            for name, values in sent.items():
                for value in values if isinstance(values, list) else [values]:
                    self.send_header(name, value)
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def read(self):
            if "chunked" not in self.headers.get("transfer-encoding", ""):
                return self.rfile.read(int(self.headers.get("content-length", 0)))
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body

    HTTPServer(("127.0.0.1", PORT), Gateway).serve_forever()
