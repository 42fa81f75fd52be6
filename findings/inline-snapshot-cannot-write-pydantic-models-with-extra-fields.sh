#!/usr/bin/env bash
# inline-snapshot 0.36.1 with Pydantic 2.14.4: it cannot create the snapshot of a model that has extra
# fields.
#
# For `model == snapshot()`, inline-snapshot writes the call that creates the model into the test. It
# passes only the fields that the class declares, finds that the result differs from the model, and
# raises a UsageError. Without extra fields, the same test is completed.
set -euo pipefail
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet inline-snapshot==0.36.1 pydantic==2.14.4 pytest==9.0.2

cat > "$folder/program.py" << 'PROGRAM'
import subprocess
import sys
from pathlib import Path

TEST = """
from inline_snapshot import snapshot
from pydantic import BaseModel, ConfigDict

class Model(BaseModel):
    model_config = ConfigDict(extra="allow")
    declared: int

def test_model():
    assert Model(declared=1{extra}) == snapshot()
"""
for extra in ("", ", extra=2"):
    Path("test_model.py").write_text(TEST.format(extra=extra))
    command = [sys.executable, "-m", "pytest", "-q", "--inline-snapshot=create", "test_model.py"]
    output = subprocess.run(command, capture_output=True, text=True).stdout
    print(Path("test_model.py").read_text().splitlines()[-1].strip())
    print("  UsageError:", "UsageError: Customized value does not match original value" in output)
    print("  tried:", [line.split("=", 1)[1] for line in output.splitlines() if "E   customized_value=" in line])
PROGRAM

cat > "$folder/expected" << 'OUTPUT'
assert Model(declared=1) == snapshot(Model(declared=1))
  UsageError: False
  tried: []
assert Model(declared=1, extra=2) == snapshot()
  UsageError: True
  tried: ['Model(declared=1)']
OUTPUT

cd "$folder"
"$folder/venv/bin/python" "$folder/program.py" | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
