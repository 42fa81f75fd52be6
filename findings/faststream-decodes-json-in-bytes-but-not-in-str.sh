#!/usr/bin/env bash
# FastStream 0.7.8 with Redis: a subscriber with a Pydantic argument accepts JSON as `bytes` but not as
# `str`.
#
# A `str` is published as plain text, so the subscriber validates the text itself instead of decoding
# it first. `bytes` with the same content are decoded. With a real broker, the error is only logged,
# and the message is acknowledged.
set -euo pipefail
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "faststream[redis]==0.7.8" pydantic==2.14.4

cat > "$folder/program.py" << 'PROGRAM'
import asyncio

from faststream.redis import RedisBroker, TestRedisBroker
from pydantic import BaseModel


class Order(BaseModel):
    number: int


broker = RedisBroker()


@broker.subscriber("orders")
async def handle(order: Order):
    print("  received:", repr(order))


async def main():
    order = Order(number=1)
    text = order.model_dump_json()
    async with TestRedisBroker(broker):
        for message in (order, order.model_dump(), text.encode(), text):
            print(f"{type(message).__name__}:")
            try:
                await broker.publish(message, "orders")
            except Exception as error:
                print("  error:", type(error).__name__)


asyncio.run(main())
PROGRAM

cat > "$folder/expected" << 'OUTPUT'
Order:
  received: Order(number=1)
dict:
  received: Order(number=1)
bytes:
  received: Order(number=1)
str:
  error: ValidationError
OUTPUT

"$folder/venv/bin/python" "$folder/program.py" 2> /dev/null | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
