#!/usr/bin/env bash
# Pydantic 2.12 and later: `model_dump(serialize_as_any=True)` ignores the serializer of a field.
#
# The flag is documented for subclasses of the models of fields. Since 2.12, it also bypasses a
# `PlainSerializer` or `core_schema.plain_serializer_function_ser_schema()` that has a return type:
# the value is serialized by its type at run time. 2.11 calls the serializer. JSON mode hides the
# difference for an enum, because both ways write its value.
set -euo pipefail
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT

cat > "$folder/program.py" << 'PROGRAM'
from enum import IntEnum
from typing import Annotated

import pydantic


class Reason(IntEnum):
    ENDED = 6


class Stopped(pydantic.BaseModel):
    reason: Annotated[Reason, pydantic.PlainSerializer(int, return_type=int)]


stopped = Stopped(reason=6)
print(pydantic.VERSION, stopped.model_dump(), stopped.model_dump(serialize_as_any=True))
PROGRAM

cat > "$folder/expected" << 'OUTPUT'
2.11.10 {'reason': 6} {'reason': 6}
2.12.0 {'reason': 6} {'reason': <Reason.ENDED: 6>}
2.14.4 {'reason': 6} {'reason': <Reason.ENDED: 6>}
OUTPUT

for version in 2.11.10 2.12.0 2.14.4; do
    python3 -m venv --clear "$folder/venv"
    "$folder/venv/bin/pip" install --quiet "pydantic==$version"
    "$folder/venv/bin/python" "$folder/program.py"
done | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
