#!/usr/bin/env bash
# Microdot 2.7.0: if a handler returns an object that it cannot send, the client gets a 200.
#
# Microdot sends the status and the headers before it finds out that it cannot send the object. The
# client sees a 200 with an empty body, and the error appears only in the log. A handler that returns
# an integer sends it as the status code: `return 5` is an HTTP response with the status 5.
set -euo pipefail
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet microdot==2.7.0

cat > "$folder/program.py" << 'PROGRAM'
import asyncio

from microdot import Microdot

app = Microdot()


class Report:
    pass


@app.get("/object")
async def an_object(request):
    return Report()


@app.get("/number")
async def a_number(request):
    return 5


async def get(port, path):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.0\r\n\r\n".encode())
    response = await reader.read()
    writer.close()
    head, _, body = response.partition(b"\r\n\r\n")
    print(path, head.splitlines()[0].decode(), repr(body.decode()))


async def main():
    server = asyncio.create_task(app.start_server("127.0.0.1", 0))
    while not getattr(app, "server", None):
        await asyncio.sleep(0)
    port = app.server.sockets[0].getsockname()[1]
    await get(port, "/object")
    await get(port, "/number")
    app.shutdown()
    await server


asyncio.run(main())
PROGRAM

cat > "$folder/expected" << 'OUTPUT'
/object HTTP/1.0 200 OK ''
/number HTTP/1.0 5 N/A ''
OUTPUT

"$folder/venv/bin/python" "$folder/program.py" 2> /dev/null | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
