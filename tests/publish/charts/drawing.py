"""What stands in a drawing, read back from its SVG: texts and shapes with their places."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

SVG = "{http://www.w3.org/2000/svg}"
_MOVED = re.compile(r"translate\((-?[\d.]+),(-?[\d.]+)\)")


@dataclass(frozen=True)
class Mark:
    """An element with where it stands on the page."""

    element: ET.Element
    x: float
    y: float

    @property
    def text(self) -> str:
        return "".join(self.element.itertext())


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def marks(svg: str, tag: str) -> list[Mark]:
    return [mark for mark in _walk(parsed(svg), 0.0, 0.0) if mark.element.tag == f"{SVG}{tag}"]


def texts(svg: str) -> list[str]:
    return [mark.text for mark in marks(svg, "text")]


def points(svg: str, fill: str) -> list[Mark]:
    """Symbols of a colour that stand in the picture, not those of its legend."""
    bottom = max(mark.y for mark in _labels(svg))
    return [
        mark
        for mark in marks(svg, "path")
        if mark.element.get("fill") == fill
        and mark.element.get("transform")
        and mark.y <= bottom
        and len(mark.element.get("d", "")) < 400
    ]


def up(svg: str) -> Callable[[float], float]:
    """The value at a height, by the labels of the vertical axis, which is linear."""
    held = [(_middle(mark), dutch(mark.text)) for mark in _labels(svg)]
    heights, values = np.array(held).T
    slope, start = np.polyfit(heights, values, 1)
    return lambda y: float(slope * y + start)


def _middle(label: Mark) -> float:
    """Where a text that is set around the middle of a height has that middle: its foot is lower."""
    return label.y - 0.3 * float(label.element.get("font-size", "0px").removesuffix("px"))


def _labels(svg: str) -> list[Mark]:
    found = [m for m in marks(svg, "text") if m.element.get("text-anchor") == "end"]
    numbers = [m for m in found if re.fullmatch(r"[\d.,]+", m.text)]
    column = min(mark.x for mark in numbers)
    return [mark for mark in numbers if abs(mark.x - column) < 0.01]


def dutch(text: str) -> float:
    return float(text.replace(".", "").replace(",", "."))


def _walk(element: ET.Element, x: float, y: float) -> Iterator[Mark]:
    moved = _MOVED.search(element.get("transform", ""))
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2])
    yield Mark(element, x, y)
    for child in element:
        yield from _walk(child, x, y)
