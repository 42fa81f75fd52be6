"""Receive webhooks with Granian's own protocol, RSGI."""

from granian import Granian
from granian.constants import Interfaces
from receiver import PORT, webhook


async def app(scope, protocol):
    if scope.path == "/zoom":
        reply = webhook.receive(await protocol(), scope.headers.items())
    else:
        reply = webhook.receive(await protocol(), scope.headers)
    protocol.response_str(reply.status, list(reply.headers.items()), reply.body)


if __name__ == "__main__":
    Granian("with_granian_rsgi:app", port=PORT, interface=Interfaces.RSGI).serve()
