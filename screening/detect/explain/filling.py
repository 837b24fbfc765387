"""Filling in a Dutch text: one thing in the singular, long ago as a date, no reason left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import polars as pl

from screening.detect.explain import dutch
from screening.packs.templates import Choice, Optional, Part, Slot
from screening.reference.nouns import counted

LONG_AGO = 100
"""Above this many days a text gives the date instead."""
LONG = 730
"""Above this many days a text gives years instead: nobody pictures 2.400 days."""
_AGO = " dagen geleden"
_TODAY = "op de peildatum zelf"
_SAME_DAY = {" dagen nadat ": "op de dag dat ", " dagen na ": "op de dag van "}
"""How no days at all are said, by the words behind the number."""
_OF_MANY = re.compile(r" van (?:de|het) ")
_DURATIONS = frozenset({"dagen", "weken", "maanden", "jaren", "uren"})
"""None of these is a length of time: it stays '0 maanden'."""
_STAYS = re.compile(
    r"\b(?:grens|minste|minstens|hoogstens|meer dan|minder dan|onder|vanaf|van|naar|met|uit|bij|op|"
    r"over|in|na|tot|door|de|het|maar|van ten|plaats) $",
    re.IGNORECASE,
)
"""Behind these a nought stays a number: it is a limit, or 'geen' would be no Dutch there."""


def filled(
    parts: Sequence[Part],
    value: Callable[[Slot | Choice], pl.Expr],
    text: Callable[[Slot], pl.Expr],
    since: Callable[[Slot], pl.Expr | None],
) -> pl.Expr:
    """The parts of a text as one expression per row.

    ``value`` gives what a name holds, ``text`` the same in Dutch, ``since`` the date that many days
    ago, or None where the value does not count days of one row. A plural behind a value becomes a
    singular when the value reads '1'; ``n dagen geleden`` becomes a date when that is long ago, and
    ``n dagen`` becomes years; none of what is counted is 'geen'; a part that may be left out is
    left out when a value in it is zero, no or unknown; a verb is singular beside 'geen van de'.
    """
    made: list[pl.Expr] = []
    of_many = {
        part.name
        for number, part in enumerate(parts)
        if isinstance(part, Slot) and _OF_MANY.match(_words_around(parts, number)[1])
    }
    follows = ""  # what the value before has said already
    for number, part in enumerate(parts):
        if isinstance(part, str):
            made.append(pl.lit(part[len(follows) :]))
            follows = ""
        elif isinstance(part, Choice):
            number_of = value(part).cast(pl.Float64)
            # 'Geen van de panden is bezocht': none of several is one of them less, not many.
            single = number_of.is_in([0.0, 1.0]) if part.name in of_many else number_of == 1
            made.append(pl.when(single).then(pl.lit(part.one)).otherwise(pl.lit(part.many)))
        elif isinstance(part, Optional):
            made.append(_left_out(part, filled(part.parts, value, text, since), value))
        else:
            before, after = _words_around(parts, number)
            said, follows = _said(part, after, text, since)
            if _may_be_none(before, after, follows):
                begins = before.endswith(". ") if before else number == 0
                none = "Geen" if begins else "geen"
                zero = (value(part).cast(pl.Float64, strict=False) == 0) & (text(part) == "0")
                said = pl.when(zero).then(pl.lit(none + follows)).otherwise(said)
            made.append(said)
    return pl.concat_str(made)


def _words_around(parts: Sequence[Part], number: int) -> tuple[str, str]:
    """The words right before and right behind a value."""
    near = (parts[at] if 0 <= at < len(parts) else "" for at in (number - 1, number + 1))
    before, after = (each if isinstance(each, str) else "" for each in near)
    return before, after


def _may_be_none(before: str, after: str, follows: str) -> bool:
    """Whether a nought reads as 'geen': of things that are counted, where that is Dutch."""
    time = follows.strip() in _DURATIONS or follows == _AGO or follows in _SAME_DAY
    counts = bool(follows) and not time
    return (counts or bool(_OF_MANY.match(after))) and not _STAYS.search(before)


def _said(
    slot: Slot,
    after: str,
    text: Callable[[Slot], pl.Expr],
    since: Callable[[Slot], pl.Expr | None],
) -> tuple[pl.Expr, str]:
    """A value with the words behind it that depend on it, and those words."""
    if after.startswith(_AGO) and (day := since(slot)) is not None:
        ago = dutch.so_many(text(slot), "dagen") + " geleden"
        days = pl.col(slot.name)
        on = pl.concat_str(pl.lit("op "), dutch.date(day))
        today = pl.when(days == 0).then(pl.lit(_TODAY)).otherwise(ago)
        return pl.when(days > LONG_AGO).then(on).otherwise(today), _AGO
    said, plural = text(slot), counted(after)
    if not plural:
        return said, ""
    many = dutch.so_many(said, plural)
    if plural == "dagen" and since(slot) is not None:
        days = pl.col(slot.name)
        many = pl.when(days > LONG).then(dutch.years_of(days)).otherwise(many)
    behind = next((words for words in _SAME_DAY if after.startswith(words)), "")
    if behind:
        later = many + behind.removeprefix(" dagen")
        return pl.when(said == "0").then(pl.lit(_SAME_DAY[behind])).otherwise(later), behind
    return many, f" {plural}"


def _left_out(part: Optional, said: pl.Expr, value: Callable[[Slot | Choice], pl.Expr]) -> pl.Expr:
    asked = [value(each) for each in part.parts if not isinstance(each, str)]
    some = [each.cast(pl.String).is_in(["0", "0.0", "false"], nulls_equal=False) for each in asked]
    none = pl.any_horizontal(*(each.fill_null(value=True) for each in some))
    return pl.when(none).then(pl.lit("")).otherwise(said)
