"""The conformance suite: correct receivers pass, and each classic mistake fails the right cases."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import TypeAlias

import pytest
from pydantic import SecretStr

from rtms_events import Webhook, parse_event
from rtms_events.testing import EndpointCase, endpoint_cases, signed_request

from .spec import RTMS_EVENTS

SECRET = "a secret for tests"
TOKEN = "qgg8vlvZRS6UYooatFL8Aw"

EVENTS = {spec.event for spec in RTMS_EVENTS}
UNKNOWN = {
    "unknown event",
    "unknown event with a string event_ts",
    "unknown event without a payload",
}
GENUINE = {
    *EVENTS,
    *UNKNOWN,
    "meeting.rtms_started, redelivered",
    "unknown stop reason",
    "unknown fields",
    "body with raw and escaped characters",
    "body of 1 MB",
    "header names in upper case",
}
VALIDATION = {
    "URL validation",
    "URL validation with a base64url token",
    "URL validation with a base64 token, from Zoom's mock server",
    "URL validation without event_ts",
}
ATTACK = "URL validation as a signing oracle"
ORACLE = {ATTACK}
UNSIGNED_ORACLE = {f"{ATTACK}, unsigned"}
MALFORMED = "malformed JSON, signed with a wrong secret"
WRONG_SECRET = {
    f"{what}, signed with a wrong secret"
    for what in {*EVENTS, "unknown event", "empty JSON object"}
}
NO_SIGNATURE = {
    "missing signature header",
    "missing signature and timestamp headers",
    "unsigned malformed JSON",
}
NO_TIMESTAMP = {
    "missing timestamp header",
    "missing signature and timestamp headers",
    "unsigned malformed JSON",
}
UNSIGNED = {
    *NO_SIGNATURE,
    *NO_TIMESTAMP,
    "empty signature header",
    "malformed signature header",
    "signature header without digits",
    "malformed timestamp header",
    "huge timestamp header",
}
FORGED = {"forged body", MALFORMED, *WRONG_SECRET, *UNSIGNED}
STALE = {"stale timestamp", "timestamp from yesterday"}
FUTURE = {"future timestamp"}
INVALID = {"known event with invalid data", "signed malformed JSON"}

Cases: TypeAlias = dict[str, EndpointCase]
Response: TypeAlias = tuple[int, str]
Receiver: TypeAlias = Callable[[bytes, Mapping[str, str]], Response]


def hmac_of(message: bytes) -> str:
    return hmac.new(SECRET.encode(), message, hashlib.sha256).hexdigest()


def receiver(*mistakes: str) -> Receiver:  # noqa: C901, PLR0915 - one branch for each classic mistake
    """A receiver that an app could have written by hand, with these mistakes."""

    def is_verified(body: bytes, headers: Mapping[str, str]) -> bool:
        if "no verification" in mistakes:
            return True
        if "only starts" in mistakes and b"started" not in body:
            return True
        if "case-sensitive headers" not in mistakes:
            headers = {name.lower(): value for name, value in headers.items()}
        signature = headers.get("x-zm-signature", "")
        timestamp = headers.get("x-zm-request-timestamp", "0")
        is_number = timestamp.isdigit() or "crashes on a malformed timestamp" in mistakes
        age = time.time() - (int(timestamp) if is_number else 0)
        if "hours for minutes" in mistakes:
            age /= 60
        if "only seconds" in mistakes:
            age = timedelta(seconds=age).seconds
        if age > 300 and "no freshness" not in mistakes:
            return False
        if age < -300 and not {"no freshness", "future accepted"} & set(mistakes):
            return False
        if "re-serialized" in mistakes:
            body = json.dumps(json.loads(body), ensure_ascii=False, separators=(",", ":")).encode()
        if "re-serialized with spaces" in mistakes:
            body = json.dumps(json.loads(body)).encode()
        expected = "v0=" + hmac_of(f"v0:{timestamp}:".encode() + body)
        return is_equal(expected, signature)

    def is_equal(expected: str, signature: str) -> bool:
        if "compares a prefix" in mistakes and signature.startswith("v0="):
            return expected.startswith(signature)
        return hmac.compare_digest(expected, signature)

    def is_validation(body: bytes) -> bool:
        try:
            return bool(json.loads(body)["event"] == "endpoint.url_validation")
        except ValueError:
            return False

    def validate(body: bytes) -> Response:
        token = json.loads(body)["payload"]["plainToken"]
        oracles = {"oracle", "oracle before verification"}
        is_safe = len(token) <= 200 if "short tokens" in mistakes else ":" not in token
        if "validation with a time" in mistakes:
            is_safe &= "event_ts" in json.loads(body)
        if "alphanumeric tokens" in mistakes:
            is_safe = token.isalnum()
        if "base64url tokens" in mistakes:
            is_safe = token.replace("-", "").replace("_", "").isalnum()
        if not is_safe and not oracles & set(mistakes):
            return 500, ""
        encrypted = hmac_of(token.encode())
        if "wrong hash" in mistakes:
            encrypted = hashlib.sha256(token.encode()).hexdigest()
        if "another token" in mistakes:
            token = "another"
        answer = json.dumps({"plainToken": token, "encryptedToken": encrypted})
        return 200, encrypted if "bare hash" in mistakes else answer

    def receive(body: bytes, headers: Mapping[str, str]) -> Response:
        if "oracle before verification" in mistakes and is_validation(body):
            return validate(body)
        if not is_verified(body, headers):
            return 401, ""
        try:
            event = parse_event(body)
        except ValueError:
            statuses = {"invalid: 204": 204, "invalid: 422": 422, "invalid: 302": 302}
            return next((statuses[m] for m in mistakes if m in statuses), 500), ""
        if is_validation(body):
            return (204, "") if "no validation" in mistakes else validate(body)
        if event.event not in EVENTS:
            statuses = {"unknown: 422": 422, "unknown: 404": 404, "unknown: 500": 500}
            return next((statuses[m] for m in mistakes if m in statuses), 204), ""
        return (202 if "accepted: 202" in mistakes else 204), ""

    return receive


def always(status: int) -> Receiver:
    return lambda _body, _headers: (status, "")


SIGNATURE, TIMESTAMP = "x-zm-signature", "x-zm-request-timestamp"
SIGNATURE_HEADERS = {SIGNATURE, TIMESTAMP}


def crashes_on_a_missing_header(body: bytes, headers: Mapping[str, str]) -> Response:
    names = {name.lower() for name in headers}
    return receiver()(body, headers) if names >= SIGNATURE_HEADERS else (500, "")


def verifies_unless(is_exempt: Callable[[Mapping[str, str]], bool]) -> Receiver:
    """A receiver that does not verify requests with such headers."""

    def receive(body: bytes, headers: Mapping[str, str]) -> Response:
        lower = {name.lower(): value for name, value in headers.items()}
        return (204, "") if is_exempt(lower) else receiver()(body, headers)

    return receive


def reveals_the_signature(body: bytes, headers: Mapping[str, str]) -> Response:
    status, answer = receiver()(body, headers)
    if status == 401 and headers.keys() >= SIGNATURE_HEADERS:
        answer = f"expected v0={hmac_of(f'v0:{headers[TIMESTAMP]}:'.encode() + body).upper()}"
    return status, answer


def reveals_the_signature_among_digits(body: bytes, headers: Mapping[str, str]) -> Response:
    status, answer = reveals_the_signature(body, headers)
    return status, f"{'0' * 100}{answer.removeprefix('expected v0=')}{'f' * 100}"


def rejects_duplicates() -> Receiver:
    seen = set[str]()

    def receive(body: bytes, headers: Mapping[str, str]) -> Response:
        status, answer = receiver()(body, headers)
        if status == 204:
            key = parse_event(body).idempotency_key
            status = 409 if key in seen else status
            seen.add(key)
        return status, answer

    return receive


def with_receive(body: bytes, headers: Mapping[str, str]) -> Response:
    reply = Webhook(SECRET).receive(body, headers)
    return reply.status, reply.body


WRONG: dict[str, tuple[Receiver, set[str]]] = {
    "does not verify": (
        receiver("no verification"),
        FORGED | STALE | FUTURE,
    ),
    "accepts timestamps of any age": (receiver("no freshness"), STALE | FUTURE),
    "accepts timestamps in the future": (receiver("future accepted"), FUTURE),
    "verifies only starts": (
        receiver("only starts"),
        {name for name in WRONG_SECRET if "started" not in name}
        | {MALFORMED, "unsigned malformed JSON"},
    ),
    "accepts timestamps of 300 minutes": (
        receiver("hours for minutes"),
        {"stale timestamp"} | FUTURE,
    ),
    "compares only the seconds of a timedelta": (
        receiver("only seconds"),
        {"timestamp from yesterday", "huge timestamp header"},
    ),
    "signs any short token": (receiver("short tokens"), ORACLE),
    "signs any token": (receiver("oracle"), ORACLE),
    "signs any token before verification": (
        receiver("oracle before verification"),
        ORACLE | UNSIGNED_ORACLE | {"empty JSON object, signed with a wrong secret"},
    ),
    "does not respond to URL validation": (receiver("no validation"), VALIDATION),
    "responds to URL validation with a plain hash": (receiver("wrong hash"), VALIDATION),
    "responds to URL validation with another token": (receiver("another token"), VALIDATION),
    "responds to URL validation without JSON": (receiver("bare hash"), VALIDATION),
    "re-serializes the body": (
        receiver("re-serialized"),
        {"body with raw and escaped characters", MALFORMED},
    ),
    "re-serializes the body with spaces": (
        receiver("re-serialized with spaces"),
        GENUINE | VALIDATION | {"known event with invalid data", MALFORMED},
    ),
    "responds 422 to unknown events": (receiver("unknown: 422"), UNKNOWN),
    "responds 404 to unknown events": (receiver("unknown: 404"), UNKNOWN),
    "responds 500 to unknown events": (receiver("unknown: 500"), UNKNOWN),
    "responds 204 to invalid data": (receiver("invalid: 204"), INVALID),
    "responds 302 to invalid data": (receiver("invalid: 302"), INVALID),
    "responds 422 to invalid data": (receiver("invalid: 422"), INVALID),
    "responds 202 to events": (receiver("accepted: 202"), GENUINE - UNKNOWN),
    "compares header names case-sensitively": (
        receiver("case-sensitive headers"),
        {"header names in upper case"},
    ),
    "crashes on a missing header": (
        crashes_on_a_missing_header,
        NO_SIGNATURE | NO_TIMESTAMP,
    ),
    "crashes on a malformed timestamp": (
        receiver("crashes on a malformed timestamp"),
        {"malformed timestamp header"},
    ),
    "compares as many digits as were sent": (
        receiver("compares a prefix"),
        {"signature header without digits"},
    ),
    "responds to a forgery with the right signature": (reveals_the_signature, {"forged body"}),
    "responds to a forgery with the right signature among other digits": (
        reveals_the_signature_among_digits,
        VALIDATION | {"forged body"},
    ),
    "responds to URL validation only if the token is alphanumeric": (
        receiver("alphanumeric tokens"),
        VALIDATION - {"URL validation", "URL validation without event_ts"},
    ),
    "responds to URL validation only if it has a time": (
        receiver("validation with a time"),
        {"URL validation without event_ts"},
    ),
    "responds to URL validation only if the token is base64url": (
        receiver("base64url tokens"),
        {"URL validation with a base64 token, from Zoom's mock server"},
    ),
    "verifies only if there is a signature": (
        verifies_unless(lambda headers: "x-zm-signature" not in headers),
        NO_SIGNATURE,
    ),
    "requires a timestamp, but verifies only if there is a signature": (
        verifies_unless(lambda headers: headers.keys() & SIGNATURE_HEADERS == {TIMESTAMP}),
        {"missing signature header"},
    ),
    "requires a signature, but verifies only if there is a timestamp": (
        verifies_unless(lambda headers: headers.keys() & SIGNATURE_HEADERS == {SIGNATURE}),
        {"missing timestamp header"},
    ),
    "verifies only if the signature is not empty": (
        verifies_unless(lambda headers: headers.get(SIGNATURE) == ""),
        {"empty signature header"},
    ),
    "verifies only if the timestamp is a number": (
        verifies_unless(lambda headers: not headers.get(TIMESTAMP, "0").isdigit()),
        {"malformed timestamp header"},
    ),
    "always responds 200": (always(200), FORGED | STALE | FUTURE | INVALID | VALIDATION),
    "always responds 301": (
        always(301),
        GENUINE | FORGED | STALE | FUTURE | INVALID | VALIDATION,
    ),
    "always responds 401": (always(401), GENUINE | INVALID | VALIDATION),
    "always responds 500": (always(500), GENUINE | FORGED | STALE | FUTURE | VALIDATION),
}


@pytest.fixture
def cases() -> Cases:
    return {case.name: case for case in endpoint_cases(secret=SECRET)}


def failures(receive: Receiver, cases: Cases) -> dict[str, str]:
    """The message of each case that fails."""
    found: dict[str, str] = {}
    for name, case in cases.items():
        try:
            response = receive(*case.request)
        except (KeyError, ValueError, OverflowError):
            response = 500, "Internal Server Error"  # like most servers
        try:
            case.check(*response)
        except AssertionError as error:
            found[name] = str(error)
    return found


@pytest.mark.parametrize("receive", [receiver(), with_receive], ids=["by hand", "receive()"])
def test_a_correct_receiver_passes_every_case(receive: Receiver, cases: Cases) -> None:
    assert failures(receive, cases) == {}
    assert failures(receive, cases) == {}, "the suite can run again"


@pytest.mark.parametrize("mistake", WRONG)
def test_a_wrong_receiver_fails_the_right_cases(mistake: str, cases: Cases) -> None:
    receive, wrong = WRONG[mistake]
    found = failures(receive, cases)
    assert found.keys() == wrong
    for name, message in found.items():
        assert message.startswith(f"{name}: responded ")
        assert len(message.splitlines()) == 1


def test_a_receiver_that_rejects_duplicates_fails_the_redelivery(cases: Cases) -> None:
    assert failures(rejects_duplicates(), cases).keys() >= {"meeting.rtms_started, redelivered"}


LOST = "Zoom does not retry the event, so it is lost"
MESSAGES = [
    ("forged body", 204, "responded 204; anyone can inject events"),
    (
        "forged body",
        500,
        "responded 500 instead of a 4xx; anyone can trigger your app's error alerts",
    ),
    ("forged body", 300, "responded 300; a request that fails verification must get a 4xx"),
    ("forged body", 302, "responded 302; a request that fails verification must get a 4xx"),
    (
        "stale timestamp",
        200,
        "responded 200; anyone who has recorded a request can replay it",
    ),
    (
        "future timestamp",
        200,
        "responded 200; anyone who has recorded the request can replay it for hours",
    ),
    ("unknown event", 400, f"responded 400; {LOST}"),
    ("unknown event", 422, f"responded 422; {LOST}"),
    (
        "unknown event",
        500,
        "responded 500; Zoom retries the event three times, then it is lost",
    ),
    (
        "unknown event",
        503,
        "responded 503; Zoom retries the event three times, then it is lost",
    ),
    (
        "unknown event",
        202,
        "responded 202; Zoom documents only 200 and 204 as success",
    ),
    ("signed malformed JSON", 204, f"responded 204; {LOST}"),
    (
        "unknown event",
        401,
        f"responded 401; {LOST} (check the secret, the raw body, and the headers)",
    ),
    (
        "body with raw and escaped characters",
        401,
        f"responded 401; {LOST} (verify the raw body, not re-serialized JSON)",
    ),
    (
        "header names in upper case",
        401,
        f"responded 401; {LOST} (header names are case-insensitive)",
    ),
]


@pytest.mark.parametrize(("name", "status", "message"), MESSAGES)
def test_a_failure_says_what_happened_and_why_it_matters(
    name: str, status: int, message: str, cases: Cases
) -> None:
    with pytest.raises(AssertionError) as caught:
        cases[name].check(status, "")
    assert str(caught.value) == f"{name}: {message}"


VALIDATION_BODY = json.dumps({"plainToken": "another", "encryptedToken": "0"})


@pytest.mark.parametrize(
    ("status", "body", "problem"),
    [
        (204, "", "responded 204 instead of 200"),
        (200, "", "responded without plainToken and encryptedToken as JSON"),
        (200, VALIDATION_BODY, "responded with the wrong plainToken"),
        (200, VALIDATION_BODY.replace("another", TOKEN), "responded with the wrong encryptedToken"),
    ],
)
def test_a_failed_url_validation_says_what_is_wrong(
    status: int, body: str, problem: str, cases: Cases
) -> None:
    with pytest.raises(AssertionError) as caught:
        cases["URL validation"].check(status, body)
    consequence = "Zoom disables the subscription after six failures in a row"
    assert str(caught.value) == f"URL validation: {problem}; {consequence}"


def test_a_leaked_signature_is_found_in_any_response(cases: Cases) -> None:
    case = cases[ATTACK]
    token = json.loads(case.request.body)["payload"]["plainToken"]
    for body in (hmac_of(token.encode()), f"<p>{hmac_of(token.encode()).upper()}</p>".encode()):
        for status in (200, 401, 500):
            with pytest.raises(AssertionError) as caught:
                case.check(status, body)
            assert str(caught.value) == (
                f"{ATTACK}: responded with the HMAC of the token; anyone can sign forged events"
            )


def test_the_attack_would_work_on_a_receiver_that_signs_any_token(cases: Cases) -> None:
    """The token of the case is a forged delivery, and its HMAC is the signature."""
    body, headers = cases[ATTACK].request
    _, response = receiver("oracle")(body, headers)
    forged = json.loads(response)
    _, timestamp, message = forged["plainToken"].split(":", 2)
    signature = {"x-zm-signature": "v0=" + forged["encryptedToken"]}
    Webhook(SECRET).verify(message, {"x-zm-request-timestamp": timestamp, **signature})


def test_every_case_has_a_name_of_its_own(cases: Cases) -> None:
    for name, case in cases.items():
        assert str(case) == case.name == name
        assert repr(case) == f"<EndpointCase {name!r}>"
    assert len(cases) == len(endpoint_cases(secret=SECRET))


def test_the_suite_covers_every_documented_kind_of_request(cases: Cases) -> None:
    assert cases.keys() == (
        GENUINE | VALIDATION | ORACLE | UNSIGNED_ORACLE | FORGED | STALE | FUTURE | INVALID
    )


def test_each_request_is_what_its_name_says(cases: Cases) -> None:
    for spec in RTMS_EVENTS:
        body = json.loads(cases[spec.event].request.body)
        assert body == spec.data()
        assert body == json.loads(cases[f"{spec.event}, signed with a wrong secret"].request.body)
    started, stopped = RTMS_EVENTS[0].data(), RTMS_EVENTS[1].data(stop_reason=999)
    assert json.loads(cases["meeting.rtms_started, redelivered"].request.body) == started
    assert json.loads(cases["unknown stop reason"].request.body) == stopped
    large = RTMS_EVENTS[0].data(notes="x" * 1_000_000)
    assert json.loads(cases["body of 1 MB"].request.body) == large
    escaped = cases["body with raw and escaped characters"].request.body
    assert json.loads(escaped) == RTMS_EVENTS[0].data(topic="Zoë & Zoë")
    assert b"\\u" in escaped
    assert not escaped.isascii()
    attack = json.loads(cases["forged body"].request.body)["payload"]["server_urls"]
    assert attack == "wss://rtms-sjc1.attacker.example:443,wss://rtms-iad2.attacker.example:443"
    malformed = cases["malformed signature header"].request
    assert malformed.headers["x-zm-signature"] == "v0"
    genuine = cases["meeting.rtms_started"].request
    for name, headers in {
        "missing signature header": {TIMESTAMP},
        "missing timestamp header": {SIGNATURE},
        "missing signature and timestamp headers": set[str](),
    }.items():
        assert cases[name].request.body == genuine.body
        assert cases[name].request.headers.keys() & SIGNATURE_HEADERS == headers
    assert cases["empty signature header"].request.headers[SIGNATURE] == ""
    assert cases["malformed timestamp header"].request.headers[TIMESTAMP] == "now"
    for name in ("unsigned malformed JSON", *UNSIGNED_ORACLE):
        assert cases[name].request.headers == {"content-type": "application/json; charset=utf-8"}


def test_a_tolerance_of_three_hours_is_accepted(
    cases: Cases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Zoom's last retry comes after 85 minutes."""
    monkeypatch.setattr(time, "time", lambda: 1_720_705_455.0)
    ages = {
        name: 1_720_705_455 - int(cases[name].request.headers["x-zm-request-timestamp"])
        for name in (*STALE, *FUTURE)
    }
    assert ages == {
        "stale timestamp": 3 * 3600 + 60,
        "timestamp from yesterday": 24 * 3600 + 60,
        "future timestamp": -3 * 3600 - 60,
    }


