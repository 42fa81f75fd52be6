"""Configuration of Sphinx: `sphinx-build --fail-on-warning docs docs/_build`."""

import ast
import inspect
import itertools
import re
import textwrap
from collections.abc import Callable
from enum import Enum
from html import escape, unescape
from importlib import metadata
from pathlib import Path
from types import UnionType
from typing import Union, get_args, get_origin, get_type_hints

from docutils import nodes
from pydantic import BaseModel
from sphinx.addnodes import desc_sig_operator, download_reference, pending_xref
from sphinx.application import Sphinx

import rtms_events
from rtms_events import testing
from rtms_events import typing as argument_types
from rtms_events.testing import EndpointCase

project = "rtms-events"
release = metadata.version("rtms-events")
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "sphinx_llm.txt",
]
exclude_patterns = ["_build"]

myst_enable_extensions = ["alert", "colon_fence"]
myst_heading_anchors = 3
copybutton_prompt_text = ">>> "

html_theme = "furo"
html_title = "rtms-events"
html_favicon = "_static/favicon.svg"
html_static_path = ["_static"]
html_css_files = ["custom.css"]
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
html_use_index = False
html_domain_indices = False

# Pages for assistants, as text.
llms_txt_description = metadata.metadata("rtms-events")["Summary"]
llms_txt_full_build = True
llms_txt_nested_enabled = False
llms_txt_suppress_unknown_node_warnings = True

default_role = (
    "code"  # docstrings are written for readers of the source, with single backticks
)
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
    **dict.fromkeys(
        ["answer()", "parse()", "receive()", "verify()"], "rtms_events.Webhook"
    ),
    **dict.fromkeys(["idempotency_key", "occurred_at"], "rtms_events.BaseEvent"),
    **dict.fromkeys(["handshake_signature()", "stream_key"], "rtms_events.StreamEvent"),
}
"""The name of a class, function, method or property, and what it belongs to."""


def link_public_names(app: Sphinx, page: nodes.document) -> None:
    """Link code that is a public name, such as `Webhook.receive()`."""
    for code in list(page.findall(nodes.literal)):
        text = code.astext()
        owner = PUBLIC_NAMES.get(text) or PUBLIC_NAMES.get(re.split(r"[.(]", text)[0])
        is_name = re.fullmatch(r"\w+(\.[a-z_]+\(\))?(\(\))?", text)
        links = (nodes.reference, nodes.title, pending_xref)
        parents = (code.parent, code.parent.parent)
        is_linked = any(isinstance(parent, links) for parent in parents)
        if owner and is_name and not is_linked:
            target = f"{owner}.{text.removesuffix('()')}"
            link = pending_xref(
                refdomain="py", reftype="obj", reftarget=target, refexplicit=True
            )
            link["refdoc"] = app.env.current_document.docname
            code.replace_self(link)
            link += code


WIDE_TABLE = 3
"""The number of columns that do not fit side by side on a phone."""

FOR_GIT_HOSTS = {
    # A program, and an excerpt before it.
    r"(^```py\n(?:(?!```).*\n)*```\n\n)?^The complete program: \[`(.+)`\]\((\S+)\)$": (
        r"```{literalinclude} \3\n:language: python\n:caption: \2\n```"
    ),
    # The docstrings, or the table of contents.
    r"^All (?:details are in the docstrings|pages are in the folders) (?:.+\n)+": (
        "```{eval-rst}\n.. include:: /PAGE.inc\n```\n"
    ),
    r"^All changes are in .*": (
        "```{include} ../../CHANGELOG.md\n:start-after: '# Changelog'\n```"
    ),
    r"^A complete receiver is in .*": (
        "```{include} ../README.md\n"
        ":start-after: 'typed:'\n:end-before: '## Try it'\n```"
    ),
}
"""Links that Git hosts can follow, and what takes their place on the site."""


def complete_page(_app: Sphinx, page: str, source: list[str]) -> None:
    """Show programs, docstrings, and other files in place of links to them."""
    for pattern, directive in FOR_GIT_HOSTS.items():
        replacement = directive.replace("PAGE", page)
        source[0] = re.sub(pattern, replacement, source[0], flags=re.MULTILINE)


def polish(
    _app: Sphinx, _page: str, _template: str, context: dict[str, str], _tree: object
) -> None:
    """Let names break in tables and headings, and let the keyboard scroll code.

    The HTML is changed, not the document, so that the search still finds whole names.
    """

    def with_breaks(match: re.Match[str]) -> str:
        words = re.split(r"(?<=[a-z])(?=[A-Z])|(?<=[._])(?=\w)", match[2])
        return match[1] + "<wbr>".join(words)

    def table_for_phones(match: re.Match[str]) -> str:
        table = re.sub(r'(<span class="pre">)([^<]+)', with_breaks, match[0])
        heads = re.findall(r"<th[^>]*>(.*?)</th>", table, re.DOTALL)
        labels = [unescape(re.sub(r"<[^>]+>", "", head)) for head in heads]
        if len(labels) < WIDE_TABLE:
            return table
        column = itertools.cycle(labels)
        table = re.sub(
            "<td", lambda _: f'<td data-label="{escape(next(column))}"', table
        )
        return table.replace('class="', 'class="wide ', 1)

    body = context.get("body", "")
    body = re.sub(r"<table.*?</table>", table_for_phones, body, flags=re.DOTALL)
    body = re.sub(r"(<h[1-3]>)([^<]+)", with_breaks, body)
    body = body.replace(' download=""', "")  # show programs, do not save them
    context["body"] = body.replace("<pre>", '<pre tabindex="0">')


