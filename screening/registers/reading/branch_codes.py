"""SBI codes that lost their leading zero in a spreadsheet, told from codes that never had one.

The trade register gives classes of four digits and subclasses of five. ``1131`` is 01131, since
there is no class 11.31; ``1411`` may be 01411 (dairy cattle) or 14.11 (leather clothes). What
can be only one is put back. What can be both is left alone in a column that kept its zeros, and set
aside in one that lost some. The tables hold the classes of both editions (2008 and 2025) that begin
with a 0, and those that a code without it could be taken for.
"""

from __future__ import annotations

import polars as pl

from screening.registers.reading.forms import misformed, wrong_form
from screening.registers.reading.numbers import says_nothing
from screening.registers.reading.written import SAYS_NOTHING, Parsed
from screening.registers.schemas.columns import SBI

_WITH_ZERO = """
0111 0112 0113 0114 0115 0116 0119 0121 0122 0123 0124 0125 0126 0127 0128 0129 0130 0141
0142 0143 0144 0145 0146 0147 0148 0149 0150 0161 0162 0163 0164 0170 0210 0220 0230 0240
0311 0312 0321 0322 0330 0610 0620 0811 0812 0891 0892 0893 0899 0910 0990
"""
_WITHOUT = """
1101 1102 1103 1104 1105 1106 1107 1200 1310 1320 1330 1391 1392 1393 1394 1395 1396 1399
1410 1411 1412 1413 1414 1419 1420 1421 1422 1423 1424 1429 1431 1439 1511 1512 1520 1610
1611 1612 1621 1622 1623 1624 1625 1626 1627 1628 1629 1711 1712 1721 1722 1723 1724 1725
1729 2110 2120 2211 2212 2219 2221 2222 2223 2224 2225 2226 2229 2311 2312 2313 2314 2315
2319 2320 2331 2332 2341 2342 2343 2344 2345 2349 2351 2352 2361 2362 2363 2364 2365 2366
2369 2370 2391 2399 2410 2420 2431 2432 2433 2434 2441 2442 2443 2444 2445 2446 2451 2452
2453 2454 3100 3101 3102 3103 3109 3211 3212 3213 3220 3230 3240 3250 3291 3299 6110 6120
6130 6190 6201 6202 6203 6209 6210 6220 6290 8110 8121 8122 8123 8129 8130 9101 9102 9103
9104 9111 9112 9113 9121 9122 9130 9141 9142 9900
"""
_CLASSES = _WITHOUT.split()
_GROUPS_WITH_ZERO = sorted({code[:3] for code in _WITH_ZERO.split()})
_GROUPS = sorted({code[:3] for code in _CLASSES})
LOST_ITS_ZERO = r"^(?:1[1-7]|2[1-4]|3[1-3]|6[12]|8[19]|9[19])[0-9]{1,2}$"
"""Three or four digits that would be a code with a 0 before them."""


_DESCRIBED = r"(?i)^(?:sbi(?:[- ]?code)?[ :-]*)?([0-9][0-9.]*[0-9])(?:\s*[-:]?\s+[\p{L}(\"'].*)?$"
"""A code with what it is called, or with the name of the list before it."""
_FLOAT = r"^([0-9]{3,6})[.,]0+$"
"""A code that became a number with decimals: before a dot in a code stand two digits."""
_ONE_DIGIT = r"^[1-9]\.[0-9]{1,2}(?:\.[0-9]{1,2})?$"
"""A code with dots that lost its zero: 1.61 is 01.61."""
_WHOLE_DIVISION = r"^[0-9]{2}[.,]0+$"
ZEROS = "^0+$"
"""What fills a field of digits for which there was none."""
_NONE = "[]"
"""A list of codes in which there is none."""
_SEPARATORS = r"\s*[|,;/\r\n]\s*|\s+en\s+|\s+"
_HALVES = r"(?:^|[^0-9.])[0-9]{1,2} +[0-9]|[0-9] +[0-9]{1,2}(?:$|[^0-9.])"
"""Two digits beside a space: a code written with spaces, or two codes."""
_DECIMALS = "a code, or a number that has decimals; export the column as text"
_SPACES = "one code with spaces, or more codes; set '|' between codes"


