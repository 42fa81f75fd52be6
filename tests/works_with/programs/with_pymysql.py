"""Store events in MariaDB or MySQL with PyMySQL."""

import os

import pymysql
from events import STOPPED, attempt, round_trip

from rtms_events import parse_event

connection = pymysql.connect(
    host="127.0.0.1", port=int(os.environ["MARIADB_PORT"]), user="root", autocommit=True
)
cursor = connection.cursor()
cursor.execute("CREATE DATABASE zoom CHARACTER SET utf8mb4")
cursor.execute("USE zoom")
cursor.execute("CREATE TABLE events (id char(64) PRIMARY KEY, reason int, json longtext)")


def store(event):
    key = event.idempotency_key
    reason = getattr(event.payload, "stop_reason", None)
    row = (key, reason, event.model_dump_json(exclude_unset=True))
    cursor.execute("INSERT IGNORE INTO events VALUES (%s, %s, %s)", row)
    cursor.execute("SELECT json FROM events WHERE id = %s", [key])
    return parse_event(cursor.fetchone()[0])


def selected(value):
    cursor.execute("SELECT %s", [value])
    return cursor.fetchone()[0]


def column():
    cursor.execute("SELECT reason FROM events WHERE reason IS NOT NULL")
    return cursor.fetchone()[0]


round_trip(store)
attempt("An `int` column", column)
attempt("`SELECT %s` of `stop_reason`", lambda: selected(STOPPED.payload.stop_reason))
attempt("`SELECT %s` of `int(stop_reason)`", lambda: selected(int(STOPPED.payload.stop_reason)))
