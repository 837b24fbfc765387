"""Names of sheets: what a row is about, as far as a spreadsheet takes it, in whole words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from screening.files.neutralise import visible
from screening.lists.paper import PLACES
from screening.publish.published import Published

LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\n\t]")
_STREET = re.compile(r"[^,]+?(?=,| \(|$)")
"""Of a place the street and number; the town is the same on nearly every sheet."""
_NUMBER = re.compile(r" \d\S{0,5}(?: \S{1,4})?$")
_LEFT_OUT = "…"


def sheet_names(listed: Published, told: Sequence[Mapping[str, Sequence[str]]]) -> list[str]:
    """A name per row: its number and where it is, or else what it is about; no two are the same.

    The number comes first, so that what is left out tells none apart.
    """
    return [_name(number, listed, row) for number, row in enumerate(told, 1)]


def _name(number: int, listed: Published, row: Mapping[str, Sequence[str]]) -> str:
    rank = "".join(row.get("rank", ())) or str(number)
    clean = " ".join(_FORBIDDEN.sub(" ", visible(f"{rank} {_about(listed, row)}")).split())
    return _shortened(clean).strip("' ,") or str(number)


def _about(listed: Published, row: Mapping[str, Sequence[str]]) -> str:
    place = next((text for key in PLACES for text in row.get(key, ())), "")
    street = _STREET.match(place)
    if street:
        return street[0]
    return ", ".join(text for key in listed.paper.headed(row) for text in row.get(key, ()))


def _shortened(name: str) -> str:
    """As many whole words as fit; a house number stays, for without it an address is no address."""
    if len(name) <= LONGEST:
        return name
    number = _NUMBER.search(name)
    if number is None:
        return _words(name, LONGEST)
    room = LONGEST - len(number[0]) - len(_LEFT_OUT)
    return f"{_words(name[: number.start()], room)}{_LEFT_OUT}{number[0]}"


def _words(text: str, room: int) -> str:
    """The whole words at the start that fit; of one that is longer, its beginning."""
    if len(text) <= room:
        return text
    whole, _, _ = text[: room + 1].rpartition(" ")
    return whole if " " in whole else text[:room]
