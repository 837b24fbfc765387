"""Where words stand on the pages of a pdf, and what is wrong with where they stand."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(
    r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>'
)
_OVER = 0.25
"""Of the height of a letter: lines of one text touch each other by less than this."""
_BESIDE = 1.0
"""Points by which words beside each other may touch."""


class Word(NamedTuple):
    """A word and its box, in points from the top left of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class Page(NamedTuple):
    """A page with its words in the order of reading."""

    width: float
    height: float
    words: list[Word]


def pages_of(file: Path) -> list[Page]:
    """The pages of a pdf; clipped text is among the words, for it is in the file."""
    done = subprocess.run(
        ["pdftotext", "-bbox-layout", file, "-"], capture_output=True, check=True, encoding="utf-8"
    )
    return [
        Page(float(width), float(height), [_word(found) for found in _WORD.findall(inner)])
        for width, height, inner in _PAGE.findall(done.stdout)
    ]


def _word(found: tuple[str, ...]) -> Word:
    left, top, right, bottom = map(float, found[:4])
    return Word(unescape(found[4]), left, top, right, bottom)


def overlapping(page: Page) -> Iterator[tuple[str, str]]:
    """Pairs of words that stand over each other: a cell was too low or too narrow for its text."""
    words = sorted(page.words, key=lambda word: word.top)
    for at, one in enumerate(words):
        for other in words[at + 1 :]:
            over = one.bottom - other.top
            if over <= 0:
                break
            beside = min(one.right, other.right) - max(one.left, other.left)
            if len(one.text) == 1 == len(other.text):
                continue
            low = min(one.bottom - one.top, other.bottom - other.top)
            if beside > _BESIDE and min(over, other.bottom - other.top) > _OVER * low:
                yield one.text, other.text


def outside(page: Page, foot: str) -> list[str]:
    """Words that leave the paper or stand lower than where the foot of a page begins."""
    begins = [
        one.top
        for one, other in pairwise(page.words)
        if f"{one.text} {other.text}".startswith(foot)
    ]
    lowest = max(begins, default=page.height)
    return [
        word.text
        for word in page.words
        if word.left < 0 or word.right > page.width or word.top < 0
        or (word.bottom > lowest and word.top < lowest - 1)
    ]  # fmt: skip


def absent(wanted: Sequence[str], pages: Sequence[Page]) -> dict[str, int]:
    """Words of these texts that stand on paper less often than they are written, and how often.

    A line can end after a hyphen or stroke in a word, with another column beside it, so such words
    are counted in their parts.
    """
    printed = [word.text for page in pages for word in page.words]
    found = Counter(part for word in printed for part in _parts(word))
    asked = Counter(part for text in wanted for word in text.split() for part in _parts(word))
    run_on = "".join(printed)
    return {
        part: count - found[part]
        for part, count in asked.items()
        if found[part] < count and run_on.count(part) < count
    }


def _parts(word: str) -> list[str]:
    return [part for part in re.split("(?<=[-/])", word) if part]
