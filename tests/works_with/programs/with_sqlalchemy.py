"""Store events with SQLAlchemy."""

from events import STOPPED, attempt, round_trip
from sqlalchemy import JSON, Enum, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from rtms_events import StopReason, VoiceStopReason, parse_event


class Base(DeclarativeBase):
    pass


class StoredEvent(Base):
    __tablename__ = "events"
    key: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[int | None]
    json: Mapped[str]


class Document(Base):
    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[dict] = mapped_column(JSON)
    reason: Mapped[StopReason] = mapped_column(Enum(StopReason))


engine = create_engine("sqlite://")
Base.metadata.create_all(engine)


def store(event):
    key = event.idempotency_key
    reason = getattr(event.payload, "stop_reason", None)
    text = event.model_dump_json(exclude_unset=True)
    with Session(engine) as session:
        session.add(StoredEvent(key=key, reason=reason, json=text))
        session.commit()
    with Session(engine) as session:
        return parse_event(session.get(StoredEvent, key).json)


def column():
    with Session(engine) as session:
        return session.query(StoredEvent.reason).filter(StoredEvent.reason.is_not(None)).scalar()


def store_document(reason):
    with Session(engine) as session:
        document = Document(document=STOPPED.model_dump(), reason=reason)
        session.add(document)
        session.commit()
        return session.connection().exec_driver_sql("SELECT reason FROM documents").scalar()


round_trip(store)
attempt("A column `Mapped[int]` contains", column)
attempt("A column `Enum(StopReason)` contains", lambda: store_document(STOPPED.payload.stop_reason))
attempt("An unknown code in it", lambda: store_document(816))
attempt("`VoiceStopReason(6)` in it becomes", lambda: store_document(VoiceStopReason(6)))
