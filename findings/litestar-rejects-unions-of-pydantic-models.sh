#!/usr/bin/env bash
# Litestar 2.25.0 with Pydantic 2.14.4: a route that takes a union of two Pydantic models responds with
# 500 to every request.
#
# The app starts, and a route that takes one of the models works. With a union of them, discriminated
# or not, msgspec raises a TypeError when a request arrives.
set -euo pipefail
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet litestar==2.25.0 pydantic==2.14.4 httpx

cat > "$folder/program.py" << 'PROGRAM'
import logging
from typing import Annotated, Literal

from litestar import Litestar, post
from litestar.testing import TestClient
from pydantic import BaseModel, Field


class Started(BaseModel):
    event: Literal["started"]


class Stopped(BaseModel):
    event: Literal["stopped"]


@post("/model")
async def model(data: Started) -> str:
    return data.event


@post("/union")
async def union(data: Started | Stopped) -> str:
    return data.event


@post("/discriminated")
async def discriminated(
    data: Annotated[Started | Stopped, Field(discriminator="event")],
) -> str:
    return data.event


logging.disable(logging.CRITICAL)
with TestClient(Litestar([model, union, discriminated]), raise_server_exceptions=False) as client:
    for path in ("/model", "/union", "/discriminated"):
        response = client.post(path, json={"event": "started"})
        print(path, response.status_code)
    client.app.debug = True
    accept = {"accept": "application/json"}
    response = client.post("/union", json={"event": "started"}, headers=accept)
    print(response.json()["details"].strip().splitlines()[-1].partition(" - ")[0])
PROGRAM
cat > "$folder/expected" << 'OUTPUT'
/model 201
/union 500
/discriminated 500
TypeError: Type unions may not contain more than one custom type
OUTPUT

"$folder/venv/bin/python" "$folder/program.py" | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
