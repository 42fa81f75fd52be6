"""Generate TypeScript types from an OpenAPI document with the events of the library."""

import json
import subprocess
from pathlib import Path

from events import attempt
from pydantic import TypeAdapter

from rtms_events import Event

PROGRAM = """
import type { components } from "./schema";
type Stopped = components["schemas"]["MeetingRtmsStopped"];
declare const stopped: Stopped;
const name: "meeting.rtms_stopped" = stopped.event;
const code: number = stopped.payload.stop_reason;
"""


def generated():
    schema = TypeAdapter(Event).json_schema(ref_template="#/components/schemas/{model}")
    schemas = schema.pop("$defs") | {"Event": schema}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Webhooks", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    }
    Path("schema.json").write_text(json.dumps(document))
    subprocess.run(["openapi-typescript", "schema.json", "--output", "schema.ts"], check=True)
    Path("program.ts").write_text(PROGRAM)
    subprocess.run(["tsc", "--noEmit", "--strict", "--skipLibCheck", "program.ts"], check=True)
    return True


attempt("A program with the types of `event` and `stop_reason` compiles", generated)
