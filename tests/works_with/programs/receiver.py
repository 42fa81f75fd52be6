"""What the receivers share: the webhook, and the port on which they have to listen."""

import os

from rtms_events import Webhook

webhook = Webhook(os.environ["ZOOM_WEBHOOK_SECRET_TOKEN"])
PORT = int(os.environ["PORT"])
