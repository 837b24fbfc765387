"""Text of extracts made harmless for whoever opens it: a spreadsheet, a csv, a terminal, JSON.

A spreadsheet runs text that starts like a formula; a terminal obeys control characters; marks that
turn the direction of writing show another text than there is. One list of signs serves all three.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from screening.files.characters import CONTROL, HIDDEN, SURROGATES

if TYPE_CHECKING:
    import polars as pl

SHOWN = "\ufffd"
"""Stands for every sign that may not be shown."""
_WIDE = "\uff1d\uff0b\uff0d\uff20\uff5c\ufe66\ufe62\ufe63\ufe6b\u207c\u207a\u208c\u208a\ufb29"
FORMULA = f"=+\\-@|{_WIDE}"
"""What starts a formula or a command: ``= + - @ |``, and the signs that are read as one of them."""
_STEERING = f"{CONTROL}{HIDDEN}"
RISKY = f"^(?:[\\t\\r\\n]|[\\s{_STEERING}]*[{FORMULA}])"
_ENDS = "\r\n?"
_RISKY, _RETURN = re.compile(RISKY), re.compile(_ENDS)
_FOR_TEXT = re.compile(f"[{_STEERING}{SURROGATES}]")


def visible(text: str) -> str:
    """The text with a visible sign for every character that steers; ends of lines are LF."""
    return _FOR_TEXT.sub(SHOWN, _RETURN.sub("\n", text))


@lru_cache(maxsize=4_096)  # titles and labels come back on every page
def neutral(text: str) -> str:
    """One text as a cell: visible, with an apostrophe before what a spreadsheet could run (T46)."""
    return f"'{visible(text)}" if _RISKY.match(text) else visible(text)


def neutralised(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with every text and every header as :func:`neutral` gives it."""
    import polars as pl  # noqa: PLC0415 - the command line asks for texts alone

    # One expression for all columns, made once; by number, since a name can be read as a pattern.
    texts = [n for n, dtype in enumerate(frame.schema.values()) if dtype == pl.String]
    column = pl.nth(texts)
    text = column.str.replace_all(_ENDS, "\n").str.replace_all(f"[{_STEERING}]", SHOWN)
    cell = pl.when(column.str.contains(RISKY)).then("'" + text).otherwise(text)
    made = frame.with_columns_seq(cell.name.keep()) if texts else frame.clone()
    made.columns = [neutral(name) for name in frame.columns]
    return made


def escaped(json_text: str) -> str:
    """JSON that means the same, with steering characters as codes."""
    return _FOR_TEXT.sub(lambda found: f"\\u{ord(found[0]):04x}", json_text)
