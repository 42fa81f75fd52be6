#!/usr/bin/env bash
# WebOb 1.8.9, and thus Pyramid: a response with JSON text and `application/json` raises a TypeError.
#
# WebOb encodes text only if the content type has a charset, and it does not add one to
# `application/json`, which has none by its specification. The same text works with the parameter
# `json_body`, as bytes, or without a content type.
set -euo pipefail
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "webob==1.8.9" "legacy-cgi==2.6.4; python_version >= '3.13'"

cat > "$folder/program.py" << 'PROGRAM'
from webob import Response

TEXT = '{"a": 1}'
for label, arguments in {
    "text": {"body": TEXT, "content_type": "application/json"},
    "text in a header list": {"body": TEXT, "headerlist": [("content-type", "application/json")]},
    "bytes": {"body": TEXT.encode(), "content_type": "application/json"},
    "json_body": {"json_body": {"a": 1}},
    "text without a content type": {"body": TEXT},
}.items():
    try:
        print(f"{label}:", Response(**arguments).body)
    except TypeError as error:
        print(f"{label}: TypeError: {error}")
PROGRAM

cat > "$folder/expected" << 'OUTPUT'
text: TypeError: You cannot set the body to a text value without a charset
text in a header list: TypeError: You cannot set the body to a text value without a charset
bytes: b'{"a": 1}'
json_body: b'{"a":1}'
text without a content type: b'{"a": 1}'
OUTPUT

"$folder/venv/bin/python" "$folder/program.py" | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
