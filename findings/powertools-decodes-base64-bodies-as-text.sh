#!/usr/bin/env bash
# Powertools for AWS Lambda 3.37.0: `decoded_body` raises a UnicodeDecodeError for a body that is not
# UTF-8.
#
# AWS encodes a binary body, such as an image, as base64. `decoded_body` decodes the base64, and then
# the result as UTF-8, although binary data is not text. The bytes are available only if the
# caller decodes `body`.
set -euo pipefail
folder=$(mktemp --directory)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet aws-lambda-powertools==3.37.0

cat > "$folder/program.py" << 'PROGRAM'
import base64

from aws_lambda_powertools.utilities.data_classes import LambdaFunctionUrlEvent

for name, content in {"text": b"caf\xc3\xa9", "PNG": b"\x89PNG"}.items():
    event = LambdaFunctionUrlEvent(
        {"body": base64.b64encode(content).decode(), "isBase64Encoded": True}
    )
    try:
        print(f"{name}:", repr(event.decoded_body))
    except UnicodeDecodeError as error:
        print(f"{name}:", type(error).__name__)
    print(f"{name} by hand:", base64.b64decode(event.body))
PROGRAM

cat > "$folder/expected" << 'OUTPUT'
text: 'café'
text by hand: b'caf\xc3\xa9'
PNG: UnicodeDecodeError
PNG by hand: b'\x89PNG'
OUTPUT

"$folder/venv/bin/python" "$folder/program.py" | tee "$folder/seen"
diff "$folder/expected" "$folder/seen"
