"""Generate models from the JSON Schema of the library with datamodel-code-generator."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

from events import STOPPED, attempt
from pydantic import TypeAdapter

from rtms_events import RtmsEvent

Path("schema.json").write_text(json.dumps(TypeAdapter(RtmsEvent).json_schema()))
sys.path.insert(0, ".")
DATA = STOPPED.model_dump(exclude_unset=True)


def generated(name, *options):
    command = ["datamodel-codegen", "--input", "schema.json", "--input-file-type", "jsonschema"]
    command += ["--output-model-type", "pydantic_v2.BaseModel", "--output", f"{name}.py"]
    subprocess.run([*command, *options], check=True)
    return TypeAdapter(importlib.import_module(name).MeetingRtmsStopped)


def stop_reason(adapter, code):
    data = DATA | {"payload": DATA["payload"] | {"stop_reason": code}}
    return adapter.validate_python(data).model_dump()["payload"]["stop_reason"]


lax = generated("lax")
strict = generated("strict", "--strict-types", "str", "int", "bool")
attempt("The stop reason `816` becomes", lambda: stop_reason(strict, 816))
attempt('The text `"816"` without `--strict-types` becomes', lambda: stop_reason(lax, "816"))
attempt('The text `"816"`', lambda: stop_reason(strict, "816"))
attempt(
    "The unknown field is kept",
    lambda: strict.validate_python(DATA).payload.region == DATA["payload"]["region"],
)
