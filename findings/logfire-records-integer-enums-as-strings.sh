#!/usr/bin/env bash
# Logfire 5.4.0: a member of an IntEnum becomes an attribute of the type string.
#
# Integers, and instances of other subclasses of `int`, become integers. A member of an `IntEnum` with
# the same value is serialized to JSON text first, so it is not a number in queries. The JSON schema that is
# sent with the attribute still says `integer`.
set -euo pipefail
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet logfire==5.4.0 pytest==9.0.2

cat > "$folder/program.py" << 'PROGRAM'
import json
from enum import IntEnum

import logfire
from logfire.testing import TestExporter
from opentelemetry.sdk.trace.export import SimpleSpanProcessor


class Code(IntEnum):
    ENDED = 6


class Number(int):
    pass


exporter = TestExporter()
logfire.configure(
    send_to_logfire=False,
    console=False,
    additional_span_processors=[SimpleSpanProcessor(exporter)],
)
logfire.info("ended", plain=6, subclass=Number(6), member=Code.ENDED)
attributes = exporter.exported_spans_as_dict()[-1]["attributes"]
for name in ("plain", "subclass", "member"):
    print(f"{name}:", repr(attributes[name]))
schema = json.loads(attributes["logfire.json_schema"])
print("schema:", schema["properties"]["member"]["type"])
PROGRAM

cat > "$folder/expected" << 'OUTPUT'
plain: 6
subclass: 6
member: '6'
schema: integer
OUTPUT

"$folder/venv/bin/python" "$folder/program.py" | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
