#!/usr/bin/env bash
# FastAPI 0.165.0 with Pydantic 2.14.4: the OpenAPI document lists a model that no request can contain.
#
# A model can replace its schema with `__get_pydantic_core_schema__()`. Validation and Pydantic's own
# JSON schema then ignore the fields of the class. FastAPI does not: it walks over them, builds a
# schema for each model that it finds, and adds it to the components, although nothing refers to it.
# If such a model raises an error when it is used as a field, `app.openapi()` fails for a route that
# works.
set -euo pipefail
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet fastapi==0.165.0 pydantic==2.14.4

cat > "$folder/program.py" << 'PROGRAM'
import json

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic_core import core_schema


class Part(BaseModel):
    number: int


class Whole(BaseModel):
    part: Part

    @classmethod
    def __get_pydantic_core_schema__(cls, source, handler):
        return core_schema.str_schema()


app = FastAPI()


@app.post("/")
def receive(whole: Whole) -> None: ...


document = app.openapi()
body = document["paths"]["/"]["post"]["requestBody"]["content"]["application/json"]["schema"]
print("Pydantic:", json.dumps(Whole.model_json_schema()))
print("FastAPI, the body:", json.dumps(body))
print("FastAPI, the component:", "Part" in document["components"]["schemas"])
print("FastAPI, references to it:", json.dumps(document).count("#/components/schemas/Part"))
PROGRAM

cat > "$folder/expected" << 'OUTPUT'
Pydantic: {"type": "string"}
FastAPI, the body: {"type": "string", "title": "Whole"}
FastAPI, the component: True
FastAPI, references to it: 0
OUTPUT

"$folder/venv/bin/python" "$folder/program.py" | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
