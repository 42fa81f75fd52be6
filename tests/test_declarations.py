"""What the classes declare: they are final, frozen, described, and complete."""

import re
from typing import get_args

import pytest
from pydantic import BaseModel

from rtms_events import ConcurrencyIdField, Reply, UnknownEvent, UrlValidationResponse, Webhook
from rtms_events.typing import Product

from .spec import BASES, KNOWN_EVENTS, LIFECYCLE_BASES, PAYLOAD_BASES

every_base = pytest.mark.parametrize("base", LIFECYCLE_BASES)

FINAL: list[type] = [
    *(model for spec in KNOWN_EVENTS for model in (spec.model, spec.payload_model)),
    ConcurrencyIdField,
    Reply,
    UnknownEvent,
    UrlValidationResponse,
    Webhook,
]


@pytest.mark.parametrize("public", FINAL)
def test_concrete_classes_are_final_for_type_checkers(public: type) -> None:
    assert getattr(public, "__final__", False)


def test_the_base_classes_are_not_final() -> None:
    for base in (*BASES, *PAYLOAD_BASES):
        assert not hasattr(base, "__final__")


MODELS = [model for model in FINAL if issubclass(model, BaseModel)]


@pytest.mark.parametrize("model", MODELS)
def test_every_model_is_frozen(model: type[BaseModel]) -> None:
    assert model.model_config.get("frozen")


@pytest.mark.parametrize("model", MODELS)
def test_every_field_except_the_name_and_the_payload_is_described(model: type[BaseModel]) -> None:
    """Users see the descriptions in their OpenAPI pages."""
    for name, field in model.model_fields.items():
        if name not in {"event", "payload"} or field.description:
            assert re.fullmatch(r"[A-Z`].{10,}\.", field.description or ""), name


@pytest.mark.parametrize("model", [*(spec.model for spec in KNOWN_EVENTS), *BASES[1:]])
def test_every_event_says_when_it_occurs_and_links_to_the_reference_of_zoom(model: type) -> None:
    summary, *rest = (model.__doc__ or "").split("\n\n")
    assert summary.endswith(".")
    paragraphs = [summary, *map(str.strip, rest)]
    assert any(paragraph.startswith(("Sent ", "Base class ")) for paragraph in paragraphs)
    assert rest[-1].strip().startswith("https://developers.zoom.us/docs/api/")


@every_base
def test_every_product_has_an_event_of_each_lifecycle_base(base: type) -> None:
    products = [spec.model for spec in KNOWN_EVENTS if issubclass(spec.model, base)]
    assert sorted(getattr(model, "product") for model in products) == sorted(get_args(Product))  # noqa: B009 - only these events have it


@pytest.mark.parametrize("payload", PAYLOAD_BASES)
def test_a_payload_class_without_a_source_id_cannot_be_used(payload: type[BaseModel]) -> None:
    """An app that derives an event from a base notices that its payload lacks the property."""
    with pytest.raises(TypeError, match="abstract.*source_id"):
        payload()
