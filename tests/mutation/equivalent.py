"""Mutants that behave like the original, and why."""

from typing import NamedTuple


class Equivalent(NamedTuple):
    """A mutant that replaces a part of a line of a function."""

    function: str
    old: str
    new: str
    reason: str


ENCODING = "Names of encodings are case-insensitive."
BIG = "This only decides which integers skip the slower check, which accepts them too."
SMART = "Each choice rejects what the other accepts, so their order only matters for speed."
RETURNS_MAPPINGS = "`rereadable()` checks it again. It would only cost time."
UNUSED = "This part of Pydantic's errors is not used. It would only cost time."
WINDOW = "The test takes less than a second, so its signature is the first in either case."

EQUIVALENT = [
    Equivalent("_events._known_then_unknown", 'mode="left_to_right",', "mode=None,", SMART),
    Equivalent("_events._known_then_unknown", 'mode="left_to_right", )', ")", SMART),
    *(
        Equivalent("_events.json_value.check_integer", old, new, BIG)
        for old, new in [
            ("-(2**63)", "+(2**63)"),
            ("-(2**63)", "-(2 * 63)"),
            ("-(2**63)", "-(3**63)"),
            ("-(2**63)", "-(2**64)"),
            ("-(2**63) <=", "-(2**63) <"),
            ("< 2**63", "<= 2**63"),
            ("< 2**63", "< 2 * 63"),
            ("< 2**63", "< 3**63"),
            ("< 2**63", "< 2**64"),
        ]
    ),
    Equivalent(
        "_parse._copy_objects",
        "levels > 1",
        "levels >= 1",
        "One more level is copied, for nothing.",
    ),
    Equivalent("_parse._event_and_details", "include_url=False, ", "", UNUSED),
    Equivalent("_parse._event_and_details", "include_context=False, ", "", UNUSED),
    Equivalent("_parse._event_and_details", "include_input=False", "", UNUSED),
    Equivalent("_parse._event_and_details", "include_url=False", "include_url=True", UNUSED),
    Equivalent(
        "_parse._event_and_details", "include_context=False", "include_context=True", UNUSED
    ),
    Equivalent("_parse._event_and_details", "include_input=False", "include_input=True", UNUSED),
    Equivalent("_webhook.Webhook._verified_body", '"ascii"', '"ASCII"', ENCODING),
    Equivalent("_headers.signature_and_timestamp", '"latin-1"', '"LATIN-1"', ENCODING),
    Equivalent("_headers._raw_values", '"latin-1"', '"LATIN-1"', ENCODING),
    Equivalent("_headers.header_values", '"latin-1"', '"LATIN-1"', ENCODING),
    Equivalent(
        "_headers.signature_and_timestamp",
        "signature = None",
        'signature = ""',
        "Neither of them is a signature.",
    ),
    Equivalent("_mistakes._is_header", "case _: return False", "", "`None` is false, too."),
    Equivalent(
        "_headers.signature_and_timestamp",
        "is_repeated = False",
        "is_repeated = None",
        "`None` is false, too.",
    ),
    Equivalent("_mistakes._sent_length", "case _: return None", "", "A function returns `None`."),
    *(
        Equivalent(
            "_webhook.Webhook._verified_body", 'hasattr(headers, "items")', new, RETURNS_MAPPINGS
        )
        for new in [
            '(hasattr(headers, "items")) and False',
            'hasattr(None, "items")',
            'hasattr(headers, "XXitemsXX")',
            'hasattr(headers, "ITEMS")',
        ]
    ),
    Equivalent(
        "_webhook._timestamp_error", "age > 0", "age >= 0", "An age of 0 is within every tolerance."
    ),
    Equivalent(
        "testing._samples.signed_request",
        "ensure_ascii=False",
        "ensure_ascii=None",
        "`None` is false, too.",
    ),
    Equivalent(
        "testing._conformance._reveals_signature",
        "[0-9a-f]",
        "[0-9A-F]",
        "The search ignores the case.",
    ),
    Equivalent("testing._conformance._reveals_signature", "now - age", "now + age", WINDOW),
    Equivalent("testing._conformance._reveals_signature", "range(60)", "range(61)", WINDOW),
    Equivalent(
        "testing._conformance._signed_but_invalid",
        '"other_id"',
        '"OTHER_ID"',
        "The required field is missing, whatever the name of the other one.",
    ),
]
