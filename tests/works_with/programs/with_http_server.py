"""Receive webhooks with the standard library."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from receiver import PORT, webhook


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = self.headers.values() if self.path == "/values" else self.headers
        reply = webhook.receive(body, headers)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body.encode())


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
