"""Store events with Django's models."""

import django
from django.conf import settings
from events import STOPPED, attempt, round_trip

from rtms_events import StopReason, parse_event

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.db import connection, models


class StoredEvent(models.Model):
    key = models.CharField(max_length=64, primary_key=True)
    reason = models.IntegerField(null=True)
    text = models.CharField(max_length=20, default="")
    json = models.TextField()
    document = models.JSONField(default=dict)

    class Meta:
        app_label = "zoom"


with connection.schema_editor() as editor:
    editor.create_model(StoredEvent)


def store(event):
    key = event.idempotency_key
    reason = getattr(event.payload, "stop_reason", None)
    text = event.model_dump_json(exclude_unset=True)
    StoredEvent.objects.get_or_create(key=key, defaults={"reason": reason, "json": text})
    return parse_event(StoredEvent.objects.get(key=key).json)


def saved(**fields):
    StoredEvent.objects.filter(key="1").delete()
    StoredEvent.objects.create(key="1", **fields)
    [value] = StoredEvent.objects.values_list(*fields).get(key="1")
    return value


round_trip(store)
attempt("An `IntegerField` contains", lambda: saved(reason=STOPPED.payload.stop_reason))
attempt("A `CharField` contains", lambda: saved(text=STOPPED.payload.stop_reason))
attempt("The event in a `JSONField`", lambda: saved(document=STOPPED))
attempt(
    "A dump in a `JSONField`",
    lambda: parse_event(saved(document=STOPPED.model_dump(exclude_unset=True))),
)
attempt(
    "Label of `6` in `IntegerChoices` with the names of `StopReason`",
    lambda: models.IntegerChoices("Reason", [(m.name, m.value) for m in StopReason])(6).label,
)
