"""Names of sheets: what a row is about, as far as a spreadsheet takes it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from screening.files.neutralise import visible
from screening.publish.published import Published

LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\n\t]")


def sheet_names(listed: Published, told: Sequence[Mapping[str, Sequence[str]]]) -> list[str]:
    """A name per row: its number and what it is about; no two are the same.

    The number comes first, so that what is cut off tells none apart.
    """
    return [_name(number, listed, row) for number, row in enumerate(told, 1)]


def _name(number: int, listed: Published, row: Mapping[str, Sequence[str]]) -> str:
    rank = "".join(row.get("rank", ())) or str(number)
    keys = listed.paper.headed(row)
    about = ", ".join(text for key in keys for text in row.get(key, ()))
    clean = " ".join(_FORBIDDEN.sub(" ", visible(f"{rank} {about}")).split())
    return clean[:LONGEST].strip("' ")
