"""Events about how many streams run at once (`rtms.…`)."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field
from typing_extensions import final

from .._base import OperatorId, TypedEvent, WireModel

ConcurrencyNumber: TypeAlias = Annotated[
    int, Field(description="How many streams run at the moment.", examples=[1600])
]


@final
class ConcurrencyIdField(WireModel, frozen=True):
    """What a stream would have belonged to: one ID, in a field named after its kind.

    An ID of a kind that is not here is kept like any unknown field, in `model_extra`.
    """

    meeting_uuid: Annotated[str | None, Field(description="The meeting.")] = None
    webinar_uuid: Annotated[str | None, Field(description="The webinar.")] = None
    session_id: Annotated[str | None, Field(description="The Video SDK session.")] = None
    engagement_id: Annotated[str | None, Field(description="The voice call.")] = None

    @property
    def source_id(self) -> str | None:
        """Whichever ID is set, or `None` where it is of a kind that is not here."""
        ids = (self.meeting_uuid, self.webinar_uuid, self.session_id, self.engagement_id)
        return next((id_ for id_ in ids if id_ is not None), None)


@final
class RtmsConcurrencyLimitedPayload(WireModel, frozen=True):
    """The payload of `rtms.concurrency_limited`."""

    operator_id: OperatorId
    concurrency_number: Annotated[ConcurrencyNumber, Field(examples=[2000])]
    id_field: Annotated[
        ConcurrencyIdField,
        Field(
            description="The meeting, webinar, session or call.",
            examples=[{"meeting_uuid": "4444AAAiAAAAAiAiAiiAii=="}],
        ),
    ]


@final
class RtmsConcurrencyLimited(TypedEvent, frozen=True):
    """The account has as many streams as it may have, and no new one can start.

    Zoom sends it when an app reaches the limit of its owner's account, 2000 by default.
    """

    event: Literal["rtms.concurrency_limited"]
    payload: RtmsConcurrencyLimitedPayload


@final
class RtmsConcurrencyNearLimitPayload(WireModel, frozen=True):
    """The payload of `rtms.concurrency_near_limit`."""

    concurrency_limit: Annotated[
        int, Field(description="How many streams may run at once.", examples=[2000])
    ]
    concurrency_number: ConcurrencyNumber
    percentage: Annotated[
        int,
        Field(description="`concurrency_number` in percent of `concurrency_limit`.", examples=[80]),
    ]


@final
class RtmsConcurrencyNearLimit(TypedEvent, frozen=True):
    """The account will soon have as many streams as it may have.

    Zoom sends it from 80 percent of the limit on.
    """

    event: Literal["rtms.concurrency_near_limit"]
    payload: RtmsConcurrencyNearLimitPayload
