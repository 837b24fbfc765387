"""Numbers as text: the Dutch ways to write them, amounts of money, and marks for "no figure"."""

from __future__ import annotations

import polars as pl

from screening.registers.reading.written import FINE, Parsed, Written

NO_FIGURE = (
    ".", "..", "...", "-", "--", "\u2013", "\u2014", "x", "?", "*", "nb", "n.b.", "nvt", "n.v.t.",
    "onbekend", "geheim", "geen", "nihil", "n/a", "na", "nan", "null", "none",
)  # fmt: skip
"""Ways in which a cell says that there is no value, in lower case; CBS writes . and x."""
_DUTCH = "januari februari maart april mei juni juli augustus september oktober november december"
MONTHS = {name: n for n, name in enumerate(_DUTCH.split(), start=1)}
MONTHS |= {name[:3]: n for name, n in MONTHS.items()}
MONTHS |= {
    "january": 1,
    "february": 2,
    "march": 3,
    "june": 6,
    "july": 7,
    "august": 8,
    "october": 10,
}
MONTHS |= {"febr": 2, "mrt": 3, "mar": 3, "may": 5, "oct": 10, "sept": 9}
"""Month names in lower case, in full and in short, and the English ones that differ."""
_MONEY = r"(?i)^(?:€|eur(?:o)?\b)\s*|\s*(?:€|\beur(?:o)?)$"
_MINUS = r"^(?:-/-\s*|[\x{2012}\x{2013}\x{2212}]\s*)([0-9])"
"""Other signs for less than nothing: that of bookkeepers, and what typesetting makes of it."""
_SIGN_FIRST = r"(?i)^([+-])\s*(?:€|eur(?:o)?\b)\s*"
_ENGLISH = r"^[+-]?[1-9][0-9]{0,2}(,[0-9]{3}){2,}\.[0-9]{1,2}$"
"""Two commas and a point behind them: whatever is declared, it can be nothing else."""
_WHOLE_EUROS = r",(?:-{1,2}|=|\x{2013}|\x{2014})$"
_MONEY_GROUPS = r"^[+-]?[1-9][0-9]{0,2}((\.[0-9]{3})+|(,[0-9]{3})+)$"
_PROVISIONAL = r"([0-9])\s*\*{1,2}$"
"""How CBS marks a figure that may still change."""
_PERCENT = r"\s*%$"
_GROUPED = r"^[+-]?[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+(?:,0{1,2})?|(?:,[0-9]{3})+(?:\.0{1,2})?)$"
"""A whole number with a sign between its thousands, and perhaps decimals that are 0."""
_THREE_DECIMALS = r"^[+-]?(?:0|[0-9]{4,})[.,][0-9]{3}$"
"""Three digits behind a sign that cannot be thousands, for what stands before it."""
_ONE_GROUP = r"^[+-]?[1-9][0-9]{0,2}%s[0-9]{3}$"
THREE_BEHIND = r"^[+-]?[1-9][0-9]{0,2},[0-9]{3}$"
"""What is a number with three decimals, or one of thousands."""
MAY_BE_THOUSANDS = (
    "three digits behind a comma in the whole column, which may be decimals or thousands; "
    "set decimal: ',', or decimal: '.' and thousands: ','"
)
_NO_SHARE = "a percentage in a column of amounts"
_NOT_WHOLE = "not a whole number"
_NEARLY = 1e-6
_UNKNOWN = "says that there is no figure"


def says_nothing(raw: pl.Expr) -> pl.Expr:
    """Whether a cell says that there is no value; null of a blank one."""
    return raw.str.to_lowercase().is_in(NO_FIGURE)


def parse_real(raw: pl.Expr, written: Written, unit: str = "") -> Parsed:
    """A number with decimals; a percentage where ``unit`` is a share or a percentage.

    What a cell says of itself goes before the unit that its column is declared in.
    """
    bare = written.once(raw.str.replace(_PERCENT, ""))
    if not written.native:  # a percentage has no thousands, whatever sign its decimals have
        other, sign = (".", ",") if written.decimal == "," else (",", ".")
        one = rf"^[+-]?[0-9]+[{other}](?:[0-9]{{1,2}}|[0-9]{{4,}})$"
        turned = (bare != raw) & bare.str.contains(one)
        bare = written.once(
            pl.when(turned).then(bare.str.replace(other, sign, literal=True)).otherwise(bare)
        )
    percent = written.once(raw.str.contains(_PERCENT))
    doubtful = may_be_thousands(unit, written)
    text, reason, unknown = _number(bare, written, doubtful=doubtful)
    value = text.cast(pl.Float64, strict=False)
    if unit.startswith("share"):
        own = value / (100 * (written.scale or 1))  # the scale is put on every cell afterwards
        return Parsed(pl.when(percent).then(own).otherwise(value), reason, unknown=unknown)
    if "%" in unit:
        return Parsed(value, reason, unknown=unknown)
    wrong = pl.when(percent & value.is_not_null()).then(pl.lit(_NO_SHARE))
    return Parsed(value, pl.coalesce(reason, wrong), unknown=unknown)


