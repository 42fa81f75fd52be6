"""Validate events with the JSON Schema of the library, and Ajv."""

import json
import subprocess
from pathlib import Path

from events import STOPPED, UNKNOWN, attempt
from pydantic import TypeAdapter

from rtms_events import Event

PROGRAM = """
const Ajv = require("ajv/dist/2020");
const { schema, values, options } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const validate = new Ajv(options).compile(schema);
console.log(JSON.stringify(values.map((value) => validate(value))));
"""
VALUES = [
    STOPPED.model_dump(exclude_unset=True),
    UNKNOWN.model_dump(exclude_unset=True),
    STOPPED.model_dump(exclude_unset=True) | {"event_ts": "now"},
]


def valid(**options):
    schema = TypeAdapter(Event).json_schema()
    Path("validate.js").write_text(PROGRAM)
    text = json.dumps({"schema": schema, "values": VALUES, "options": options})
    command = ["node", "-e", PROGRAM]
    return json.loads(
        subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout
    )


attempt(
    "`strict: false`; known, unknown, and invalid known event",
    lambda: valid(strict=False, validateFormats=False),
)
attempt("`strict: true`", lambda: valid(strict=True, validateFormats=False))
attempt(
    "`discriminator: true`", lambda: valid(strict=False, validateFormats=False, discriminator=True)
)
