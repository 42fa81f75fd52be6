"""Zoom's URL validation request and the response to it (`endpoint.…`)."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import final

from .model import BaseEvent, Int64, WireModel


@final
class EndpointUrlValidationPayload(WireModel, frozen=True):
    """The payload of `endpoint.url_validation`."""

    plainToken: Annotated[  # noqa: N815
        str,
        Field(
            description="The token to return in the response, together with its HMAC-SHA256.",
            examples=["qgg8vlvZRS6UYooatFL8Aw"],
        ),
    ]


@final
class EndpointUrlValidation(BaseEvent, frozen=True):
    """URL validation request: Zoom checks that you know the webhook secret token.

    Sent when the endpoint is saved and every 72 hours thereafter. `Webhook.answer()` computes the
    response, which Zoom expects within three seconds.

    https://developers.zoom.us/docs/api/webhooks/#validate-your-webhook-endpoint
    """

    event: Literal["endpoint.url_validation"]
    event_ts: Annotated[
        Int64 | None,
        Field(
            description=(
                "When the request was sent, in milliseconds since the Unix epoch. Zoom's mock "
                "server and Zoom's examples omit it."
            ),
            examples=[1626230691572],
        ),
    ] = None
    payload: EndpointUrlValidationPayload


@final
class UrlValidationResponse(WireModel, frozen=True):
    """The response to Zoom's URL validation request: send it as JSON with status 200.

    https://developers.zoom.us/docs/api/webhooks/#validate-your-webhook-endpoint
    """

    plainToken: Annotated[str, Field(description="The token of the request.")]  # noqa: N815
    encryptedToken: Annotated[  # noqa: N815
        str,
        Field(
            description="HMAC-SHA256 of `plainToken`, keyed with the webhook secret token, as hex."
        ),
    ]
