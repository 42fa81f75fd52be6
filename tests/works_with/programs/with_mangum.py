"""Receive webhooks with an ASGI app on AWS Lambda, through Mangum."""

import gateway
from mangum import Mangum
from with_starlette import app

handler = Mangum(app, lifespan="off")

if __name__ == "__main__":
    gateway.serve(handler, gateway.function_url)
