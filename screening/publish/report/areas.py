"""Pictures of areas in a report: what several sources say of one area, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from screening.publish.area_words import above_in_words, cells, heads, kind_of_area
from screening.publish.report.facts import Facts
from screening.publish.report.tags import Html, folded, section, table, tag
from screening.reference.pictures import pictures

_NUMBERS = (1, 2, 3, 4, 5)
_NOTHING = (
    "Van geen enkel gebied van de gemeente zijn hiervoor cijfers aangeleverd. Welke registers "
    "nodig zijn staat in de handleiding."
)
_SMALL = (
    "Aantallen zijn afgerond op vijftallen. Kleine aantallen worden niet getoond, en ook niet wat "
    "ze zou verraden. Het interval (95%) laat zien hoeveel toeval in het cijfer kan zitten."
)


def anchor(name: str) -> str:
    """Where the part of a picture stands on the page."""
    return f"gebieden-{name}"


def area_pictures(facts: Facts) -> Iterator[Html]:
    """A part per picture, each with the areas in it: the municipality first, then smaller ones."""
    held: Sequence[Mapping[str, Any]] = (facts.figures or {}).get("pictures", [])
    for name, picture in pictures().items():
        rows = [row for row in held if row["picture"] == name]
        place = anchor(name)
        mark = tag("p", tag("strong", picture.mark), class_="klein")
        if not rows:
            yield section(place, picture.title, mark, tag("p", picture.about), tag("p", _NOTHING))
            continue
        by_area = groupby(rows, key=lambda row: (row["level_of_area"], row["area_code"]))
        blocks = [_area(list(found)) for _, found in by_area]
        yield section(
            place, picture.title, mark, tag("p", picture.about), tag("p", _SMALL), *blocks
        )


def _area(rows: Sequence[Mapping[str, Any]]) -> Html:
    first = rows[0]
    title = f"{first['name']} ({kind_of_area(first['level_of_area'])})"
    numbers = table(title, heads(), map(cells, rows), _NUMBERS)
    return folded(title, tag("p", above_in_words(rows)), numbers)