def inline_pictures(app: Sphinx, page: nodes.document) -> None:
    """Make SVG pictures part of the page, so that they take the colors of its theme."""
    for image in list(page.findall(nodes.image)):
        if image["uri"].endswith(".svg") and app.builder.format == "html":
            svg = (Path(app.srcdir) / image["uri"]).read_text()
            description = f"</title><desc>{escape(image['alt'])}</desc>"
            svg = svg.replace("</title>", description)
            image.replace_self(nodes.raw("", svg, format="html"))


def show_keyword_only_marker(_app: Sphinx, page: nodes.document) -> None:
    """Show `*` in signatures as text, which every builder supports."""
    for operator in page.findall(desc_sig_operator):
        for abbreviation in list(operator.findall(nodes.abbreviation)):
            abbreviation.replace_self(nodes.Text(abbreviation.astext()))


def is_private(cls: type) -> bool:
    """Whether a class belongs to a private module."""
    return cls.__module__.startswith("rtms_events._")


def name_public_bases(
    _app: Sphinx, _name: str, _obj: object, _options: object, bases: list[object]
) -> None:
    """Name the nearest public base class instead of a private one."""
    for index, base in enumerate(bases):
        if isinstance(base, type):
            bases[index] = next(
                parent for parent in base.__mro__ if not is_private(parent)
            )


def as_in_the_source(
    _app: Sphinx,
    what: str,
    _name: str,
    obj: Callable[..., object],
    _options: object,
    _signature: str | None,
    _returned: str | None,
) -> tuple[str, str | None] | None:
    """Show signatures as they are written, with `Event` and not its union.

    Leave out the constructors of classes that users rarely create.
    """
    if what == "class" and isinstance(obj, type):
        if issubclass(obj, (BaseModel, Enum, EndpointCase, tuple)):
            return "", None
        obj = obj.__init__
    if not inspect.isfunction(obj):
        return None
    function = ast.parse(textwrap.dedent(inspect.getsource(obj))).body[0]
    if not isinstance(function, ast.FunctionDef):
        return None
    function.args.args = [arg for arg in function.args.args if arg.arg != "self"]
    returned = (
        ast.unparse(function.returns) if function.returns and what != "class" else None
    )
    return f"({ast.unparse(function.args)})", returned


def name_of(kind: object) -> str:
    """Return a type as users write it."""
    if isinstance(kind, type):
        return "None" if kind is type(None) else kind.__name__
    if get_origin(kind) in {Union, UnionType}:
        return " | ".join(map(name_of, get_args(kind)))
    return str(kind).replace("typing.", "")


def describe_fields(
    _app: Sphinx,
    what: str,
    _name: str,
    obj: object,
    _options: object,
    lines: list[str],
) -> None:
    """List the fields of a concrete model with their types, after its docstring."""
    if what != "class" or not isinstance(obj, type) or not issubclass(obj, BaseModel):
        return
    types = get_type_hints(obj)
    if product := getattr(obj, "product", None):
        lines.append(f"* ``product``: ``{product!r}``")
    for name, field in obj.model_fields.items():
        kind = types[name]
        text = (
            repr(get_args(kind)[0])
            if name == "event" and get_args(kind)
            else name_of(kind)
        )
        lines.append(f"* ``{name}``: ``{text}``. {field.description or ''}")


def simplify_links(app: Sphinx, page: nodes.document, _name: str) -> None:
    """In pages for assistants, give each link a target, and write out pictures."""
    if app.builder.format != "markdown":
        return
    for link in page.findall(nodes.reference):
        if "refid" in link:
            link["refuri"] = f"#{link['refid']}"
    for download in list(page.findall(download_reference)):
        download.replace_self(download.children)
    for image in list(page.findall(nodes.image)):
        image.replace_self(nodes.Text(image["alt"]))


def setup(app: Sphinx) -> None:
    """Register the functions of this file."""
    app.connect("source-read", complete_page)
    app.connect("doctree-read", link_public_names)
    app.connect("doctree-read", show_keyword_only_marker)
    app.connect("doctree-read", inline_pictures)
    app.connect("doctree-resolved", simplify_links)
    app.connect("html-page-context", polish)
    app.connect("autodoc-process-bases", name_public_bases)
    app.connect("autodoc-process-docstring", describe_fields)
    app.connect("autodoc-process-signature", as_in_the_source)
