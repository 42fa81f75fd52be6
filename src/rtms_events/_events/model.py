"""The base models of all events and payloads, and the field types that events share."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetPydanticSchema,
)
from pydantic.errors import PydanticUndefinedAnnotation
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema
from typing_extensions import Self, override

from .canonical import canonical_json
from .json_value import check_integer, json_value

JsonInteger: TypeAlias = Annotated[int, AfterValidator(check_integer)]
"""An integer for which Zoom's reference gives no format."""

Int64: TypeAlias = Annotated[
    int, Field(ge=-(2**63), le=2**63 - 1, json_schema_extra={"format": "int64"})
]
"""An integer for which Zoom's reference gives the format `int64`."""

Int64OrString: TypeAlias = Annotated[
    int | str,
    GetPydanticSchema(
        lambda _source, handler: core_schema.union_schema(
            [handler(Int64), handler(str)],
            mode="left_to_right",
            custom_error_type="int64_or_string",  # one error instead of one for each choice
            custom_error_message="Input should be a 64-bit integer or a string",
        )
    ),
]
OPERATOR_ID: FieldInfo = Field(
    description="ID of the user who triggered the event.", examples=["30R7kT7bTIKSNUFEuH_Qlg"]
)

ACCOUNT_ID: FieldInfo = Field(
    description="ID of the Zoom account.", examples=["D8cJuqWVQ623CI4Q8yQK0Q"]
)
IS_ORIGINAL_HOST: FieldInfo = Field(
    description="Whether the user who triggered the event is the original host.",
    examples=[True],
)

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


_MAX_DIGITS = 19  # of a 64-bit integer


def _utc_from_milliseconds(milliseconds: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds)


class WireModel(BaseModel, frozen=True):
    """Base of all models: strict, immutable, and with unknown fields preserved."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="allow",
        strict=True,
        hide_input_in_errors=True,
        # With any length bound, Pydantic inspects Python strings and rejects lone surrogates,
        # which JSON cannot represent. Otherwise `model_dump_json()` would fail later.
        str_min_length=0,
    )
    if not TYPE_CHECKING:  # type checkers would treat the annotation as a constructor parameter
        __pydantic_extra__: dict[str, Annotated[Any, json_value(level=2)]]

        # Frameworks that pass `strict=False` on their own, such as Celery and Litestar, must not
        # disable strict validation. Type checkers see the signatures of `BaseModel`.
        @classmethod
        def model_validate(
            cls, obj: object, *, strict: bool | None = None, **options: object
        ) -> Self:
            return super().model_validate(obj, strict=strict or None, **options)

        @classmethod
        def model_validate_json(
            cls, json_data: object, *, strict: bool | None = None, **options: object
        ) -> Self:
            return super().model_validate_json(json_data, strict=strict or None, **options)


UNION_BY_BASE: dict[type[BaseModel], Callable[[GetCoreSchemaHandler], CoreSchema]] = {}
"""For each base class, a function that returns the schema of the union of its events."""


class BaseEvent(WireModel, frozen=True):
    """Base class of everything that `parse_event()` returns, unknown events included.

    Use this class in annotations and in `isinstance()`. As the type of a Pydantic field, it is
    validated as `Event`.
    """

    event: str
    """The name of the event, for example `meeting.rtms_started`."""
    if not TYPE_CHECKING:
        __pydantic_extra__: dict[str, Annotated[Any, json_value(level=1)]]

    @classmethod
    @override
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        if (union := UNION_BY_BASE.get(cls)) is not None:
            return core_schema.no_info_after_validator_function(_reject_base, union(handler))
        if "payload" not in cls.model_fields and not UNION_BY_BASE:
            # This is a base class. Pydantic catches the error, and builds the schema on first use.
            raise PydanticUndefinedAnnotation(cls.__name__, "The events are not defined yet")
        return handler(source)

    @property
    def occurred_at(self) -> datetime | None:
        """`event_ts` as a timezone-aware `datetime` in UTC.

        `None` if `event_ts` is absent, is neither an integer nor a string of digits, or is outside
        the years 1 to 9999. The RTMS events raise an `OverflowError` instead in the last case.
        """
        event_ts: object = getattr(self, "event_ts", None)
        if isinstance(event_ts, str) and event_ts.isascii() and event_ts.isdigit():
            event_ts = int(event_ts) if len(event_ts) <= _MAX_DIGITS else None
        try:
            return _utc_from_milliseconds(event_ts) if isinstance(event_ts, int) else None
        except OverflowError:
            return None

    @property
    def idempotency_key(self) -> str:
        """The SHA-256 of the event's canonical JSON, as 64 hex digits, for deduplication.

        Every delivery of an event has the same key, whatever the order of its fields. The key does
        not depend on the process, the Python version, or the release of this library. `null` fields
        and an empty payload are ignored, and `1.0` is treated as `1`.

        If an event contains a value that changes with each delivery, such as `download_token` of
        some Zoom products, each delivery has a new key.
        """
        return hashlib.sha256(canonical_json(self)).hexdigest()


def _reject_base(event: BaseEvent) -> BaseEvent:
    # `RtmsStarted(…)` accepts the arguments of every event in the union, but it would create a bare
    # `RtmsStarted`.
    if type(event) in UNION_BY_BASE:
        raise TypeError(f"{type(event).__name__} is a base class: create an instance of a subclass")
    return event


class TypedEvent(BaseEvent, frozen=True):
    """Base of all RTMS events."""

    event_ts: Annotated[
        Int64,
        Field(
            description="When the event occurred, in milliseconds since the Unix epoch.",
            examples=[1626230691572],
        ),
    ]
    """Milliseconds since the Unix epoch. `occurred_at` is the same time as a `datetime`."""

    @property
    @override
    def occurred_at(self) -> datetime:
        """`event_ts` as a timezone-aware `datetime` in UTC.

        Raises:
            OverflowError: `event_ts` is outside the years 1 to 9999.
        """
        return _utc_from_milliseconds(self.event_ts)
