"""A picture as SVG with what it says in words, and how one is drawn.

Charts are drawn by Vega-Lite (altair says what, vl-convert draws, without a browser). What it gives
is made the same every time, and readable by who does not see it: a title and a description, no
other words than those shown, and identifiers of its own.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl

from screening.files.neutralise import visible

if TYPE_CHECKING:
    import altair as alt

WIDTH = 520
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""The first of these comes with the library that draws, so texts take the same room everywhere."""
INK, SOFT, GRID = "#1a1a1a", "#595959", "#e0e0e0"
OWN, PEER, FLAGGED = "#8c2d04", "#4d6f8f", "#8c2d04"
HATCHED = "#fdfdfc"
"""Stands in a drawing for what is not told, and becomes a hatch."""
_HATCH = (
    '<defs><pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="6" height="6" fill="#ffffff"/>'
    '<line x1="0" y1="0" x2="0" y2="6" stroke="#595959" stroke-width="1.6"/></pattern></defs>'
)
_LONGEST_TITLE, _LONGEST_LINE = 66, 92
"""Characters of a line in the title and below it."""
_WORDS = re.compile(r' (?:aria-[a-z]+|role)="[^"]*"')
_OPENING = re.compile(r'<svg[^>]*?width="([\d.]+)" height="([\d.]+)" viewBox="([^"]+)">')
_PLACES = re.compile(r' (?:d|transform|[xy]\d?)="[^"]*"')
_LONG = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
_NAMED = re.compile(r'id="([^"]+)"')


@dataclass(frozen=True)
class Chart:
    """A picture: ``svg`` (a whole file), ``title``, ``alternative`` (what it shows, in words).

    ``rows`` are the numbers it shows, with Dutch headers, as texts are to be shown.
    """

    title: str
    svg: str
    alternative: str
    rows: pl.DataFrame

    def png(self, scale: float = 2) -> bytes:
        """The same picture in dots, ``scale`` for every point."""
        import vl_convert  # noqa: PLC0415 - slow to load

        return bytes(vl_convert.svg_to_png(self.svg, scale=scale))


def drawn(
    chart: alt.TopLevelMixin, name: str, title: str, alternative: str, below: Sequence[str]
) -> str:
    """The SVG of a chart, with ``title`` and the lines ``below`` it.

    ``name`` makes identifiers those of this picture alone: letters, digits and hyphens.
    """
    import vl_convert  # noqa: PLC0415 - slow to load

    spec: dict[str, Any] = chart.to_dict(validate=False)
    spec["title"] = {
        "text": textwrap.wrap(title, _LONGEST_TITLE),
        "subtitle": [part for line in below for part in textwrap.wrap(line, _LONGEST_LINE)],
    }
    spec["config"] = {**spec.get("config", {}), **_CONFIG}
    made = vl_convert.vegalite_to_svg(spec, format_locale="nl-NL", allowed_base_urls=[])
    return _finished(made, name, title, alternative)


def _finished(svg: str, name: str, title: str, alternative: str) -> str:
    svg = _PLACES.sub(lambda places: _LONG.sub(_short, places[0]), _WORDS.sub("", visible(svg)))
    for number, given in enumerate(dict.fromkeys(_NAMED.findall(svg))):
        own = f"{name}-{number}"
        svg = svg.replace(f'id="{given}"', f'id="{own}"').replace(f"url(#{given})", f"url(#{own})")
    hatch = f"{name}-hatch"
    if f'fill="{HATCHED}"' in svg:
        svg = svg.replace(f'fill="{HATCHED}"', f'fill="url(#{hatch})"')
        svg = _OPENING.sub(lambda opening: opening[0] + _HATCH.format(name=hatch), svg, count=1)
    said = (
        f'<title id="{name}-title">{escape(visible(title))}</title>'
        f'<desc id="{name}-desc">{escape(visible(alternative))}</desc>'
    )
    head = (
        r'<svg xmlns="http://www.w3.org/2000/svg" width="\1" height="\2" viewBox="\3" role="img" '
        f'aria-labelledby="{name}-title {name}-desc">'
    )
    return _OPENING.sub(lambda opening: opening.expand(head) + said, svg, count=1)


def _short(number: re.Match[str]) -> str:
    """A place on the page, to a hundredth of a point."""
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


_CONFIG = {
    "aria": False,
    "background": "#ffffff",
    "font": FONT,
    "padding": 8,
    "title": {
        "anchor": "start", "fontSize": 14, "fontWeight": 600, "color": INK, "offset": 12,
        "subtitleFontSize": 11, "subtitleColor": SOFT, "subtitlePadding": 5, "frame": "group",
    },
    "axis": {
        "labelFontSize": 11, "titleFontSize": 12, "labelColor": INK, "titleColor": INK,
        "titleFontWeight": 400, "gridColor": GRID, "domainColor": SOFT, "tickColor": SOFT,
        "titlePadding": 8, "labelOverlap": "greedy", "labelSeparation": 5,
    },
    "legend": {
        "orient": "bottom", "direction": "horizontal", "labelFontSize": 11, "titleFontSize": 11,
        "labelColor": INK, "titleColor": INK, "titleFontWeight": 400, "labelLimit": 420,
        "columns": 2, "columnPadding": 18, "rowPadding": 4, "symbolSize": 80,
        "layout": {"bottom": {"anchor": "start", "direction": "vertical", "margin": 10}},
    },
    "view": {"stroke": GRID},
}  # fmt: skip
