#!/usr/bin/env bash
# Celery 5.7.0: `celery worker --soft-time-limit` has no effect on a task that has a time limit.
#
# The program that sends a message writes the time limits of the task into it, from its own
# configuration, and the worker prefers them to its own. An operator who shortens the limit of the
# workers has to change the configuration of the senders, and messages that are already in the queue
# keep the old limit. Here, the senders say 60 seconds and the worker 1 second, and a task that takes
# 3 seconds is not stopped. Without the limit of the senders, it is.
set -euo pipefail
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet celery==5.7.0 kombu==5.7.0

cat > "$folder/program.py" << 'PROGRAM'
import os
import time

from celery import Celery
from celery.exceptions import SoftTimeLimitExceeded

app = Celery("program", broker="filesystem://")
app.conf.update(
    broker_transport_options={"data_folder_in": "queue", "data_folder_out": "queue"},
    task_soft_time_limit=float(os.environ["LIMIT"]) or None,
)


@app.task
def three_seconds():
    try:
        time.sleep(3)
        outcome = "finished"
    except SoftTimeLimitExceeded:
        outcome = "stopped"
    with open("outcome", "w") as file:
        file.write(outcome)


if __name__ == "__main__":
    three_seconds.delay()
PROGRAM

cd "$folder"
mkdir queue
export C_FORCE_ROOT=1
for limit in 60 0; do
    rm -f outcome
    LIMIT=$limit venv/bin/python program.py
    LIMIT=$limit venv/bin/celery --quiet --app program worker --soft-time-limit 1 --concurrency 1 > log 2>&1 &
    worker=$!
    for _ in $(seq 60); do test -f outcome && break; sleep 0.5; done
    kill $worker
    wait $worker || true
    echo "limit of the sender $limit s, of the worker 1 s, a task of 3 s: $(cat outcome)" | tee -a seen
done

cat > expected << 'OUTPUT'
limit of the sender 60 s, of the worker 1 s, a task of 3 s: finished
limit of the sender 0 s, of the worker 1 s, a task of 3 s: stopped
OUTPUT
diff expected seen
