"""Receive webhooks behind nginx."""

import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread
from wsgiref.simple_server import make_server

from receiver import PORT
from with_flask import app

CONFIGURATION = """
daemon off;
pid nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    server {{
        listen 127.0.0.1:{port};
        client_max_body_size 10m;
        client_body_buffer_size 10m;
        location / {{ proxy_pass http://127.0.0.1:{upstream}; }}
        location /small/ {{
            client_max_body_size 100;
            proxy_pass http://127.0.0.1:{upstream}/;
        }}
    }}
}}
"""

if __name__ == "__main__":
    with make_server("127.0.0.1", 0, app) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        configuration = CONFIGURATION.format(port=PORT, upstream=server.server_port)
        Path("nginx.conf").write_text(configuration)
        nginx = subprocess.Popen(["nginx", "-p", ".", "-c", "nginx.conf"])
        signal.signal(signal.SIGTERM, lambda *_: nginx.terminate())
        sys.exit(nginx.wait())
