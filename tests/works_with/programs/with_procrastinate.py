"""Send events through procrastinate."""

import os

import procrastinate
from events import STOPPED, attempt, round_trip
from procrastinate.testing import InMemoryConnector

from rtms_events import parse_event

app = procrastinate.App(
    connector=procrastinate.SyncPsycopgConnector(conninfo=os.environ["DATABASE_URL"])
)
seen = []


@app.task(name="handle")
def handle(message):
    seen.append(parse_event(message))


@app.task(name="identity")
def identity(event):
    seen.append(event)


def send(event):
    handle.defer(message=event.model_dump_json(exclude_unset=True))
    worker = procrastinate.PsycopgConnector(conninfo=os.environ["DATABASE_URL"])
    with app.replace_connector(worker) as running:
        running.run_worker(wait=False, install_signal_handlers=False)
    return seen.pop()


def defer_event(connector):
    with app.replace_connector(connector) as replaced:
        replaced.tasks["identity"].defer(event=STOPPED)
        return True


with app.open():
    app.schema_manager.apply_schema()
    round_trip(send)
    attempt("`defer(event=event)`", lambda: defer_event(app.connector))
attempt("The same with `InMemoryConnector` is accepted", lambda: defer_event(InMemoryConnector()))
