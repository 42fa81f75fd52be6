#!/usr/bin/env bash
# Zoom's SDK rtms 1.1.0: `Client.join(payload, timeout=…)` ignores every keyword if the payload is a
# dict.
#
# The dict replaces all parameters, so `signature` and `timeout`, for example, have no effect. The call returns True: it returns before the SDK looks at
# the parameters. With `join(**payload, timeout=…)`, the keywords are used.
set -euo pipefail
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet rtms==1.1.0

cat > "$folder/program.py" << 'PROGRAM'
import rtms

PAYLOAD = {"meeting_uuid": "uuid", "rtms_stream_id": "stream", "server_urls": "wss://localhost"}

loop = rtms.EventLoop()  # not started, so that nothing is joined


def parameters(*arguments, **keywords):
    client = rtms.Client()
    loop.add(client)
    result = client.join(*arguments, **keywords)
    kept = {key: value for key, value in client._pending_join_params.items() if value is not None}
    return result, kept.get("signature"), kept.get("timeout")


print("dict:", parameters(PAYLOAD, signature="signature", timeout=5))
print("keywords:", parameters(**PAYLOAD, signature="signature", timeout=5))
print("nothing:", parameters()[0])
PROGRAM

cat > "$folder/expected" << 'OUTPUT'
dict: (True, None, None)
keywords: (True, 'signature', 5)
nothing: True
OUTPUT

"$folder/venv/bin/python" "$folder/program.py" | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
