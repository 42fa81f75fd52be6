#!/usr/bin/env bash
# DeepDiff 9.1.0 with Pydantic 2.14.4: models that differ only in extra fields are reported as equal.
#
# A model with `extra="allow"` keeps the fields that it does not declare outside of its `__dict__`.
# `DeepDiff` compares only the `__dict__`, and returns an empty result, which it uses for "no difference".
# Python's `==` and DeepDiff's own `DeepHash` do tell the models apart. A test that asserts
# `not DeepDiff(before, after)` does not notice that an extra field was lost.
set -euo pipefail
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet deepdiff==9.1.0 pydantic==2.14.4

cat > "$folder/program.py" << 'PROGRAM'
from deepdiff import DeepDiff, DeepHash
from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    model_config = ConfigDict(extra="allow")
    declared: int


before, after = Model(declared=1, extra=2), Model(declared=1)
print("==:", before == after)
print("DeepHash:", DeepHash(before)[before] == DeepHash(after)[after])
print("DeepDiff:", DeepDiff(before, after))
print("DeepDiff of a declared field:", DeepDiff(before, Model(declared=3, extra=2)))
PROGRAM

cat > "$folder/expected" << 'OUTPUT'
==: False
DeepHash: False
DeepDiff: {}
DeepDiff of a declared field: {'values_changed': {'root.declared': {'new_value': 3, 'old_value': 1}}}
OUTPUT

"$folder/venv/bin/python" "$folder/program.py" | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
