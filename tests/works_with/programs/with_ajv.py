"""Validate events with the JSON Schema of the library, and Ajv."""

import json
import subprocess

from events import STOPPED, UNKNOWN, report
from pydantic import TypeAdapter

from rtms_events import Event

PROGRAM = """
const Ajv = require("ajv/dist/2020");
const { schema, values, options } = JSON.parse(require("fs").readFileSync(0, "utf8"));
try {
    const validate = new Ajv(options).compile(schema);
    console.log(values.map((value) => (validate(value) ? "valid" : "invalid")).join(", "));
} catch (error) {
    console.log("`" + error.message + "`");
}
"""
VALUES = [
    STOPPED.model_dump(exclude_unset=True),
    UNKNOWN.model_dump(exclude_unset=True),
    STOPPED.model_dump(exclude_unset=True) | {"event_ts": "now"},
]


def outcome(**options):
    schema = TypeAdapter(Event).json_schema()
    text = json.dumps({"schema": schema, "values": VALUES, "options": options})
    command = ["node", "-e", PROGRAM]
    result = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    return result.stdout.strip()


report(
    "`strict: false`; a known, an unknown, and an invalid known event",
    outcome(strict=False, validateFormats=False),
)
report("`strict: true`", outcome(strict=True, validateFormats=False))
report(
    "`discriminator: true`",
    outcome(strict=False, validateFormats=False, discriminator=True),
)
