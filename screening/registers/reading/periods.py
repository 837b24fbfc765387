"""Periods as text, as CBS, spreadsheets and people write them: a year, a month, or neither."""

from __future__ import annotations

import polars as pl

from screening.registers.reading.numbers import MONTHS, parse_whole
from screening.registers.reading.written import Parsed, Written

_YEAR_AND_MONTH = r"^([0-9]{4})(?:mm(?:0[1-9]|1[0-2])|\s+\p{L}+\.?)$"
_MONTH_FIRST = r"^(\p{L}{3,9})\.?[ /-]+((?:19|20)[0-9]{2})$"
_MONTH_BEHIND = r"^((?:19|20)[0-9]{2})[-/](\p{L}{3,9})\.?$"
_TWO_FIGURES = r"^(\p{L}{3,9})\.?(?:[ /-]+|[ /-]*['\x{2019}])(%s[0-9])$"
"""A month with a year of two figures, as spreadsheets show it: jun-24."""
_CENTURIES = {"[0-3]": "20", "[89]": "19"}
"""The century of a year of two figures, by the first of them: of others it could be either."""
_BELOW = r"^(0?[1-9]|1[0-2])[-/]((?:19|20)[0-9]{2})$"
_BEHIND = r"^((?:19|20)[0-9]{2})(?:[-/]?m|[-/_])?(0[1-9]|1[0-2])$"
"""A month as a year and a number: 2024-03, 202403, 2024M03, 03-2024; no day can stand so."""
_MIDNIGHT = r"(?:[ t]00:00(?::00)?(?:\.0+)?)?"
_NEW_YEAR = (
    r"^(?:0?1[-/ ](?:0?1|jan(?:uari)?\.?)[-/ ]([0-9]{4})"
    rf"|([0-9]{{4}})-01-01{_MIDNIGHT}|([0-9]{{4}})0101)$"
)
"""The day that figures of a whole year are of."""
_FIRST_DAYS = (
    r"^0?1[-/](?P<month>0?[1-9]|1[0-2])[-/](?P<year>(?:19|20)[0-9]{2})$",
    rf"^(?P<year>(?:19|20)[0-9]{{2}})-(?P<month>0[1-9]|1[0-2])-01{_MIDNIGHT}$",
)
"""The first day of a month, which is what a spreadsheet makes of the name of a month."""
_ONE_FIGURE = r"mm([1-9])$"
_A_DAY = r"^[0-9]{1,4}[-/][0-9]{1,2}[-/][0-9]{1,4}([ t]|$)"
_PART = (
    r"(?:(?:q|k|kw|kwartaal)[-_. ]?0?[1-4]|h(?:j|alfjaar)?[-_. ]?0?[12]"
    r"|(?:[1-4](?:e|de|ste)?|eerste|tweede|derde|vierde)[-_. ]?(?:q|k|kw|kwartaal|h|hj|halfjaar))"
)
_PART_OF_YEAR = rf"^(?:(?:19|20)[0-9]{{2}}[-_./ ]*{_PART}|{_PART}[-_./ ]*(?:19|20|'?)[0-9]{{2}})$"
_IS_PART = "a quarter or half a year, which is neither a month nor a whole year"
_NO_CENTURY = "a year of two figures of which the century is not known"
_IS_DAY = "a day, of which nothing says whether it stands for its month or its year"
_OTHER_FORM = "a month where a year belongs"
_IS_YEAR = "a year where a month belongs; if figures are by year, set month to 0 under fixed:"
_YEARS = (1900, 2099)
"""Numbers that are a year wherever periods are told."""
_OTHER_PERIOD = "the period is not the one that is stated for the month"
OTHER_PERIODS = (_IS_PART, _OTHER_FORM, _OTHER_PERIOD)
"""Of figures that are of another period than those of the register, and are right as they are."""


def year_of_period(raw: pl.Expr) -> pl.Expr:
    """The year that a month or a part of a year is of, as it is written; null without one."""
    text = raw.str.strip_chars().str.replace(r"\s*\*+$", "")
    short = text.str.extract(r"[^0-9]([0-9]{2})$")
    return pl.coalesce(
        text.str.extract(r"(?:^|[^0-9])((?:19|20)[0-9]{2})"),
        text.str.extract(r"((?:19|20)[0-9]{2})$"),
        *(
            pl.lit(century) + short.str.extract(f"^({first}[0-9])$")
            for first, century in _CENTURIES.items()
        ),
    ).cast(pl.Int64)


