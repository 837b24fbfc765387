from __future__ import annotations

import re
from itertools import pairwise

import pytest

from screening.publish.charts import chart
from screening.publish.report.style import CSS

WHITE = "#ffffff"
TEXT, MARK = 4.5, 3.0
"""What WCAG 2.2 asks: 1.4.3 of texts, 1.4.11 of signs and lines that carry a meaning."""


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
              for part in parts]  # fmt: skip
    return sum(w * part for w, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_texts_stand_out_from_what_is_behind_them() -> None:
    colours = re.findall(r"(?<![-\w])color: (#[0-9a-f]+)", CSS)
    behind = [WHITE, *re.findall(r"background: (#[0-9a-f]+)", CSS)]
    assert len(colours) > 3
    assert min(contrast(colour, ground) for colour in colours for ground in behind) >= TEXT
    assert contrast(chart.INK, WHITE) >= TEXT
    assert contrast(chart.SOFT, WHITE) >= TEXT


@pytest.mark.parametrize("name", ["OWN", "PEER", "INK", "SOFT"])
def test_lines_and_signs_stand_out_in_grey_too(name: str) -> None:
    """Contrast is a matter of lightness: what holds here holds without colour."""
    assert contrast(getattr(chart, name), WHITE) >= MARK


def test_classes_of_the_map_differ_in_grey_and_keep_their_order() -> None:
    from screening.publish.charts.area_map import _COLOURS

    light = [luminance(colour) for colour in _COLOURS]
    assert light == sorted(light, reverse=True)
    steps = [contrast(a, b) for a, b in pairwise(_COLOURS)]
    assert min(steps) > 1.3


def test_the_style_asks_for_nothing_from_elsewhere() -> None:
    assert not re.search(r"url\(|@import|http|@font-face|<", CSS)
    assert "@media print" in CSS
