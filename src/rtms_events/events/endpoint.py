"""Events about the webhook endpoint itself (`endpoint.…`)."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import final

from .._base import TypedEvent, WireModel


@final
class EndpointUrlValidationPayload(WireModel, frozen=True):
    """The payload of `endpoint.url_validation`."""

    plainToken: Annotated[  # noqa: N815
        str, Field(description="What the answer has to hash.", examples=["qgg8vlvZRS6UYooatFL8Aw"])
    ]


@final
class EndpointUrlValidation(TypedEvent, frozen=True):
    """Zoom's challenge: only who knows the webhook's secret can answer it.

    Zoom sends it to every webhook endpoint, whatever the endpoint has subscribed to, when the
    endpoint is saved and every 72 hours after. It waits three seconds for the answer.

    https://developers.zoom.us/docs/api/webhooks/#validate-your-webhook-endpoint
    """

    event: Literal["endpoint.url_validation"]
    payload: EndpointUrlValidationPayload
