"""How Sphinx builds the documentation: `sphinx-build -W docs docs/_build`."""

from pydantic import BaseModel
from sphinx.application import Sphinx
from sphinx.util.typing import restify

project = "rtms_events"
author = "the authors of rtms_events"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = "rtms_events"
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["tables.css"]
pygments_style = "friendly"
pygments_dark_style = "monokai"

default_role = "code"  # docstrings are written for readers of the source, with single backticks
add_module_names = False
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
autodoc_default_options = {"exclude-members": "model_config"}
autodoc_type_aliases = {"Event": "Event"}

nitpicky = True
nitpick_ignore_regex = [
    (r"py:.*", r"(?!rtms_events).*"),  # of other projects, whose inventories are on the network
    (r"py:.*", r"rtms_events\.(.*\.)?_.*"),
]


def list_fields(
    _app: Sphinx, what: str, _name: str, obj: object, _options: object, lines: list[str]
) -> None:
    """Give each model's docstring its fields, which autodoc does not know."""
    if what == "class" and isinstance(obj, type) and issubclass(obj, BaseModel):
        for name, field in obj.model_fields.items():
            description = f". {field.description}" if field.description else ""
            lines += ["", f"- ``{name}``: {restify(field.annotation, 'smart')}{description}"]


def drop_signature(
    _app: Sphinx,
    what: str,
    _name: str,
    obj: object,
    _options: object,
    _signature: str | None,
    _returned: str | None,
) -> tuple[str, None] | None:
    """Leave out what a model's constructor takes, which is its fields."""
    if what == "class" and isinstance(obj, type) and issubclass(obj, BaseModel):
        return "", None
    return None


def setup(app: Sphinx) -> None:
    """Tell Sphinx what there is here."""
    app.connect("autodoc-process-docstring", list_fields)
    app.connect("autodoc-process-signature", drop_signature)