def parse_branch(raw: pl.Expr, too_long: pl.Expr, *, numbers: bool = False) -> Parsed:
    """Codes without dots and spaces, with the zero they lost.

    ``numbers``: some cells are numbers, so that none of the column can be known to have kept its
    zero.
    """
    written, raw = raw, raw.str.replace(_DESCRIBED, "${1}")
    code, dotted = _plain(raw), raw.str.contains(_ONE_DIGIT).fill_null(value=False)
    lost, unclear = _lost(code), _unclear(code)
    value = pl.when(lost).then("0" + code).otherwise(code)
    doubtful = unclear & ((lost | (dotted & code.str.contains(SBI))).any() | pl.lit(numbers))
    reason = pl.coalesce(
        too_long,
        pl.when(raw.str.contains(_WHOLE_DIVISION)).then(pl.lit(_DECIMALS)),
        pl.when(~code.str.contains(SBI)).then(misformed(SBI, code)),
        pl.when(doubtful).then(_both(code)),
    )
    unknown = (says_nothing(raw) | code.str.contains(ZEROS)).fill_null(value=False)
    reason = pl.when(unknown).then(pl.lit(SAYS_NOTHING)).otherwise(reason)
    return Parsed(value, reason, (value != written).fill_null(value=False), unknown)


def parse_branches(raw: pl.Expr, too_long: pl.Expr, *, numbers: bool = False) -> Parsed:
    """Several codes in a cell, each read as one is; what is put between them is ``|``.

    Several in a cell are no number, so that ``numbers`` says something of single ones alone.
    """
    text = raw.str.to_lowercase().str.strip_chars("|,;/ \r\n").str.replace(_FLOAT, "${1}")
    parts = text.str.replace_all(_SEPARATORS, "|").str.split("|")
    each = parts.list.eval(_plain(pl.element())).list.eval(pl.element().filter(pl.element() != ""))
    lost = each.list.eval(_lost(pl.element())).list.any()
    unclear = each.list.eval(pl.element().filter(_unclear(pl.element()))).list.first()
    strange = each.list.eval(~pl.element().str.contains(SBI)).list.any()
    dotted = parts.list.eval(pl.element().str.contains(_ONE_DIGIT)).list.any()
    kept = each.list.eval(pl.element().str.starts_with("0")).list.any() & ~dotted
    whole = parts.list.eval(pl.element().str.contains(_WHOLE_DIVISION)).list.any()
    alone = pl.lit(numbers) & (each.list.len() == 1)
    value = each.list.eval(
        pl.when(_lost(pl.element())).then("0" + pl.element()).otherwise(pl.element())
    )
    value = value.list.sort().list.join("|")
    unknown = says_nothing(raw).fill_null(value=False)
    reason = (
        pl.when(unknown)
        .then(pl.lit(SAYS_NOTHING))
        .when(raw == _NONE)
        .then(pl.lit(None, dtype=pl.String))
        .when(too_long.is_not_null())
        .then(too_long)
        .when(whole)
        .then(pl.lit(_DECIMALS))
        .when(raw.str.contains(_HALVES))
        .then(pl.lit(_SPACES))
        .when(strange | (each.list.len() == 0))
        .then(pl.lit(wrong_form(SBI)))
        .when(unclear.is_not_null() & ~kept & ((lost | (dotted & ~strange)).any() | alone))
        .then(_both(unclear))
    )
    put_back = (lost | dotted | (text != raw.str.to_lowercase())).fill_null(value=False)
    return Parsed(pl.when(raw != _NONE).then(value), reason, put_back, unknown)


def _both(code: pl.Expr) -> pl.Expr:
    return pl.format("may be {}, or 0{} that lost its zero; export the column as text", code, code)


def _plain(raw: pl.Expr) -> pl.Expr:
    """A code without dots and spaces, and without what a number brings along.

    What has one digit before its dot lost a zero, or is no code: it is left as it is then.
    """
    digits = raw.str.replace(_FLOAT, "${1}").str.replace_all(r"[.\s]", "")
    dotted = raw.str.contains(_ONE_DIGIT)
    return (
        pl.when(dotted & _of_agriculture("0" + digits))
        .then("0" + digits)
        .when(dotted)
        .then(raw)
        .otherwise(digits)
    )


def _of_agriculture(code: pl.Expr) -> pl.Expr:
    """Whether it is a group, a class or a subclass of those that begin with a 0."""
    return code.str.slice(0, 4).is_in([*_WITH_ZERO.split(), *_GROUPS_WITH_ZERO])


def _lost(code: pl.Expr) -> pl.Expr:
    return (_short(code) & _begins(code) & ~_stands(code)).fill_null(value=False)


def _unclear(code: pl.Expr) -> pl.Expr:
    return (_short(code) & _begins(code) & _stands(code)).fill_null(value=False)


def _short(code: pl.Expr) -> pl.Expr:
    return code.str.contains(LOST_ITS_ZERO)


def _begins(code: pl.Expr) -> pl.Expr:
    """Whether it is a class with a 0 before it, or a subclass of one."""
    return ("0" + code).str.slice(0, 4).is_in(_WITH_ZERO.split())


def _stands(code: pl.Expr) -> pl.Expr:
    """Whether it is a group or a class as it stands."""
    three = code.str.len_bytes() == len("111")
    return pl.when(three).then(code.is_in(_GROUPS)).otherwise(code.is_in(_CLASSES))
