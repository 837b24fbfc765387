"""Column builders that make every column state its unit and its personal-data class.

Personal-data classes: ``none``; ``indirect`` (an address or one-person business leads to a person);
``person_key`` (identifies a person; replaced by a keyed hash at load).

Contents of a text column, which decide what a rule may do with it: ``words`` of the source, such as
a status; a ``name``; ``free`` text; ``history``, what another column held before or after a change;
a ``number`` of the source's own form, which of a ``person_key`` is found in no other column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

import dataframely as dy

from screening.reference.vocabulary import words

Personal = Literal["none", "indirect", "person_key"]
Content = Literal["words", "name", "free", "history", "number"]
Key = Literal[False, True, "where known"]
"""Part of what tells rows apart; such a column is always filled, or ``where known``."""

KVK_NR = r"^[0-9]{8}$"
MUNICIPALITY = r"^GM[0-9]{4}$"
FROM_MUNICIPALITY = r"^(?:GM[0-9]{4}|rest)$"
"""Counts that are too small to be told one by one stand under ``rest``."""
_OF_MUNICIPALITIES = frozenset({MUNICIPALITY, FROM_MUNICIPALITY})
EST_NR = r"^[0-9]{12}$"
BAG_ID = r"^[0-9]{16}$"
PAND_ID = r"^[0-9]{4}10[0-9]{10}$"
"""Municipality, 10 for a building, number."""
IDENTIFIERS = (KVK_NR, EST_NR, BAG_ID, PAND_ID)
"""Forms of numbers that name one object each."""
AREA_CODES = frozenset({"area_code", "parent_code", "merged_into"})
"""Columns that name an area by its code."""
POSTCODE = r"^[1-9][0-9]{3}(?:[A-RT-Z][A-Z]|S[BCE-RT-Z])$"
"""Of the pairs of letters SA, SD and SS are not given out."""
SBI = r"^[0-9]{2,6}$"
SHARE = "share 0-1"
"""The unit of what is a part of a whole."""
SBI_EDITIONS = ["2008", "2025"]
MOST_WHOLE = 10**12
"""No whole number of a register is larger; what is, is a code in the wrong column."""
MOST_REAL = 1e15
"""No real number of a register is larger: beyond it a double no longer tells cents apart."""
LEAST_REAL = 1e-30
"""No real number of a register is closer to zero, but zero: products of a few stay doubles."""


@dataclass(frozen=True)
class Absent:
    """What an extract without the column says of each of its rows.

    For columns that a municipality cannot have before it works with this engine, or that a source
    leaves out when there is nothing to say. A blank cell of a column that is there stays unknown.
    """

    value: bool | str | None
    """The value of every row."""
    means: str
    """The same in words, for the data dictionary and for ``screening check``."""
    of_project: bool = False
    """The value is the area code of the municipality that is screened."""


def _meta(
    unit: str,
    personal: Personal,
    null_means: str | None,
    absent: Absent | None = None,
    *,
    key: Key = False,
) -> dict[str, Any]:
    return {
        "unit": unit, "personal": personal, "null_means": null_means, "absent": absent,
        "key": bool(key),
    }  # fmt: skip


def is_code_of_area(name: str, declared: dy.Column) -> bool:
    """Whether the column holds codes of areas, such as municipalities: no place, and nobody's."""
    return name in AREA_CODES or getattr(declared, "regex", None) in _OF_MUNICIPALITIES


def is_key(declared: dy.Column) -> bool:
    """Whether the column is part of what tells the rows of its register apart.

    Said here and not to dataframely, which has no keys of which a part may be blank.
    """
    return bool((declared.metadata or {}).get("key"))


def text(
    description: str,
    *,
    pattern: str | None = None,
    values: list[str] | None = None,
    codes: str | None = None,
    closed: bool = True,
    besides: tuple[str, ...] = (),
    joined: bool = False,
    elsewhere: bool = False,
    nullable: bool = True,
    key: Key = False,
    personal: Personal = "none",
    null_means: str | None = None,
    content: Content = "words",
    absent: Absent | None = None,
) -> dy.String:
    """A text column; ``values`` closes the list of codes, ``pattern`` is a regular expression.

    ``codes`` names the list with the words that people read (``reference/vocabulary.yaml``), to
    which the column is ``closed``, or from which it may differ; a rule may ask for its codes only,
    and for those ``besides``. A column that is ``joined`` holds several with '|' between.
    A row with the municipality that is screened in a column ``elsewhere`` is none of its register.
    """
    parts = list(words(codes)) if codes and joined else None
    if codes is not None and closed and not joined:
        values = list(words(codes))
    asked = values or ([*words(codes), *besides] if codes and not joined else None)
    check = _one_of(values) if values else _made_of(parts) if parts else None
    return dy.String(
        nullable=nullable and key is not True,
        regex=pattern,
        check=check,
        description=description,
        metadata=_meta("", personal, null_means, absent, key=key)
        | {"values": values, "asked": asked, "content": content, "codes": codes, "parts": parts}
        | {"joined": joined, "elsewhere": elsewhere},
    )


def whole(
    description: str,
    *,
    unit: str = "",
    nullable: bool = True,
    key: Key = False,
    low: int | None = 0,
    high: int = MOST_WHOLE,
    null_means: str | None = None,
    absent: Absent | None = None,
) -> dy.Int64:
    """A whole number of ``unit``, not negative unless ``low`` says otherwise."""
    return dy.Int64(
        nullable=nullable and key is not True,
        min=-high if low is None else low,
        max=high,
        description=description,
        metadata=_meta(unit, "none", null_means, absent, key=key),
    )


def real(
    description: str, *, unit: str, nullable: bool = True, low: float | None = 0.0
) -> dy.Float64:
    """A real number of ``unit``, not negative unless ``low`` says; a share is 1 at most."""
    return dy.Float64(
        nullable=nullable,
        min=-MOST_REAL if low is None else low,
        max=1.0 if unit == SHARE else MOST_REAL,
        description=description,
        metadata=_meta(unit, "none", None),
    )


def day(
    description: str, *, nullable: bool = True, key: Key = False, null_means: str | None = None
) -> dy.Date:
    """A calendar date."""
    return dy.Date(
        nullable=nullable and key is not True,
        description=description,
        metadata=_meta("date", "none", null_means, key=key),
    )


def yes_no(description: str, *, nullable: bool = True, absent: Absent | None = None) -> dy.Bool:
    """True, false, or null for unknown."""
    return dy.Bool(
        nullable=nullable, description=description, metadata=_meta("yes/no", "none", None, absent)
    )


def holds_several(declared: dy.Column) -> bool:
    """Whether a cell of the column may hold several values, with '|' between."""
    return bool((declared.metadata or {}).get("joined"))


def _one_of(values: list[str]) -> Any:
    return lambda column: column.is_in(values)


def _made_of(parts: list[str]) -> Any:
    one = "|".join(re.escape(part) for part in parts)
    return lambda column: column.str.contains(rf"^({one})(\|({one}))*$")
