"""What every function and operator of the rule language means, at its edges too.

The same on every engine: what engines do apart by themselves is rewritten or refused. The table in
docs/rule-language.md is this one, and ``tests/engines/test_meaning.py`` tries every line of it.
"""

from __future__ import annotations

from typing import NamedTuple

from screening.language.functions import MOST_DECIMALS
from screening.language.kinds import LARGEST_PLACE


class Said(NamedTuple):
    """How it is written, what it gives, and what it gives at the edges."""

    form: str
    meaning: str
    edges: str = "NULL gives NULL"


_PLACES = (
    f"places and lengths are fixed, from 1 to {LARGEST_PLACE:,}; past the end there is nothing"
)
_EXTREME = "NULL is left out; of nothing it is NULL"
_AGREES = "agrees to 12 digits, unless large amounts cancel out"

FUNCTIONS: dict[str, Said] = {
    "ABS": Said("ABS(x)", "how far a number is from zero"),
    "AVG": Said("AVG(x)", "mean, a real", f"{_EXTREME}; {_AGREES}"),
    "CAST": Said(
        "CAST(x AS t)",
        "whole to real, text or yes/no (0 is no); real to whole, halves away from zero; date to "
        "text as 2026-01-31; yes/no to whole (1, 0) or text (true, false); a fixed text to a date",
        "a real of 2^53 or more to whole gives NULL; text to anything but a fixed date is refused",
    ),
    "CEIL": Said("CEIL(x)", "least whole number that is no less, as a real"),
    "COALESCE": Said(
        "COALESCE(x, y, ...)",
        "the first that is not NULL",
        "all NULL gives NULL; a fixed value before the last is refused",
    ),
    "CONCAT": Said("CONCAT(x, y, ...)", "texts joined", "NULL counts as ''"),
    "COUNT": Said(
        "COUNT(*), COUNT(x), COUNT(DISTINCT x)",
        "rows; rows where x is not NULL; different values of x",
        "0 of nothing; DISTINCT of a number that agrees to 12 digits only is refused",
    ),
    "DENSE_RANK": Said(
        "DENSE_RANK() OVER (... ORDER BY x)",
        "place without gaps",
        "NULL comes last, also with DESC",
    ),
    "EXP": Said("EXP(x)", "e to the power x", "NULL above 230, below -230 as for -230"),
    "EXTRACT": Said("EXTRACT(YEAR FROM d)", "year, month or day of a date, whole"),
    "FIRST_VALUE": Said(
        "FIRST_VALUE(x) OVER (... ORDER BY y)", "x of the first row of the partition", "may be NULL"
    ),
    "FLOOR": Said("FLOOR(x)", "largest whole number that is no more, as a real"),
    "GREATEST": Said(
        "GREATEST(x, y, ...)",
        "largest of numbers or dates",
        "NULL is left out; all NULL gives NULL",
    ),
    "LAG": Said(
        "LAG(x, n) OVER (... ORDER BY y)",
        "x of n rows before; n is 1 when left out",
        "NULL where there is no such row",
    ),
    "LAST_VALUE": Said(
        "LAST_VALUE(x) OVER (... ORDER BY y)",
        "x of the row itself: of all rows up to it, the last",
        "use FIRST_VALUE with DESC for the end of the partition",
    ),
    "LEAD": Said(
        "LEAD(x, n) OVER (... ORDER BY y)",
        "x of n rows after; n is 1 when left out",
        "NULL where there is no such row",
    ),
    "LEAST": Said(
        "LEAST(x, y, ...)", "smallest of numbers or dates", "NULL is left out; all NULL gives NULL"
    ),
    "LEFT": Said("LEFT(x, n)", "the first n signs", _PLACES),
    "LENGTH": Said("LENGTH(x)", "code points, so e with an accent apart is two"),
    "LN": Said("LN(x)", "natural logarithm", "NULL from zero down"),
    "LOWER": Said(
        "LOWER(x)",
        "small letters; one letter becomes one letter, wherever it stands",
        "dotted capital I becomes i",
    ),
    "MAX": Said("MAX(x)", "largest; of texts by code point, of yes/no whether any", _EXTREME),
    "MEDIAN": Said(
        "MEDIAN(x)", "middle one, or the mean of the middle two", f"{_EXTREME}; agrees to 12 digits"
    ),
    "MIN": Said("MIN(x)", "smallest; of texts by code point, of yes/no whether all", _EXTREME),
    "NULLIF": Said("NULLIF(x, y)", "NULL where they are equal, else x", "y NULL gives x"),
    "POWER": Said(
        "POWER(x, n)",
        "x to the fixed power n",
        "NULL beyond 10^100, of zero to a negative power, and of less than zero to a broken power",
    ),
    "RANK": Said(
        "RANK() OVER (... ORDER BY x)",
        "place, with gaps after ties",
        "NULL comes last, also with DESC",
    ),
    "REPLACE": Said(
        "REPLACE(x, 'a', 'b')", "every 'a' becomes 'b'; both are fixed texts, 'a' is not empty"
    ),
    "RIGHT": Said("RIGHT(x, n)", "the last n signs", _PLACES),
    "ROUND": Said(
        "ROUND(x, n)",
        f"to n decimals, 0 to {MOST_DECIMALS}, halves away from zero, a real",
        "a number within 12 digits of a half counts as the half",
    ),
    "ROW_NUMBER": Said(
        "ROW_NUMBER() OVER (... ORDER BY x)",
        "place, ties in the order of the other columns used",
        "NULL comes last, also with DESC",
    ),
    "SQRT": Said("SQRT(x)", "square root", "NULL below zero"),
    "STARTS_WITH": Said("STARTS_WITH(x, y)", "whether text x begins with text y", "'' begins all"),
    "STDDEV": Said(
        "STDDEV(x)",
        "standard deviation of a sample",
        "NULL of fewer than two, 0 of equal ones; agrees to 12 digits of the largest value",
    ),
    "SUBSTR": Said("SUBSTR(x, n, m)", "m signs from sign n, counted from 1", _PLACES),
    "SUM": Said(
        "SUM(x)",
        "whole of whole numbers, real of reals",
        f"NULL of nothing; NULL from 2^53 for whole numbers; of reals it {_AGREES}",
    ),
    "TRIM": Said("TRIM(x)", "without the spaces at both ends; spaces only, no tabs or line ends"),
    "UPPER": Said(
        "UPPER(x)", "capitals", "some letters become two or three, as SS of the German sharp s"
    ),
}
OPERATORS: dict[str, Said] = {
    "equal": Said("x = y, x <> y", "whether they are equal"),
    "order": Said(
        "x < y, x <= y, x > y, x >= y",
        "order of numbers, dates, texts and yes/no",
        "texts by code point; no before yes; reals that agree to 12 digits are equal where one is "
        "a sum, mean, logarithm or power",
    ),
    "distinct": Said(
        "x IS [NOT] DISTINCT FROM y", "equality that takes NULL for a value", "never NULL"
    ),
    "between": Said("x [NOT] BETWEEN y AND z", "x >= y AND x <= z"),
    "in": Said("x [NOT] IN (y, z, ...)", "whether x is one of them", "NULL among them is refused"),
    "in query": Said(
        "x [NOT] IN (SELECT ...)",
        "whether x is in the column",
        "NULL where it is not found and the column holds a NULL",
    ),
    "exists": Said("[NOT] EXISTS (SELECT ...)", "whether there is such a row", "never NULL"),
    "value": Said("(SELECT MAX(x) FROM ...)", "the one value of an aggregate", "NULL of nothing"),
    "like": Said(
        "x [NOT] LIKE 'a%_'", "% stands for any signs, line ends too, _ for one code point"
    ),
    "null": Said("x IS [NOT] NULL", "whether there is a value", "never NULL"),
    "truth": Said("x IS [NOT] TRUE, x IS [NOT] FALSE", "whether it is so", "never NULL"),
    "logic": Said(
        "x AND y, x OR y, NOT x", "three-valued", "FALSE AND NULL is FALSE, TRUE OR NULL is TRUE"
    ),
    "plus": Said(
        "x + y, x - y, -x",
        "whole of whole numbers, else real",
        "real where 64 bits could be passed, so nothing wraps round",
    ),
    "times": Said(
        "x * y",
        "whole where one is a fixed whole number to 1,000,000 and 2^53 cannot be passed; else real",
    ),
    "divided": Said(
        "x / y",
        "real division, to the last digit",
        "NULL by zero, and by a real within 10^-15 of it",
    ),
    "joined": Said("x || y", "texts joined"),
    "case": Said(
        "CASE WHEN c THEN x ... ELSE y END, CASE x WHEN y THEN ... END",
        "x of the first condition that is true",
        "no ELSE gives NULL; whole and real give real",
    ),
}


def table() -> str:
    """Both lists as the rows of a Markdown table."""
    rows = [*FUNCTIONS.values(), *OPERATORS.values()]
    said = ["| written | gives | at the edges |", "|---|---|---|"]
    said += [
        f"| `{row.form}` | {row.meaning} | {row.edges} |".replace("||", "\\|\\|") for row in rows
    ]
    return "\n".join(said)