def test_a_request_is_signed_when_it_is_read(monkeypatch: pytest.MonkeyPatch, cases: Cases) -> None:
    """Otherwise the request could be stale when a long test run sends it."""
    an_hour_later = time.time() + 3600
    monkeypatch.setattr(time, "time", lambda: an_hour_later)
    assert failures(receiver(), cases) == {}


@pytest.mark.parametrize("secret", [SECRET.encode(), SecretStr(SECRET)], ids=repr)
def test_the_secret_can_be_str_bytes_or_secret_str(secret: bytes | SecretStr) -> None:
    for case in endpoint_cases(secret=secret):
        case.check(*receiver()(*case.request))


@pytest.mark.parametrize("status", [400, 401, 403, 422, 499])
def test_any_4xx_is_right_for_a_request_that_fails_verification(status: int, cases: Cases) -> None:
    cases["forged body"].check(status, "")


def test_a_status_can_be_an_http_status(cases: Cases) -> None:
    cases["unknown event"].check(HTTPStatus.NO_CONTENT, b"")
    with pytest.raises(AssertionError, match="responded 422;"):
        cases["unknown event"].check(HTTPStatus.UNPROCESSABLE_ENTITY, b"\xff")


def test_url_validation_has_every_format_of_tokens_that_zoom_uses(cases: Cases) -> None:
    bodies = [json.loads(cases[name].request.body) for name in sorted(VALIDATION)]
    assert [body["payload"]["plainToken"] for body in bodies if "event_ts" in body] == [
        "qgg8vlvZRS6UYooatFL8Aw",
        "kGl3+Tn0fG/8yQpX2LkQbA==",
        "xys8n8PGS7mAU0m5-YJ_RA",
    ]


def test_a_status_line_is_a_type_error(cases: Cases) -> None:
    with pytest.raises(TypeError, match="^status must be a status code such as 204, not str$"):
        cases["unknown event"].check("200 OK", b"")  # type: ignore[arg-type]


def test_anything_else_than_a_body_is_a_type_error(cases: Cases) -> None:
    with pytest.raises(TypeError, match="^body must be bytes or str, not NoneType$"):
        cases["unknown event"].check(204, None)  # type: ignore[arg-type]


def test_a_case_cannot_be_changed(cases: Cases) -> None:
    with pytest.raises(AttributeError):
        cases["unknown event"].name = "another"  # type: ignore[misc]


def test_its_requests_are_signed_like_those_of_signed_request(cases: Cases) -> None:
    body, headers = cases["unknown event"].request
    timestamp = int(headers["x-zm-request-timestamp"])
    assert signed_request(body, secret=SECRET, timestamp=timestamp).headers == headers