def parse_whole(raw: pl.Expr, written: Written) -> Parsed:
    """A whole number; decimals that are all 0 are none."""
    text, reason, unknown = _number(raw, written)
    if written.native:
        digits = text.str.replace(r"\.0+$", "")
    else:
        bare = written.once(_bare(raw)[0])
        digits = written.once(whole_digits(bare))
        fraction = pl.when(bare.str.contains(r"^[+-]?[0-9]+[.,][0-9]+$")).then(bare)
        text = written.once(pl.coalesce(text, digits, fraction))
        reason = pl.when(text.is_null()).then(reason)
    value = digits.cast(pl.Int64, strict=False)
    broken = pl.when(text.is_not_null() & value.is_null()).then(pl.lit(_NOT_WHOLE))
    return Parsed(value, pl.coalesce(reason, broken), unknown=unknown)


def parse_times(raw: pl.Expr, written: Written) -> Parsed:
    """A whole number of things from one of thousands or more, which may have decimals."""
    theirs = parse_real(raw, written)
    ours = written.once(theirs.value * (written.scale or 1.0))
    whole = (ours - ours.round()).abs() < _NEARLY
    value = pl.when(whole).then(ours.round().cast(pl.Int64, strict=False))
    broken = pl.when(ours.is_not_null() & value.is_null()).then(pl.lit(_NOT_WHOLE))
    return Parsed(value, pl.coalesce(theirs.reason, broken), unknown=theirs.unknown)


def may_be_thousands(unit: str, written: Written) -> bool:
    """Whether one comma before three digits may stand in the column for either.

    Nobody said which, and thousands would be possible: not so of parts of a whole, nor of points,
    which are judged on the map (``scale`` is None).
    """
    if written.native or written.stated or written.thousands or written.decimal != ",":
        return False
    return written.scale is not None and not unit.startswith("share") and "%" not in unit


def whole_digits(text: pl.Expr) -> pl.Expr:
    """The digits of a whole number however it is grouped, null for what is none.

    Three digits behind a point or a comma are thousands: a number of things has no decimals.
    Unless some cell of the column shows that it is written with three decimals throughout.
    """
    decimals = text.str.contains(_THREE_DECIMALS).any()
    grouped = text.str.contains(_GROUPED) & ~(decimals & text.str.contains(r"^[^.,]*[.,][^.,]*$"))
    return (
        pl.when(grouped)
        .then(text.str.replace(r"[.,]0{1,2}$", "").str.replace_all(r"[.,]", ""))
        .when(text.str.contains(r"^[+-]?[0-9]+(?:[.,]0+)?$"))
        .then(text.str.replace(r"[.,]0+$", ""))
    )


def as_figure(raw: pl.Expr) -> pl.Expr:
    """A cell without signs of money or of a provisional figure; else as it is.

    What is marked as an amount of money has no three decimals, so its points are thousands.
    """
    bare, money = _bare(raw)
    grouped = bare.str.contains(_MONEY_GROUPS)
    digits = pl.when(grouped).then(bare.str.replace_all(r"[.,]", "")).otherwise(bare)
    return pl.when(money).then(digits).otherwise(raw.str.replace(_PROVISIONAL, "${1}"))


