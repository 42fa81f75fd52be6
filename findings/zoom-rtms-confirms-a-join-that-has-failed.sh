#!/usr/bin/env bash
# Zoom's SDK rtms 1.1.0: `on_join_confirm()` is called for a join that has failed, too.
#
# `join()` returns True and the log says "Successfully joined" even if nothing listens at the URL.
# Then the callback for a confirmed join is called with a code other than 0 (seen: 1 and 504). `on_leave()` is not
# called. An app that takes the callback for success, or its `join()` for a connection, waits for
# data that never arrives.
set -euo pipefail
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet rtms==1.1.0

cat > "$folder/program.py" << 'PROGRAM'
import socket
import time

import rtms

calls = []
loop = rtms.EventLoop()
client = rtms.Client()
client.on_join_confirm(lambda code: calls.append(("on_join_confirm", code)))
client.on_leave(lambda code: calls.append(("on_leave", code)))
client.on_transcript_data(lambda *_: None)
with socket.create_server(("127.0.0.1", 0)) as closed:
    url = f"wss://127.0.0.1:{closed.getsockname()[1]}"
loop.add(client)
joined = client.join(meeting_uuid="uuid", rtms_stream_id="stream", server_urls=url, signature="none")
loop.start()
deadline = time.monotonic() + 30
while not calls and time.monotonic() < deadline:
    time.sleep(0.1)
time.sleep(2)
loop.stop()
loop.join()
client.leave()
print("join() returned", joined)
print("calls:", [(name, "failed" if code else "joined") for name, code in calls])
PROGRAM

cat > "$folder/expected" << 'OUTPUT'
client   | INFO  | Successfully joined
join() returned True
calls: [('on_join_confirm', 'failed')]
OUTPUT

cd "$folder"
mkdir logs
venv/bin/python program.py 2>&1 | sed -n 's/ | [-0-9]* [:0-9]* / /; /Successfully/p; /^join()/p; /^calls/p' | tee seen
diff expected seen