def parse_period(raw: pl.Expr, written: Written, unit: str) -> Parsed:
    """The year or the month of a period, as CBS and people write them, or the number itself.

    ``2024JJ00`` is the year 2024 and month 0, the whole year; ``2024MM03``, ``2024 maart`` and
    ``mrt-24`` are March. A quarter has no month, and no year where months are told apart.
    """
    usual = parse_whole(raw, written)
    text = written.once(_months(raw.str.to_lowercase().str.replace(r"\s*\*+$", ""), written))
    of_year = text.str.extract(r"^([0-9]{4})(?:jj00)?$").cast(pl.Int64)
    year = text.str.extract(_YEAR_AND_MONTH).cast(pl.Int64)
    named = text.str.extract(r"^(?:[0-9]{4}\s+)?(\p{L}+)\.?$").replace_strict(MONTHS, default=None)
    coded = text.str.extract(r"^[0-9]{4}mm(0[1-9]|1[0-2])$").cast(pl.Int64)
    month = pl.coalesce(coded, named.cast(pl.Int64))
    whole_year = pl.when(text.str.contains(r"^[0-9]{4}jj00$")).then(pl.lit(0, pl.Int64))
    said = pl.coalesce(month, whole_year)
    other = pl.lit(value=False)
    if unit == "month":
        value = said
    elif written.month is not None:
        value = pl.coalesce(of_year, pl.when(said.is_not_null()).then(year))
        other = (value.is_not_null() & (said != written.month)).fill_null(value=False)
    elif written.months:
        value = pl.coalesce(of_year, pl.when(month.is_not_null()).then(year))
    else:
        value = of_year
    value, year, month = (written.once(each) for each in (value, year, month))
    is_year = value.is_null() & usual.value.is_between(*_YEARS)
    word = text.str.extract(_TWO_FIGURES % "[0-9]").is_in(list(MONTHS))
    reason = (
        pl.when(other)
        .then(pl.lit(_OTHER_PERIOD))
        .when(text.str.contains(_PART_OF_YEAR))
        .then(pl.lit(_IS_PART))
        .when(word & value.is_null())
        .then(pl.lit(_NO_CENTURY))
        .when(text.str.contains(_A_DAY))
        .then(pl.lit(_IS_DAY))
        .when(is_year if unit == "month" else pl.lit(value=False))
        .then(pl.lit(_IS_YEAR))
        .when(value.is_null() & year.is_null() & month.is_null())
        .then(usual.reason)
        .when(value.is_null() & month.is_not_null())
        .then(pl.lit(_OTHER_FORM))
        .when(value.is_null())
        .then(pl.coalesce(usual.reason, pl.lit(_OTHER_FORM)))
    )
    alone = pl.when(year.is_null() & month.is_null()).then(usual.value)
    return Parsed(pl.coalesce(value, alone), reason, unknown=usual.unknown)


def _months(text: pl.Expr, written: Written) -> pl.Expr:
    """Lower-case text with every way to write a month as ``2024mm03`` or ``2024 maart``.

    Where only years are told apart, the day that figures of a year are of is that year. Where
    months are, the first days of several months are those: of one alone it could be the year.
    """
    for first, century in _CENTURIES.items():
        text = text.str.replace(_TWO_FIGURES % first, century + "${2} ${1}")
    text = text.str.replace(_MONTH_FIRST, "${2} ${1}").str.replace(_MONTH_BEHIND, "${1} ${2}")
    text = text.str.replace(_BELOW, "${2}mm${1}").str.replace(_BEHIND, "${1}mm${2}")
    text = text.str.replace(_ONE_FIGURE, "mm0${1}")
    if not written.months or written.month == 0:
        return text.str.replace(_NEW_YEAR, "${1}${2}${3}")
    months = text
    for form in _FIRST_DAYS:
        months = months.str.replace(form, "${year}mm${month}")
    months = months.str.replace(_ONE_FIGURE, "mm0${1}")
    several = months.filter(months != text).str.slice(4).n_unique() > 1
    return pl.when(several).then(months).otherwise(text)
