#!/usr/bin/env bash
# AWS Chalice 1.34.0: `chalice local` adds a second Content-Type if the header is written in lower case.
#
# The local server looks for `Content-Type` in exactly this spelling, and adds `application/json` if it
# does not find it. The same function returns only its own header to AWS Lambda, so a client sees a
# difference between the local server and AWS.
set -euo pipefail
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "chalice==1.34.0" "setuptools<81"

cat > "$folder/program.py" << 'PROGRAM'
import http.client
import threading

from chalice import Chalice, Response
from chalice.config import Config
from chalice.local import create_local_server

app = Chalice("app")


@app.route("/lower")
def lower():
    return Response("<p>", headers={"content-type": "text/html"})


@app.route("/title")
def title():
    return Response("<p>", headers={"Content-Type": "text/html"})


server = create_local_server(app, Config(), "127.0.0.1", 0).server
threading.Thread(target=server.serve_forever, daemon=True).start()
for path in ("/title", "/lower"):
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1])
    connection.request("GET", path)
    headers = connection.getresponse().getheaders()
    print(path, [value for name, value in headers if name.lower() == "content-type"])
event = {
    "requestContext": {"httpMethod": "GET", "resourcePath": "/lower", "identity": {}},
    "headers": {},
    "multiValueQueryStringParameters": None,
    "pathParameters": {},
    "stageVariables": None,
    "body": None,
    "isBase64Encoded": False,
}
print("AWS Lambda:", app(event, None)["headers"])
PROGRAM

cat > "$folder/expected" << 'OUTPUT'
/title ['text/html']
/lower ['application/json', 'text/html']
AWS Lambda: {'content-type': 'text/html'}
OUTPUT

"$folder/venv/bin/python" "$folder/program.py" 2> /dev/null | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
