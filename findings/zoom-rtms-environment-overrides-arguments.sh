#!/usr/bin/env bash
# Zoom's SDK rtms 1.1.0: the environment takes precedence over the arguments of `generate_signature()`.
#
# If ZM_RTMS_CLIENT and ZM_RTMS_SECRET are set, the client ID and the client secret that the caller
# passes are ignored. A program that serves two apps signs all handshakes for the app in the
# environment. `Client.join()` calls the same function for its arguments `client` and `secret`; only
# its argument `signature` is used as it is.
set -euo pipefail
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet rtms==1.1.0

cat > "$folder/program.py" << 'PROGRAM'
import os

import rtms


def signature(client):
    return rtms.generate_signature(client, f"secret of {client}", "uuid", "stream")


for name in ("ZM_RTMS_CLIENT", "ZM_RTMS_SECRET"):
    os.environ.pop(name, None)
first, second = signature("app 1"), signature("app 2")
os.environ["ZM_RTMS_CLIENT"] = "app 2"
os.environ["ZM_RTMS_SECRET"] = "secret of app 2"
print("for app 1, as without the environment:", signature("app 1") == first)
print("for app 1, the signature of app 2:", signature("app 1") == second)
PROGRAM

cat > "$folder/expected" << 'OUTPUT'
for app 1, as without the environment: False
for app 1, the signature of app 2: True
OUTPUT

"$folder/venv/bin/python" "$folder/program.py" | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
