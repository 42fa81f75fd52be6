#!/usr/bin/env bash
# Sanic 25.12.1: the headers of a request have every attribute, so `hasattr()` does not tell them
# from other objects.
#
# `request.headers.x_request_id` is a shortcut for `request.headers["x-request-id"]`. If there is no
# such header, it is an empty string, not an AttributeError. Code that recognizes a request by
# `hasattr(value, "headers")`, or a stream by `hasattr(value, "read")`, mistakes the headers for one.
set -euo pipefail
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet sanic==25.12.1 "multidict<7"

cat > "$folder/program.py" << 'PROGRAM'
from sanic.compat import Header

headers = Header({"host": "example.com", "x-request-id": "1"})
print("x_request_id:", repr(headers.x_request_id))
for name in ("headers", "read", "body", "anything"):
    print(f"{name}:", hasattr(headers, name), repr(getattr(headers, name)))
PROGRAM

cat > "$folder/expected" << 'OUTPUT'
x_request_id: '1'
headers: True ''
read: True ''
body: True ''
anything: True ''
OUTPUT

"$folder/venv/bin/python" "$folder/program.py" | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
