"""What each row of the tables says, and what its program needs."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """A program in `programs/`, the packages that it needs, and what users have to write."""

    name: str
    """How `python -m tests.works_with` names it. `django-ninja` is `with_django_ninja.py`."""
    title: str
    requires: tuple[str, ...] = ()
    """Requirements for pip, or for npm with the prefix `npm:`. The first version is shown."""
    services: tuple[str, ...] = ()
    """Servers that have to run, by the names in `services.py`."""
    version_command: str = ""
    """What prints the version of a program that pip and npm do not install."""
    findings: tuple[str, ...] = ()
    """The scripts in `findings/` that show something surprising about it."""

    uses: str = ""
    """The row whose program this row runs, if it does not have its own."""

    @property
    def program(self) -> str:
        """The module in `programs/`."""
        return f"with_{(self.uses or self.name).replace('-', '_')}"


@dataclass(frozen=True)
class Receiver(Row):
    """A web framework, or a server in front of one, that has to pass the conformance suite."""

    body: str = ""
    headers: str = ""
    response: str = ""
    also: str = ""
    """What else the program has to do."""
    command: str = ""
    """How the program is started, unless as `python with_….py`."""
    other_ways: dict[str, str] = field(default_factory=dict[str, str])
    """What people write instead, by the path where the program does it."""


@dataclass(frozen=True)
class Neighbor(Row):
    """Any other package. Its program reports what happens if users write what it says."""

    write: str = ""


@dataclass(frozen=True)
class Carrier(Neighbor):
    """A package that stores or transports events."""


RECEIVERS = (
    Receiver(
        "fastapi",
        "FastAPI",
        ("fastapi", "uvicorn"),
        body="`await request.body()`",
        headers="`request.headers`",
        response="`Response(reply.body, reply.status, reply.headers)`",
        other_ways={
            "/text": "Return `reply.body`",
            "/reply": "Return the `Reply`",
            "/body": "A parameter of the type `bytes`, with `fastapi.Body()`",
            "/event": "A parameter of the type `Event`",
        },
        findings=("fastapi-openapi-lists-unused-models",),
    ),
    Receiver(
        "starlette",
        "Starlette",
        ("starlette", "uvicorn"),
        body="`await request.body()`",
        headers="`request.headers`",
        response="`Response(reply.body, reply.status, reply.headers)`",
        other_ways={
            "/json": "`JSONResponse(reply.body, …)`",
            "/middleware/zoom": "A `BaseHTTPMiddleware` that iterates `request.stream()`",
        },
    ),
    Receiver(
        "flask",
        "Flask",
        ("flask",),
        body="`request.get_data()`",
        headers="`request.headers`",
        response="`Response(reply.body, reply.status, reply.headers)`",
        other_ways={
            "/json": "`request.get_json()`",
            "/consumed": "`request.get_json(cache=False)` before `request.get_data()`",
            "/reply": "Return the `Reply`",
        },
    ),
    Receiver(
        "django",
        "Django",
        ("django", "gunicorn"),
        also="`@csrf_exempt`",
        body="`request.body`",
        headers="`request.headers`",
        response="`HttpResponse(reply.body, status=reply.status, headers=reply.headers)`",
        command="gunicorn --bind 127.0.0.1:{port} with_django:application",
        other_ways={
            "/meta": "`request.META`",
            "/json": "`JsonResponse(reply.body, safe=False, …)`",
        },
    ),
    Receiver(
        "django-rest-framework",
        "Django REST framework",
        ("djangorestframework", "gunicorn"),
        body="`request.body`",
        headers="`request.headers`",
        response="`HttpResponse(reply.body, status=reply.status, headers=reply.headers)`",
        command="gunicorn --bind 127.0.0.1:{port} with_django_rest_framework:application",
        other_ways={
            "/response": "REST framework's `Response(reply.body, …)`",
            "/data": "`request.data`",
            "/data-first": "`request.data` before `request.body`",
        },
    ),
    Receiver(
        "django-ninja",
        "Django Ninja",
        ("django-ninja", "gunicorn"),
        body="`request.body`",
        headers="`request.headers`",
        response="`HttpResponse(reply.body, status=reply.status, headers=reply.headers)`",
        command="gunicorn --bind 127.0.0.1:{port} with_django_ninja:application",
        other_ways={
            "/create-response": "`api.create_response(request, reply.body, …)`",
            "/event": "A parameter of the type `Event`",
            "/body": "A parameter `bytes = Body(...)`",
        },
    ),
    Receiver(
        "litestar",
        "Litestar",
        ("litestar", "uvicorn"),
        body="`await request.body()`",
        headers="`request.headers`",
        response="`Response(reply.body, status_code=reply.status, headers=reply.headers)`",
        other_ways={
            "/data": "A parameter `data: bytes`",
            "/without-headers": "`media_type=` instead of `headers=`",
        },
        findings=("litestar-rejects-unions-of-pydantic-models",),
    ),
    Receiver(
        "quart",
        "Quart",
        ("quart",),
        body="`await request.get_data()`",
        headers="`request.headers`",
        response="`Response(reply.body, reply.status, reply.headers)`",
        other_ways={
            "/not-awaited": "`request.get_data()` without `await`",
            "/consumed": "Iterate `request.body` before `request.get_data()`",
        },
    ),
    Receiver(
        "sanic",
        "Sanic",
        ("sanic",),
        body="`request.body`",
        headers="`request.headers`",
        response="`text(reply.body, reply.status, reply.headers)`",
        other_ways={
            "/json": "`json(reply.body, …)`",
            "/response": "`HTTPResponse(reply.body, …, reply.headers)`",
        },
        findings=("sanic-headers-have-every-attribute",),
    ),
    Receiver(
        "aiohttp",
        "aiohttp",
        ("aiohttp",),
        also="`client_max_size`, for bodies of more than 1 MiB",
        body="`await request.read()`",
        headers="`request.headers`",
        response="`web.Response(status=reply.status, headers=reply.headers, text=reply.body)`",
        other_ways={
            "/json": "`web.json_response(reply.body, …)`",
            "/content-type": "`content_type=` as well as `headers=`",
        },
    ),
    Receiver(
        "tornado",
        "Tornado",
        ("tornado",),
        body="`self.request.body`",
        headers="`self.request.headers`",
        response="`set_status()`, `set_header()`, and `write()` only if there is a body",
        other_ways={"/write": "`write()` even without a body"},
    ),
    Receiver(
        "falcon",
        "Falcon, WSGI",
        ("falcon",),
        body="`request.bounded_stream.read()`",
        headers="`request.headers`",
        response="`response.status`, `set_headers()`, and `response.text`",
        other_ways={"/media": "`response.media = reply.body`"},
    ),
    Receiver(
        "falcon-asgi",
        "Falcon, ASGI",
        ("falcon", "uvicorn"),
        body="`await request.stream.read()`",
        headers="`request.headers`",
        response="`response.status`, `set_headers()`, and `response.text`",
        other_ways={
            "/media": "`await request.get_media()`",
            "/media-first": "`request.get_media()` before `request.stream.read()`",
        },
    ),
    Receiver(
        "bottle",
        "Bottle",
        ("bottle",),
        body="`request.body.read()`",
        headers="`request.headers`",
        response="`HTTPResponse(reply.body, reply.status, reply.headers)`",
        other_ways={"/json": "`request.json`", "/text": "Return `reply.body`"},
    ),
    Receiver(
        "pyramid",
        "Pyramid",
        ("pyramid", "waitress", "setuptools<81"),
        body="`request.body`",
        headers="`request.headers`",
        response="`Response(reply.body.encode(), reply.status, list(reply.headers.items()))`",
        other_ways={
            "/text": "`reply.body` without `encode()`",
            "/dict": "`reply.headers` as it is",
            "/renderer": "Return `reply.body` to the renderer `json`",
        },
        findings=("webob-rejects-text-with-a-json-content-type",),
    ),
    Receiver(
        "cherrypy",
        "CherryPy",
        ("cherrypy",),
        body="`cherrypy.request.body.read()`",
        headers="`cherrypy.request.headers`",
        response="`response.status`, `response.headers[name] = value`, and return "
        "`reply.body.encode()`",
        other_ways={
            "/update": "`response.headers.update(reply.headers)`",
            "/json": "The tool `json_in`",
        },
    ),
    Receiver(
        "blacksheep",
        "BlackSheep",
        ("blacksheep", "uvicorn"),
        body="`await request.read()`",
        headers="`request.headers`",
        response="`Response(reply.status, content=content)`; `content` is "
        '`Content(b"application/json", reply.body.encode())`, or `None` without a body',
        other_ways={
            "/headers": "`reply.headers`, as bytes, as well as `content`",
            "/items": "`list(reply.headers.items())` as `str`",
            "/json": "`json(reply.body, …)`",
        },
    ),
    Receiver(
        "robyn",
        "Robyn",
        ("robyn",),
        body="`request.body`",
        headers="One pair for each value in `request.headers.get_headers()`",
        response="`Response(reply.status, Headers(reply.headers), reply.body)`",
        other_ways={"/get-headers": "`get_headers()` as it is", "/headers": "`request.headers`"},
    ),
    Receiver(
        "granian-rsgi",
        "Granian, RSGI",
        ("granian",),
        body="`await protocol()`",
        headers="`scope.headers.items()`",
        response="`protocol.response_str(reply.status, list(reply.headers.items()), reply.body)`",
        other_ways={"/headers": "`scope.headers`"},
    ),
    Receiver(
        "connexion",
        "Connexion",
        ("connexion[uvicorn]",),
        body="`await request.body()`",
        headers="`request.headers`",
        response="`ConnexionResponse(reply.status, body=reply.body, headers=reply.headers)`",
        other_ways={
            "/tuple": "Return `reply.body, reply.status, reply.headers`",
            "/body": "The parameter `body`",
        },
    ),
    Receiver(
        "klein",
        "Klein, Twisted",
        ("klein",),
        body="`request.content.read()`",
        headers="One pair for each value of `request.requestHeaders.getAllRawHeaders()`",
        response="`setResponseCode()`, `setHeader()`, and return `reply.body`",
        other_ways={
            "/raw-headers": "`getAllRawHeaders()` as it is",
            "/request-headers": "`request.requestHeaders`",
        },
    ),
    Receiver(
        "microdot",
        "Microdot",
        ("microdot",),
        also="`Request.max_content_length` and `max_body_length`, for bodies of more than 16 KiB",
        body="`request.body`",
        headers="`request.headers`",
        response="`Response(reply.body, reply.status, reply.headers)`",
        other_ways={"/json": "`request.json`", "/reply": "Return the `Reply`"},
        findings=("microdot-sends-200-before-it-looks-at-the-body",),
    ),
    Receiver(
        "http-server",
        "`http.server`",
        (),
        body="`self.rfile.read(length)`",
        headers="`self.headers`",
        response="`send_response()`, `send_header()`, `end_headers()`, and `wfile.write()`",
        other_ways={"/values": "`self.headers.values()`"},
    ),
    Receiver(
        "apiflask",
        "APIFlask",
        ("apiflask",),
        body="`request.get_data()`",
        headers="`request.headers`",
        response="`Response(reply.body, reply.status, reply.headers)`",
        other_ways={
            "/tuple": "`@app.output()`, and return `reply.body, reply.status, reply.headers`",
            "/input": "`@app.input()`",
        },
    ),
    Receiver(
        "lilya",
        "Lilya",
        ("lilya", "uvicorn"),
        body="`await request.body()`",
        headers="`request.headers`",
        response="`Response(reply.body, reply.status, reply.headers)`",
        other_ways={"/json": "`JSONResponse(reply.body, …)`", "/text": "Return `reply.body`"},
    ),
    Receiver(
        "ravyn",
        "Ravyn",
        ("ravyn", "uvicorn"),
        body="`await request.body()`",
        headers="`request.headers`",
        response="Lilya's `Path` and `Response(reply.body, reply.status, reply.headers)`",
        other_ways={
            "/post": "`@post()` and `Gateway`",
            "/data": "A parameter `data` of the type `BaseEvent`",
        },
        findings=("ravyn-parses-json-before-the-handler",),
    ),
    Receiver(
        "web-py",
        "web.py",
        ("web.py",),
        body="`web.data()`",
        headers="A `dict` of the two headers, from `HTTP_X_ZM_SIGNATURE` and "
        "`HTTP_X_ZM_REQUEST_TIMESTAMP` in `web.ctx.env`",
        response="`web.ctx.status`, `web.header()`, and return `reply.body`",
        other_ways={"/env": "`web.ctx.env`", "/input": "`web.input()` before `web.data()`"},
    ),
    Receiver(
        "emmett",
        "Emmett55",
        ("emmett55",),
        body="`await request.body`",
        headers="`request.headers`",
        response="`response.status`, `response.headers[name] = value`, and return `reply.body`",
        command="emmett55 -a with_emmett:app serve --port {port}",
        other_ways={
            "/params": "`await request.body_params`",
            "/params-first": "`request.body_params` before `request.body`",
        },
    ),
    Receiver(
        "muffin",
        "Muffin",
        ("muffin", "uvicorn"),
        body="`await request.body()`",
        headers="`request.headers`",
        response="`Response(reply.body, status_code=reply.status, headers=reply.headers)`",
        other_ways={
            "/tuple": "Return `reply.status, reply.body`",
            "/data": "`await request.data()`",
        },
    ),
    Receiver(
        "asgi",
        "ASGI",
        ("uvicorn",),
        body="The `body` of all `http.request` messages, joined",
        headers='`scope["headers"]`',
        response="`http.response.start` and `http.response.body`, with headers as bytes",
        other_ways={"/first": "The `body` of the first message only", "/scope": "`scope`"},
    ),
    Receiver(
        "wsgi",
        "WSGI",
        body='`environ["wsgi.input"].read(length)`',
        headers="A `dict` of the two headers, from `HTTP_X_ZM_SIGNATURE` and "
        "`HTTP_X_ZM_REQUEST_TIMESTAMP`",
        response="`start_response()`, and return `[reply.body.encode()]`",
        other_ways={"/environ": "`environ`"},
    ),
)

SERVERLESS = (
    Receiver(
        "lambda",
        "AWS Lambda, function URL",
        (),
        body='`event["body"]`, decoded if `isBase64Encoded`',
        headers='`event["headers"]`',
        response='`{"statusCode": reply.status, "headers": reply.headers, "body": reply.body}`',
        other_ways={"/reply": "Return the `Reply`", "/tuple": "Return `reply.status, reply.body`"},
    ),
    Receiver(
        "lambda-rest",
        "AWS Lambda, REST API",
        body='`event["body"]`, decoded if `isBase64Encoded`',
        headers='One pair for each value in `event["multiValueHeaders"]`',
        response='`{"statusCode": reply.status, "headers": reply.headers, "body": reply.body}`',
        other_ways={"/multi-value": '`event["multiValueHeaders"]` as it is'},
    ),
    Receiver(
        "powertools-function-url",
        "Powertools, function URL",
        ("aws-lambda-powertools",),
        uses="powertools",
        command="python {programs}/with_powertools.py function-url",
        body="`app.current_event.body`, decoded if `is_base64_encoded`",
        headers="`app.current_event.headers`",
        response="`Response(reply.status, body=reply.body, headers=reply.headers)`",
        other_ways={
            "/decoded": "`app.current_event.decoded_body`",
            "/json": "`app.current_event.json_body`",
            "/tuple": "Return `reply.body, reply.status, reply.headers`",
        },
        findings=("powertools-decodes-base64-bodies-as-text",),
    ),
    Receiver(
        "powertools-rest",
        "Powertools, REST API",
        ("aws-lambda-powertools",),
        uses="powertools",
        command="python {programs}/with_powertools.py rest",
        body="`app.current_event.body`, decoded if `is_base64_encoded`",
        headers="`app.current_event.headers`",
        response="`Response(reply.status, body=reply.body, headers=reply.headers)`",
        other_ways={
            "/decoded": "`app.current_event.decoded_body`",
            "/json": "`app.current_event.json_body`",
            "/tuple": "Return `reply.body, reply.status, reply.headers`",
        },
        findings=("powertools-decodes-base64-bodies-as-text",),
    ),
    Receiver(
        "powertools-alb",
        "Powertools, load balancer",
        ("aws-lambda-powertools",),
        uses="powertools",
        command="python {programs}/with_powertools.py alb",
        body="`app.current_event.body`, decoded if `is_base64_encoded`",
        headers="`app.current_event.headers`",
        response="`Response(reply.status, body=reply.body, headers=reply.headers)`",
        other_ways={
            "/decoded": "`app.current_event.decoded_body`",
            "/json": "`app.current_event.json_body`",
            "/tuple": "Return `reply.body, reply.status, reply.headers`",
        },
        findings=("powertools-decodes-base64-bodies-as-text",),
    ),
    Receiver(
        "powertools-alb-multi-value",
        "Powertools, load balancer with multi-value headers",
        ("aws-lambda-powertools",),
        body="`app.current_event.body`, decoded if `is_base64_encoded`",
        headers="One pair for each value in `app.current_event.multi_value_headers`",
        response="`Response(reply.status, body=reply.body, headers=reply.headers)`",
        other_ways={
            "/headers": "`app.current_event.headers`",
            "/multi-value": "`app.current_event.multi_value_headers` as it is",
        },
    ),
    Receiver(
        "chalice",
        "AWS Chalice",
        ("chalice", "setuptools<81"),
        also="On AWS, `reply.headers` can be passed as it is",
        body="`app.current_request.raw_body`",
        headers="`app.current_request.headers`",
        response="`Response(reply.body, headers, reply.status)`, with the names in title case",
        other_ways={
            "/headers": "`reply.headers` as it is",
            "/json": "`app.current_request.json_body`",
            "/positional": "`Response(reply.body, reply.status, reply.headers)`",
        },
        findings=("chalice-local-server-adds-a-second-content-type",),
    ),
    Receiver(
        "mangum",
        "Mangum with Starlette",
        ("mangum", "starlette", "uvicorn"),
        body="`await request.body()`",
        headers="`request.headers`",
        response="`Response(reply.body, reply.status, reply.headers)`",
        other_ways={"/json": "`JSONResponse(reply.body, …)`"},
    ),
    Receiver(
        "azure-functions",
        "Azure Functions",
        ("azure-functions",),
        body="`request.get_body()`",
        headers="`request.headers`",
        response="`HttpResponse(reply.body, status_code=reply.status, headers=reply.headers)`",
        other_ways={"/json": "`request.get_json()`"},
    ),
    Receiver(
        "functions-framework",
        "Google Cloud Functions",
        ("functions-framework",),
        body="`request.get_data()`",
        headers="`request.headers`",
        response="Return `reply.body, reply.status, reply.headers`",
        command="functions-framework --target zoom --port {port}"
        " --source {programs}/with_functions_framework.py",
        other_ways={"/text": "Return `reply.body`"},
    ),
)

SERVERS = (
    Receiver(
        "uvicorn",
        "Starlette on uvicorn with httptools",
        ("uvicorn", "starlette", "httptools", "uvloop"),
        uses="starlette",
        command="uvicorn --port {port} with_starlette:app",
        findings=("uvicorn-httptools-drops-the-body-of-an-upgrade",),
    ),
    Receiver(
        "hypercorn",
        "Starlette on Hypercorn",
        ("hypercorn", "starlette", "uvicorn"),
        uses="starlette",
        command="hypercorn --bind 127.0.0.1:{port} with_starlette:app",
    ),
    Receiver(
        "daphne",
        "Starlette on Daphne",
        ("daphne", "starlette", "uvicorn"),
        uses="starlette",
        command="daphne --port {port} with_starlette:app",
    ),
    Receiver(
        "granian",
        "Starlette on Granian",
        ("granian", "starlette", "uvicorn"),
        uses="starlette",
        command="granian --interface asgi --port {port} with_starlette:app",
    ),
    Receiver(
        "gunicorn",
        "Flask on Gunicorn",
        ("gunicorn", "flask"),
        uses="flask",
        command="gunicorn --threads 2 --bind 127.0.0.1:{port} with_flask:app",
    ),
    Receiver(
        "waitress",
        "Flask on Waitress",
        ("waitress", "flask"),
        uses="flask",
        command="waitress-serve --listen 127.0.0.1:{port} with_flask:app",
    ),
    Receiver(
        "uwsgi",
        "Flask on uWSGI",
        ("uwsgi", "flask"),
        uses="flask",
        command="uwsgi --master --buffer-size 65535 --http-socket 127.0.0.1:{port}"
        " --module with_flask:app",
    ),
    Receiver(
        "nginx",
        "Flask behind nginx",
        ("flask",),
        services=("nginx",),
        version_command="nginx -v",
        other_ways={"/small/zoom": "`client_max_body_size 100`"},
    ),
)

JSON = "JSON"

QUEUES = (
    Carrier(
        "celery-text",
        "Celery, JSON text",
        ("celery[redis]", "pytest"),
        services=("redis",),
        write=JSON,
    ),
    Carrier(
        "celery-pydantic",
        "Celery, `pydantic=True`",
        ("celery[redis]", "pytest"),
        services=("redis",),
        write="A dump, and a task with `event: BaseEvent`",
    ),
    Carrier("dramatiq", "Dramatiq", ("dramatiq[redis]",), services=("redis",), write=JSON),
    Carrier("rq", "RQ", ("rq",), services=("redis",), write=JSON),
    Carrier("huey", "Huey", ("huey", "redis"), services=("redis",), write=JSON),
    Carrier("taskiq", "taskiq", ("taskiq", "taskiq-redis"), services=("redis",), write=JSON),
    Carrier("arq", "arq", ("arq",), services=("redis",), write=JSON),
    Carrier("saq", "SAQ", ("saq[redis]",), services=("redis",), write=JSON),
    Carrier(
        "procrastinate",
        "Procrastinate",
        ("procrastinate", "psycopg[binary]"),
        services=("postgresql",),
        write=JSON,
    ),
    Carrier(
        "faststream",
        "FastStream",
        ("faststream[redis]",),
        services=("redis",),
        write="A dump, and a handler with `event: Event`",
        findings=("faststream-decodes-json-in-bytes-but-not-in-str",),
    ),
    Carrier("sqs", "Amazon SQS, boto3", ("boto3", "moto[server,sqs]"), write=JSON),
    Carrier(
        "temporal",
        "Temporal, Pydantic converter",
        ("temporalio",),
        write="The event itself, with `pydantic_data_converter` and an argument `event: Event`",
    ),
)

TEXT = "JSON in a text column"

STRING = "JSON in a string"

STORES = (
    Carrier(
        "redis-py",
        "redis-py",
        ("redis",),
        services=("redis",),
        write="JSON; for a single field, `int(stop_reason)`",
    ),
    Carrier("psycopg", "psycopg", ("psycopg[binary]",), services=("postgresql",), write=TEXT),
    Carrier("asyncpg", "asyncpg", ("asyncpg",), services=("postgresql",), write=TEXT),
    Carrier("pymysql", "PyMySQL", ("pymysql",), services=("mariadb",), write=TEXT),
    Carrier("sqlite3", "`sqlite3`", write=TEXT),
    Carrier("sqlalchemy", "SQLAlchemy", ("sqlalchemy",), write=TEXT),
    Carrier("sqlmodel", "SQLModel", ("sqlmodel",), write=TEXT),
    Carrier("django-models", "Django's models", ("django",), write=TEXT),
    Carrier("dynamodb", "DynamoDB, boto3's serializer", ("boto3",), write=STRING),
    Carrier("bson", "MongoDB, PyMongo's BSON", ("pymongo",), write=STRING),
    Carrier("duckdb", "DuckDB", ("duckdb",), write=TEXT),
    Carrier("polars", "polars", ("polars",), write=TEXT),
    Carrier("pandas", "pandas", ("pandas",), write=TEXT),
)

DUMP = "A dump"

FORMATS = (
    Carrier("orjson", "orjson", ("orjson",), write=DUMP),
    Carrier("msgspec", "msgspec", ("msgspec",), write="The hooks `enc_hook` and `dec_hook`"),
    Carrier("pyyaml", "YAML, PyYAML", ("pyyaml",), write=DUMP + ", with `safe_dump()`"),
    Carrier(
        "toml",
        "TOML, tomli-w",
        ("tomli-w",),
        write=STRING,
    ),
    Carrier("msgpack", "MessagePack", ("msgpack",), write=DUMP),
    Carrier("cbor", "CBOR, cbor2", ("cbor2",), write=DUMP),
    Carrier(
        "avro",
        "Avro, fastavro",
        ("fastavro",),
        write=STRING,
    ),
)

LOG = "`event.event`, `reply.status`, and `reply.error`"

LOGGING = (
    Neighbor("structlog", "structlog", ("structlog",), write=LOG),
    Neighbor("loguru", "loguru", ("loguru",), write=LOG),
    Neighbor("python-json-logger", "python-json-logger", ("python-json-logger",), write=LOG),
    Neighbor(
        "logfire",
        "Logfire",
        ("logfire", "pytest"),
        write=LOG,
        findings=("logfire-records-integer-enums-as-strings",),
    ),
    Neighbor("sentry", "Sentry", ("sentry-sdk",), write=LOG),
)

CHECKERS = (
    Neighbor("beartype", "beartype", ("beartype",), write="The classes and `Event` in annotations"),
    Neighbor(
        "typeguard", "typeguard", ("typeguard",), write="The classes and `Event` in annotations"
    ),
    Neighbor(
        "jsonschema",
        "jsonschema",
        ("jsonschema",),
        write="`TypeAdapter(Event).json_schema()`",
    ),
    Neighbor(
        "ajv",
        "Ajv",
        ("npm:ajv",),
        write="`TypeAdapter(Event).json_schema()`, and `ajv/dist/2020` with `strict: false` and "
        "`validateFormats: false`",
    ),
    Neighbor(
        "datamodel-code-generator",
        "datamodel-code-generator",
        ("datamodel-code-generator",),
        write="The schema of `RtmsEvent`, and `--strict-types str int bool`",
    ),
    Neighbor(
        "openapi-typescript",
        "openapi-typescript",
        ("npm:openapi-typescript", "npm:typescript"),
        write="The schema of `Event` in an OpenAPI document",
    ),
)

TESTING = (
    Neighbor("hypothesis", "Hypothesis", ("hypothesis",), write="`@given(st.from_type(Event))`"),
    Neighbor(
        "polyfactory",
        "polyfactory",
        ("polyfactory",),
        write="`ModelFactory[MeetingRtmsStopped]`, or `sample()`",
    ),
    Neighbor(
        "pytest-xdist",
        "pytest-xdist",
        ("pytest-xdist", "pytest"),
        write='`parametrize("case", endpoint_cases(…), ids=str)`',
    ),
    Neighbor(
        "freezegun", "freezegun", ("freezegun",), write="Sign and receive at the same frozen time"
    ),
    Neighbor(
        "deepdiff",
        "DeepDiff",
        ("deepdiff",),
        write="`DeepDiff()` of `model_dump()`",
        findings=("deepdiff-ignores-extra-fields-of-pydantic-models",),
    ),
    Neighbor(
        "inline-snapshot",
        "inline-snapshot",
        ("inline-snapshot", "pytest"),
        write="A snapshot of `model_dump()`",
        findings=("inline-snapshot-cannot-write-pydantic-models-with-extra-fields",),
    ),
    Neighbor("syrupy", "syrupy", ("syrupy", "pytest"), write="A snapshot of `model_dump()`"),
)

PACKAGING = (
    Neighbor("pyinstaller", "PyInstaller", ("pyinstaller",), write="Nothing special"),
    Neighbor("pex", "pex", ("pex",), write="Nothing special"),
)

ZOOM = (
    Neighbor(
        "zoom-sdk",
        "rtms",
        ("rtms",),
        write="`client.join(meeting_uuid=…, rtms_stream_id=…, server_urls=…, "
        "signature=event.handshake_signature(…))`",
        findings=(
            "zoom-rtms-environment-overrides-arguments",
            "zoom-rtms-join-with-a-dict-drops-keywords",
            "zoom-rtms-never-awaits-an-async-webhook-callback",
        ),
    ),
)

TABLES: dict[str, tuple[Row, ...]] = {
    "Web frameworks": RECEIVERS,
    "Serverless": SERVERLESS,
    "Servers": SERVERS,
    "Queues": QUEUES,
    "Stores": STORES,
    "Formats": FORMATS,
    "Logging": LOGGING,
    "Schemas and type checks at run time": CHECKERS,
    "Tests": TESTING,
    "Packaging": PACKAGING,
    "Zoom's SDK": ZOOM,
}
"""The rows of each table, by its heading in the documentation."""

ROWS = {row.name: row for rows in TABLES.values() for row in rows}
