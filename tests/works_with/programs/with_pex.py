"""Build one file with pex."""

import subprocess
import sys
from pathlib import Path

from events import attempt

PROGRAM = """
from rtms_events import MeetingRtmsStarted, Webhook
from rtms_events.testing import sample, signed_request

request = signed_request(sample(MeetingRtmsStarted), secret="the secret token")
print(Webhook("the secret token").receive(*request).event.event)
"""


def run():
    Path("src").mkdir()
    Path("src/program.py").write_text(PROGRAM)
    command = ["pex", "--venv-repository", sys.prefix, "rtms-events", "-D", "src"]
    subprocess.run([*command, "-m", "program", "-o", "program.pex"], check=True)
    output = subprocess.run(["./program.pex"], capture_output=True, text=True, check=True)
    return output.stdout == "meeting.rtms_started\n"


attempt("`pex rtms-events` builds a file that receives an event", run)
