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
    finding: str = ""
    """The script in `findings/` that shows something surprising about it."""

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
    command: str = ""
    """How the program is started, unless as `python with_….py`."""
    wrong: dict[str, str] = field(default_factory=dict[str, str])
    """What people try first, by the path where the program does it."""


@dataclass(frozen=True)
class Neighbor(Row):
    """Any other package. Its program reports what happens to events."""

    write: str = ""


RECEIVERS = (
    Receiver(
        "fastapi",
        "FastAPI",
        ("fastapi", "uvicorn"),
        body="`await request.body()`",
        headers="`request.headers`",
        response="`Response(reply.body, reply.status, reply.headers)`",
        wrong={
            "/text": "Return `reply.body`",
            "/reply": "Return the `Reply`",
            "/body": "A parameter `Annotated[bytes, Body()]`",
            "/event": "A parameter of the type `Event`",
        },
    ),
    Receiver(
        "flask",
        "Flask",
        ("flask",),
        body="`request.get_data()`",
        headers="`request.headers`",
        response="`Response(reply.body, reply.status, reply.headers)`",
        wrong={
            "/json": "`request.get_json()`",
            "/consumed": "`request.get_json(cache=False)` before it",
            "/reply": "Return the `Reply`",
        },
    ),
    Receiver(
        "django",
        "Django",
        ("django", "gunicorn"),
        command="gunicorn --bind 127.0.0.1:{port} with_django:application",
        body="`request.body`",
        headers="`request.headers`",
        response="`HttpResponse(reply.body, status=reply.status, headers=reply.headers)`",
        wrong={"/meta": "`request.META`", "/json": "Return `JsonResponse(reply.body, safe=False)`"},
    ),
    Receiver(
        "tornado",
        "Tornado",
        ("tornado",),
        body="`self.request.body`",
        headers="`self.request.headers`",
        response="`set_status`, `set_header`, and `write` only if there is a body",
        wrong={"/write": "`self.write(reply.body)` without a condition"},
    ),
    Receiver(
        "aiohttp",
        "aiohttp",
        ("aiohttp",),
        body="`await request.read()`",
        headers="`request.headers`",
        response="`web.Response(status=reply.status, headers=reply.headers, text=reply.body)`",
        wrong={
            "/json": "`web.json_response(reply.body)`",
            "/content-type": "`content_type=` as well as `headers=`",
        },
    ),
)

TABLES: dict[str, tuple[Row, ...]] = {"Web frameworks": RECEIVERS}
"""The rows of each table, by its heading in the documentation."""

ROWS = {row.name: row for rows in TABLES.values() for row in rows}
