"""Concurrency limit events (`rtms.…`)."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field
from pydantic.fields import FieldInfo
from typing_extensions import final

from .json_value import json_value
from .model import OPERATOR_ID, JsonInteger, TypedEvent, WireModel

CONCURRENCY_NUMBER: FieldInfo = Field(
    description="Number of streams that are currently running.", examples=[1600]
)


@final
class ConcurrencyIdField(WireModel, frozen=True):
    """ID of the meeting, webinar, session, or voice call whose stream was rejected.

    Zoom sets one of the fields. Any other kind of ID is kept in `model_extra`.
    """

    meeting_uuid: Annotated[str | None, Field(description="UUID of the meeting.")] = None
    webinar_uuid: Annotated[str | None, Field(description="UUID of the webinar.")] = None
    session_id: Annotated[str | None, Field(description="ID of the Video SDK session.")] = None
    engagement_id: Annotated[str | None, Field(description="ID of the voice call.")] = None
    if not TYPE_CHECKING:
        __pydantic_extra__: dict[str, Annotated[Any, json_value(level=3)]]

    @property
    def source_id(self) -> str | None:
        """The ID that is set, or `None` if Zoom sent another kind of ID."""
        ids = (self.meeting_uuid, self.webinar_uuid, self.session_id, self.engagement_id)
        return next((id_ for id_ in ids if id_ is not None), None)


@final
class RtmsConcurrencyLimitedPayload(WireModel, frozen=True):
    """The payload of `rtms.concurrency_limited`."""

    operator_id: Annotated[str, OPERATOR_ID]
    concurrency_number: Annotated[JsonInteger, CONCURRENCY_NUMBER, Field(examples=[2000])]
    id_field: Annotated[
        ConcurrencyIdField,
        Field(
            description="The meeting, webinar, session, or voice call whose stream was rejected.",
            examples=[{"meeting_uuid": "4444AAAiAAAAAiAiAiiAii=="}],
        ),
    ]


@final
class RtmsConcurrencyLimited(TypedEvent, frozen=True):
    """A stream was rejected because the account has reached its limit of concurrent streams.

    Sent when an app tries to start a stream beyond the limit of the account.

    https://developers.zoom.us/docs/api/rtms/events/
    """

    event: Literal["rtms.concurrency_limited"]
    payload: RtmsConcurrencyLimitedPayload


@final
class RtmsConcurrencyNearLimitPayload(WireModel, frozen=True):
    """The payload of `rtms.concurrency_near_limit`."""

    concurrency_limit: Annotated[
        JsonInteger, Field(description="Maximum number of concurrent streams.", examples=[2000])
    ]
    concurrency_number: Annotated[JsonInteger, CONCURRENCY_NUMBER]
    percentage: Annotated[
        JsonInteger,
        Field(
            description="`concurrency_number` as a percentage of `concurrency_limit`.",
            examples=[80],
        ),
    ]


@final
class RtmsConcurrencyNearLimit(TypedEvent, frozen=True):
    """The account is close to its limit of concurrent streams.

    Sent when the number of concurrent streams reaches 80% of the limit.

    https://developers.zoom.us/docs/api/rtms/events/
    """

    event: Literal["rtms.concurrency_near_limit"]
    payload: RtmsConcurrencyNearLimitPayload
