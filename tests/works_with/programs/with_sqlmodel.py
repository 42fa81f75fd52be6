"""Store events with SQLModel."""

from events import STOPPED, attempt, round_trip
from sqlmodel import JSON, Column, Field, Session, SQLModel, create_engine

from rtms_events import BaseEvent, parse_event


class StoredEvent(SQLModel, table=True):
    key: str = Field(primary_key=True)
    reason: int | None
    json_text: str


class Document(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    event: BaseEvent = Field(sa_column=Column(JSON))


engine = create_engine("sqlite://")
SQLModel.metadata.create_all(engine)


def store(event):
    key = event.idempotency_key
    reason = getattr(event.payload, "stop_reason", None)
    text = event.model_dump_json(exclude_unset=True)
    with Session(engine) as session:
        session.add(StoredEvent(key=key, reason=reason, json_text=text))
        session.commit()
    with Session(engine) as session:
        return parse_event(session.get(StoredEvent, key).json_text)


def store_document(event):
    with Session(engine) as session:
        document = Document(event=event)
        session.add(document)
        session.commit()
        session.refresh(document)
        return document.event


round_trip(store)
attempt("The event in a `JSON` column", lambda: store_document(STOPPED))
attempt(
    "A dump in a `JSON` column comes back as",
    lambda: store_document(STOPPED.model_dump(exclude_unset=True)),
)
