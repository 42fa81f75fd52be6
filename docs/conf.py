"""Configuration of Sphinx: `sphinx-build --fail-on-warning docs docs/_build`."""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable
from enum import Enum
from importlib import metadata
from pathlib import Path

from docutils import nodes
from pydantic import BaseModel
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx

import rtms_events
from rtms_events import testing
from rtms_events import typing as argument_types
from rtms_events.testing import EndpointCase

project = "rtms_events"
release = metadata.version("rtms-events")
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "sphinx_design",
]
exclude_patterns = ["_build"]

myst_enable_extensions = ["alert", "colon_fence"]
myst_heading_anchors = 3
myst_html_meta = {"description": metadata.metadata("rtms-events")["Summary"]}
copybutton_prompt_text = ">>> "

html_theme = "furo"
html_title = f"rtms_events {release}"
html_favicon = "_static/favicon.svg"
html_static_path = ["_static"]
html_css_files = ["custom.css"]
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
html_use_index = False

default_role = "code"  # docstrings are written for readers of the source, with single backticks
add_module_names = False
autodoc_member_order = "bysource"
autodoc_default_options = {"exclude-members": "model_config", "show-inheritance": True}

nitpicky = True
nitpick_ignore_regex = [
    # Other projects, whose inventories Sphinx would have to download.
    (r"py:.*", r"(?!rtms_events).*"),
]

PUBLIC_NAMES = {
    **dict.fromkeys(rtms_events.__all__, "rtms_events"),
    **dict.fromkeys(testing.__all__, "rtms_events.testing"),
    **dict.fromkeys(argument_types.__all__, "rtms_events.typing"),
    **dict.fromkeys(["answer()", "parse()", "receive()", "verify()"], "rtms_events.Webhook"),
    **dict.fromkeys(
        ["handshake_signature()", "idempotency_key", "occurred_at", "stream_key"],
        "rtms_events.RtmsStarted",
    ),
}
"""The name of a class, function, method or property, and what it belongs to."""


def link_public_names(app: Sphinx, page: nodes.document) -> None:
    """Link inline code that is a public name, such as `Webhook.receive()`, to the reference."""
    for code in list(page.findall(nodes.literal)):
        text = code.astext()
        owner = PUBLIC_NAMES.get(text) or PUBLIC_NAMES.get(re.split(r"[.(]", text)[0])
        is_name = re.fullmatch(r"\w+(\.[a-z_]+\(\))?(\(\))?", text)
        is_linked = isinstance(code.parent, (nodes.reference, nodes.title, pending_xref))
        if owner and is_name and not is_linked:
            target = f"{owner}.{text.removesuffix('()')}"
            link = pending_xref(refdomain="py", reftype="obj", reftarget=target, refexplicit=True)
            link["refdoc"] = app.env.current_document.docname
            code.replace_self(link)
            link += code


def break_long_names(
    _app: Sphinx, _page: str, _template: str, context: dict[str, str], _tree: object
) -> None:
    """Let long names in code and headings break between their words, and nowhere else.

    The HTML is changed, not the document, so that the search still finds whole names.
    """

    def with_breaks(match: re.Match[str]) -> str:
        words = re.split(r"(?<=[a-z])(?=[A-Z])|(?<=[._])(?=\w)", match[2])
        return match[1] + "<wbr>".join(words)

    body = context.get("body", "")
    context["body"] = re.sub(r'(<span class="pre">|<h[1-3]>)([^<]+)', with_breaks, body)


def inline_pictures(app: Sphinx, page: nodes.document) -> None:
    """Make SVG pictures part of the page, so that they take the colors of its theme."""
    for image in list(page.findall(nodes.image)):
        if image["uri"].endswith(".svg"):
            svg = (Path(app.srcdir) / image["uri"]).read_text()
            image.replace_self(nodes.raw("", svg, format="html"))


def is_private(cls: type) -> bool:
    """Whether a class belongs to a private module."""
    return cls.__module__.startswith("rtms_events._")


def name_public_bases(
    _app: Sphinx, _name: str, _obj: object, _options: object, bases: list[object]
) -> None:
    """Name the nearest public base class instead of a private one."""
    for index, base in enumerate(bases):
        if isinstance(base, type):
            bases[index] = next(parent for parent in base.__mro__ if not is_private(parent))


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

    Leave out the constructors of models, enums, and test cases, which users rarely call.
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
    """Register the functions of this file."""
    app.connect("doctree-read", link_public_names)
    app.connect("html-page-context", break_long_names)
    app.connect("doctree-read", inline_pictures)
    app.connect("autodoc-process-bases", name_public_bases)
    app.connect("autodoc-process-signature", as_in_the_source)
