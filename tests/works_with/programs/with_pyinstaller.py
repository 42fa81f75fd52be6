"""Build one program with PyInstaller."""

import subprocess
from pathlib import Path

from events import attempt

PROGRAM = """
from rtms_events import MeetingRtmsStarted, Webhook, parse_event
from rtms_events.testing import sample, signed_request

request = signed_request(sample(MeetingRtmsStarted), secret="the secret token")
print(Webhook("the secret token").receive(*request).event.event)
"""


def run():
    Path("program.py").write_text(PROGRAM)
    build = ["pyinstaller", "--onefile", "--log-level", "ERROR", "program.py"]
    subprocess.run(build, check=True)
    output = subprocess.run(["dist/program"], capture_output=True, text=True, check=True)
    return output.stdout == "meeting.rtms_started\n"


attempt("`pyinstaller --onefile` builds a program that receives an event", run)
