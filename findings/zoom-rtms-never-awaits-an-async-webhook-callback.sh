#!/usr/bin/env bash
# Zoom's SDK rtms 1.1.0: `onWebhookEvent` accepts an `async def` callback, responds with 200, and never
# runs it.
#
# The server calls the function and drops the coroutine that it returns. The callbacks for audio,
# video, and transcripts are awaited if they are coroutines. Zoom gets a 200, so it does not retry the
# event.
set -euo pipefail
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet rtms==1.1.0

cat > "$folder/program.py" << 'PROGRAM'
import http.client
import json
import socket

import rtms

with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]

calls = []


@rtms.onWebhookEvent(port=port, path="/")
async def handle(payload):
    calls.append(payload)


connection = http.client.HTTPConnection("127.0.0.1", port)
connection.request("POST", "/", json.dumps({"event": "meeting.rtms_started", "payload": {}}))
response = connection.getresponse()
print(response.status, response.read().decode())
print("calls:", calls)
PROGRAM

cat > "$folder/expected" << 'OUTPUT'
200 {"status": "ok"}
calls: []
OUTPUT

"$folder/venv/bin/python" "$folder/program.py" 2> /dev/null | grep -v "^webhook " | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
