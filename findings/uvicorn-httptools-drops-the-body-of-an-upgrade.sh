#!/usr/bin/env bash
# uvicorn 0.54.0: whether an app gets the body of a request with an Upgrade header depends on the parser.
#
# A client may offer another protocol with `Upgrade`, and still send a body. A server that does not
# switch handles the request as usual. With h11, uvicorn does so. With httptools, which uvicorn prefers
# if it is installed, the app gets an empty body, together with the Content-Length of the real one.
set -euo pipefail
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet uvicorn==0.54.0 h11==0.16.0 httptools==0.9.0

cat > "$folder/program.py" << 'PROGRAM'
import asyncio
import sys

import uvicorn


async def app(scope, receive, send):
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    length = dict(scope["headers"])[b"content-length"].decode()
    answer = f"Content-Length {length}, body {body!r}".encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": answer})


async def main(parser):
    config = uvicorn.Config(app, port=0, http=parser, lifespan="off", log_level="critical")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    for upgrade in ("", "Connection: Upgrade, close\r\nUpgrade: h2c\r\n"):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            b"POST / HTTP/1.1\r\nHost: example.com\r\nContent-Length: 2\r\n"
            + (upgrade or "Connection: close\r\n").encode()
            + b"\r\n{}"
        )
        answer = await asyncio.wait_for(reader.read(), 10)
        found = answer.partition(b"Content-Length ")[2].partition(b"\r\n")[0].decode()
        print(f"{parser}, {'Upgrade' if upgrade else 'no Upgrade'}: Content-Length {found}")
        writer.close()
    server.should_exit = True
    await task


asyncio.run(main(sys.argv[1]))
PROGRAM

cat > "$folder/expected" << 'OUTPUT'
h11, no Upgrade: Content-Length 2, body b'{}'
h11, Upgrade: Content-Length 2, body b'{}'
httptools, no Upgrade: Content-Length 2, body b'{}'
httptools, Upgrade: Content-Length 2, body b''
OUTPUT

for parser in h11 httptools; do
    timeout 60 "$folder/venv/bin/python" "$folder/program.py" "$parser"
done | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