def _bare(raw: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The figure without the signs of money and without spaces, and whether it is money."""
    raw = raw.str.replace(_PROVISIONAL, "${1}").str.replace(_MINUS, "-${1}")
    plain = raw.str.replace(_SIGN_FIRST, "${1}").str.replace_all(_MONEY, "")
    money = (plain != raw) | raw.str.contains(_WHOLE_EUROS)
    return plain.str.replace(_WHOLE_EUROS, "").str.replace_all(r"[\s\x{00A0}]", ""), money


def _number(
    raw: pl.Expr, written: Written, *, doubtful: bool = False
) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """The number as text with a decimal point, why there is none, and whether the cell says so.

    What is marked as an amount of money has no three decimals, so its points are thousands.
    ``doubtful``: so may commas be before three digits, unless the column shows that they are not.
    """
    unknown = says_nothing(raw) | says_nothing(raw.str.replace_all(_MONEY, ""))
    unknown, text, money = map(written.once, (unknown, *_bare(raw)))
    if written.native:
        native = pl.when(text.str.contains(r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$")).then(
            text
        )
        return native, _reason(raw, native, unknown, FINE), unknown
    decimal, group = (",", ".") if written.decimal == "," else (".", ",")
    d, g = (",", r"\.") if written.decimal == "," else (r"\.", ",")
    either = text.str.contains(THREE_BEHIND)
    turned = written.once(_turned(text, d, g))
    if doubtful:
        shown = _as_declared(text, d, g).any() | text.str.contains(r"^[+-]?[1-9][0-9]{3,}$").any()
        doubt = written.once(either & ~money & ~shown & ~turned)
    text = written.once(pl.when(turned).then(_swapped(text)).otherwise(text))
    many = "1" if written.thousands == group else "2"
    known = (
        rf"^[+-]?([0-9]+({d}[0-9]+)?|[1-9][0-9]{{0,2}}({g}[0-9]{{3}})+{d}[0-9]+|"
        rf"[1-9][0-9]{{0,2}}({g}[0-9]{{3}}){{{many},}})$"
    )
    grouped = written.once(money & text.str.contains(_MONEY_GROUPS))
    pointed = text.str.replace_all(group, "", literal=True).str.replace(decimal, ".", literal=True)
    value: pl.Expr = (
        pl.when(grouped)
        .then(text.str.replace_all(r"[.,]", ""))
        .when(text.str.contains(_ENGLISH))
        .then(text.str.replace_all(",", "", literal=True))
        .when(text.str.contains(known))
        .then(pointed)
        .when(_grouped_in_column(text, d, g, grouped) & text.str.contains(_ONE_GROUP % g))
        .then(text.str.replace_all(group, "", literal=True))
    )
    names = {",": "comma", ".": "point"}
    other = pl.lit(
        f"decimal {names[group]} where a decimal {names[decimal]} is declared; "
        f"set decimal: '{group}', or thousands: '{group}' if it separates thousands"
    )
    value = written.once(pl.when(~doubt).then(value) if doubtful else value)
    swapped: pl.Expr = pl.when(text.str.contains(rf"^[+-]?[0-9]*{g}[0-9]+$")).then(other)
    if doubtful:
        swapped = pl.when(doubt).then(pl.lit(MAY_BE_THOUSANDS)).otherwise(swapped)
    return value, _reason(raw, value, unknown, swapped), unknown


def _turned(text: pl.Expr, d: str, g: str) -> pl.Expr:
    """Whether the column is written the other way than declared, as some cells can only be.

    Such as 312,000.50 and 1,298,500 where a comma is declared; unless some cell can only be as
    declared. An amount of money with three digits behind it says so of itself alone.
    """
    first = r"^[+-]?[1-9][0-9]{0,2}"
    other = text.str.contains(
        rf"{first}(?:(?:{d}[0-9]{{3}})+{g}[0-9]{{1,2}}|(?:{d}[0-9]{{3}}){{2,}})$"
    )
    return other.any() & ~_as_declared(text, d, g).any()


def _as_declared(text: pl.Expr, d: str, g: str) -> pl.Expr:
    """Whether a cell can only be written with the sign before decimals that is declared."""
    first = r"^[+-]?[1-9][0-9]{0,2}"
    whole = r"(?:[0-9]{1,2}|[0-9]{4,})$"
    declared = text.str.contains(rf"^[+-]?[0-9]+{d}{whole}|{first}(?:{g}[0-9]{{3}})+{d}[0-9]+$")
    return declared | text.str.contains(
        rf"^[+-]?(?:0|[0-9]{{4,}}){d}[0-9]{{3}}$|{first}(?:{g}[0-9]{{3}}){{2,}}$"
    )


def _swapped(text: pl.Expr) -> pl.Expr:
    """With points for commas, and commas for points."""
    return text.str.replace_many([",", "."], [".", ","])


def _grouped_in_column(text: pl.Expr, d: str, g: str, money: pl.Expr) -> pl.Expr:
    """Whether other cells of the column show that one such sign stands before thousands.

    As an amount of money does, more than one sign, or one with decimals behind it; unless some cell
    shows that decimals are written with it.
    """
    first = r"^[+-]?[1-9][0-9]{0,2}"
    shown = money | text.str.contains(rf"{first}({g}[0-9]{{3}})+{d}[0-9]+$")
    shown |= text.str.contains(rf"{first}({g}[0-9]{{3}}){{2,}}$")
    other = rf"^[+-]?(?:[0-9]+{g}(?:[0-9]{{1,2}}|[0-9]{{4,}})|(?:0|[0-9]{{4,}}){g}[0-9]{{3}})$"
    return shown.any() & ~text.str.contains(other).any()


def _reason(raw: pl.Expr, value: pl.Expr, unknown: pl.Expr, known: pl.Expr) -> pl.Expr:
    return (
        pl.when(raw.is_null() | value.is_not_null())
        .then(FINE)
        .when(unknown)
        .then(pl.lit(_UNKNOWN))
        .otherwise(pl.coalesce(known, pl.lit("not a number")))
    )
