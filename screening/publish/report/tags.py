"""HTML whose texts are escaped because nothing else can be made: see :func:`tag`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from screening.files.neutralise import visible

_EMPTY = frozenset({"meta", "br", "hr"})
WIDE = 6


class Html(str):
    """Text that is HTML already; any other text is escaped where it comes in."""

    __slots__ = ()


def text(content: object) -> Html:
    """A text as it is to be read: no markup, and no sign that steers or hides."""
    return content if isinstance(content, Html) else Html(escape(visible(str(content))))


def tag(element: str, /, *children: object, **attributes: str) -> Html:
    """An element. ``class_`` is the attribute class, ``aria_label`` is aria-label."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(value)}"' for key, value in attributes.items()
    )
    if element in _EMPTY:
        return Html(f"<{element}{said}>")
    return Html(f"<{element}{said}>{joined(children)}</{element}>")


def joined(children: Iterable[object], between: str = "") -> Html:
    """Children one after the other."""
    return Html(between.join(text(child) for child in children))


def code(name: str) -> Html:
    """The name of a rule or register, which may be broken after its dots and dashes."""
    return tag("code", Html(re.sub(r"([._])", r"\1<wbr/>", text(name))))


def section(anchor: str, title: str, *children: object) -> Html:
    """A part of the page with a heading of the second level."""
    heading = tag("h2", title, id=f"{anchor}-kop")
    return tag("section", heading, *children, id=anchor, aria_labelledby=f"{anchor}-kop")


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    numbers: Sequence[int] = (),
) -> Html:
    """A table of which the first cell of a row names the row.

    ``numbers`` are the columns, from 0, that hold numbers. A table too wide for the window can be
    moved by itself; one of ``WIDE`` columns or more with the keyboard too.
    """
    head = tag("tr", *(tag("th", each, scope="col", **_side(n, numbers))
                       for n, each in enumerate(heads)))  # fmt: skip
    body = [
        tag("tr", tag("th", row[0], scope="row", **_side(0, numbers)),
            *(tag("td", cell, **_side(n, numbers)) for n, cell in enumerate(row[1:], 1)))
        for row in rows
    ]  # fmt: skip
    whole = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", *body))
    if len(heads) < WIDE:
        return tag("div", whole, class_="tabel")
    return tag("div", whole, class_="tabel", role="group", aria_label=caption, tabindex="0")


def _side(column: int, numbers: Sequence[int]) -> dict[str, str]:
    return {"class_": "getal"} if column in numbers else {}


def items(lines: Iterable[object]) -> Html:
    """A list of lines; nothing when there are none."""
    made = [tag("li", line) for line in lines]
    return tag("ul", *made) if made else Html()


def folded(summary: str, *children: object) -> Html:
    """What opens when it is asked for; no script is needed."""
    return tag("details", tag("summary", summary), *children)
