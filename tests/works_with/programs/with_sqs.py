"""Send events through Amazon SQS, with moto as the server."""

import boto3
from events import STOPPED, attempt, round_trip
from moto.server import ThreadedMotoServer

from rtms_events import parse_event

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
server.start()
host, port = server.get_host_and_port()
sqs = boto3.resource(
    "sqs",
    endpoint_url=f"http://{host}:{port}",
    region_name="us-east-1",
    aws_access_key_id="key",
    aws_secret_access_key="secret",
)
standard = sqs.create_queue(QueueName="zoom")
fifo = sqs.create_queue(QueueName="zoom.fifo", Attributes={"FifoQueue": "true"})


def send(event):
    standard.send_message(MessageBody=event.model_dump_json(exclude_unset=True))
    [message] = standard.receive_messages(WaitTimeSeconds=5)
    message.delete()
    return parse_event(message.body)


def send_twice():
    for _ in range(2):
        fifo.send_message(
            MessageBody=STOPPED.model_dump_json(exclude_unset=True),
            MessageGroupId=str(STOPPED.stream_key),
            MessageDeduplicationId=STOPPED.idempotency_key,
        )
    return len(fifo.receive_messages(MaxNumberOfMessages=10, WaitTimeSeconds=1))


round_trip(send)
attempt("`send_message(MessageBody=event)`", lambda: standard.send_message(MessageBody=STOPPED))
attempt("A duplicate in a FIFO queue, with `idempotency_key`; messages received", send_twice)
server.stop()
