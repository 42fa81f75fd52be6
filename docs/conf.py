"""How Sphinx builds the documentation: `sphinx-build -W docs docs/_build`."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from enum import Enum
from types import SimpleNamespace
from typing import get_type_hints

from pydantic import BaseModel
from sphinx.application import Sphinx
from sphinx.util.typing import restify

from rtms_events.testing import EndpointCase

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

html_use_index = False
default_role = "code"  # docstrings are written for readers of the source, with single backticks
add_module_names = False
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
autodoc_default_options = {"exclude-members": "model_config"}

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
        annotations = {name: field.annotation for name, field in obj.model_fields.items()}
        # `get_type_hints()` leaves out `Annotated`.
        types = get_type_hints(SimpleNamespace(__annotations__=annotations))
        for name, field in obj.model_fields.items():
            description = f". {field.description}" if field.description else ""
            lines += ["", f"- ``{name}``: {restify(types[name], 'smart')}{description}"]


def as_in_the_source(
    _app: Sphinx,
    what: str,
    _name: str,
    obj: Callable[..., object],
    _options: object,
    _signature: str | None,
    _returned: str | None,
) -> tuple[str, str | None] | None:
    """Show signatures as they are written, with `Event` and not the union that it stands for.

    Constructors that users do not call, or that take the fields or members, are left out.
    """
    if what == "class" and isinstance(obj, type):
        if issubclass(obj, (BaseModel, Enum, EndpointCase)):
            return "", None
        obj = obj.__init__
    if not inspect.isfunction(obj):
        return None
    function = ast.parse(textwrap.dedent(inspect.getsource(obj))).body[0]
    if not isinstance(function, ast.FunctionDef):
        return None
    function.args.args = [arg for arg in function.args.args if arg.arg != "self"]
    returned = ast.unparse(function.returns) if function.returns and what != "class" else None
    return f"({ast.unparse(function.args)})", returned


def setup(app: Sphinx) -> None:
    """Tell Sphinx what there is here."""
    app.connect("autodoc-process-docstring", list_fields)
    app.connect("autodoc-process-signature", as_in_the_source)
