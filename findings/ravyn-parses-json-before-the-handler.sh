#!/usr/bin/env bash
# Ravyn 0.4.3: a POST route whose handler takes only the request still parses the body as JSON first.
#
# If the body is malformed, the client gets a 500, and the handler does not run, although it never asks
# for JSON. Lilya, on which Ravyn is built, leaves the body alone: the same function as a Lilya `Path`
# in the same app receives the raw body.
set -euo pipefail
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet ravyn==0.4.3 lilya==0.29.0 httpx==0.28.1

cat > "$folder/program.py" << 'PROGRAM'
import asyncio

import httpx
from lilya.responses import Response
from lilya.routing import Path
from ravyn import Gateway, Ravyn, Request, post


@post("/ravyn")
async def with_ravyn(request: Request) -> Response:
    return Response(await request.body(), 200)


async def with_lilya(request: Request):
    return Response(await request.body(), 200)


app = Ravyn(routes=[Gateway(handler=with_ravyn), Path("/lilya", with_lilya, methods=["POST"])])


async def main():
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        for body in ('{"a": 1}', '{"a": '):
            for path in ("/ravyn", "/lilya"):
                headers = {"content-type": "application/json"}
                response = await client.post(path, content=body, headers=headers)
                is_same = response.text == body
                print(f"{body!r} to {path}: {response.status_code}, raw body: {is_same}")


asyncio.run(main())
PROGRAM

cat > "$folder/expected" << 'OUTPUT'
'{"a": 1}' to /ravyn: 200, raw body: True
'{"a": 1}' to /lilya: 200, raw body: True
'{"a": ' to /ravyn: 500, raw body: False
'{"a": ' to /lilya: 200, raw body: True
OUTPUT

"$folder/venv/bin/python" "$folder/program.py" 2> /dev/null | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
