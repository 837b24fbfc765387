"""What the files do not say themselves: asked, with what is taken unless answered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from screening.project.mapping.evidence import MONTH_FIRST, Form, Seen, may_be_either
from screening.project.mapping.propose import Match, readable_columns
from screening.project.mapping.questions import NONE, Asker, Question
from screening.project.mapping.survey import Delivery
from screening.registers.schemas import Register

_EDITIONS = ("2008", "2025")
_ONLY_IN = (
    r"45|6311|6312|702[12]|(62|90|91|96)0[1-9]",
    r"468|523|533|554|564|62[129]|7020|775|824|90[1-3]|91[1-4]|953|96[1-9]",
)
"""How codes begin that one edition has and the other has not, of both in that order.

Trade in cars, software, advice, arts, museums and personal services were put elsewhere in 2025.
"""
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")


def days(delivery: Delivery, form: Form, ask: Asker) -> Form:
    """The form of dates of which day, month or year can be either, as somebody says it is."""
    if form.unclear_year:
        text = f"Staat in {delivery.name} bij datums als 03-04-05 de dag of het jaar voorop?"
        either = {"dd-mm-yy": "de dag", "yy-mm-dd": "het jaar"}
        asked = Question(f"years {delivery.name}", text, tuple(either), "dd-mm-yy", either)
        said = {"dd-mm-yy": ask(asked)}
        form = replace(_with(form, said), unclear_day=form.unclear_day)
    if not form.unclear_day:
        return form
    question = Question(
        f"date {delivery.name}",
        f"Staat in {delivery.name} bij datums als 03/04/2025 de dag of de maand voorop?",
        ("dd/mm/yyyy", "mm/dd/yyyy"), "dd/mm/yyyy",
        {"dd/mm/yyyy": "de dag", "mm/dd/yyyy": "de maand"},
    )  # fmt: skip
    return _with(form, MONTH_FIRST if ask(question) == "mm/dd/yyyy" else {})


def _with(form: Form, forms: Mapping[str, str]) -> Form:
    """The form in which nothing is unclear any more of days, with others for some of its dates."""
    dates = tuple(forms.get(each, each) for each in form.dates)
    return replace(form, dates=dates, unclear_day=False, unclear_year=False)


def decimals(
    delivery: Delivery,
    form: Form,
    register: Register,
    matches: Mapping[str, Match],
    ask: Asker,
) -> Form:
    """The form of numbers, as somebody says it is where a comma can stand for either."""
    declared = register.columns
    if not any(may_be_either(each.seen, n, declared[n], form) for n, each in matches.items()):
        return form
    question = Question(
        f"decimal {delivery.name}",
        f"Waar staat in {delivery.name} de komma voor in getallen als 311,000?",
        (",", "."), ",", {",": "voor decimalen: 311", ".": "tussen duizendtallen: 311000"},
    )  # fmt: skip
    if ask(question) == ".":
        return replace(form, decimal=".", thousands=",")
    return replace(form, decimal=",")


def lacking(
    register: Register,
    column: str,
    seen: list[Seen],
    matches: Mapping[str, Match],
    delivery: Delivery,
    ask: Asker,
) -> Seen | None:
    """The column of theirs that somebody says it is; None where there is none."""
    if column == "sbi_edition":
        return None
    taken = {match.seen.place for match in matches.values()}
    free = [each for each in readable_columns(seen) if each.place not in taken]
    if not free:
        return None
    words = register.called(column)
    question = Question(
        f"column {delivery.name} {column}",
        f"Welke kolom van {delivery.name} is het {words.name} ({words.says})?",
        (*(each.header for each in free), NONE), NONE,
    )  # fmt: skip
    answer = ask(question)
    return next((each for each in free if each.header == answer), None)


def fixed_of(
    register: Register,
    matches: dict[str, Match],
    delivery: Delivery,
    ask: Asker,
) -> dict[str, Any]:
    """What holds for every row: the edition of branch codes, the year in the name of the file."""
    fixed: dict[str, Any] = {}
    if "sbi_edition" in register.columns and "sbi_edition" not in matches:
        coded = next((matches[name].seen for name in ("sbi", "sbi_main") if name in matches), None)
        if coded is not None:
            fixed["sbi_edition"] = _edition(coded, delivery, ask)
    if "year" in register.key and "year" not in matches:
        named = _YEAR.search(delivery.raw.file.rsplit("/", 1)[-1])
        if named:
            fixed["year"] = int(named[1])
    if (
        "month" in register.key
        and "month" not in matches
        and ("year" in matches or "year" in fixed)
    ):
        fixed["month"] = 0
    return fixed


def _edition(coded: Seen, delivery: Delivery, ask: Asker) -> str:
    """The edition that has all the codes; asked where neither or both may be meant."""
    old, new = (any(re.match(each, value) for value in _digits(coded)) for each in _ONLY_IN)
    if old != new:
        return _EDITIONS[new]
    question = Question(
        f"sbi {delivery.name}",
        f"Van welke uitgave zijn de SBI-codes in {delivery.name}?",
        _EDITIONS, _EDITIONS[1],
        {"2008": "tot september 2025", "2025": "sinds september 2025"},
    )  # fmt: skip
    return ask(question)


def _digits(coded: Seen) -> list[str]:
    return [value.replace(".", "") for value in coded.values]


def with_year(
    keys: dict[str, Any], register: Register, delivery: Delivery, ask: Asker
) -> dict[str, Any]:
    """The year of the figures, where neither file nor name says it."""
    made = {*keys.get("columns", {}), *keys.get("fixed", {})}
    if "year" not in register.key or "year" in made:
        return keys
    given = delivery.raw.modified.year - 1 if delivery.raw.modified else 0
    question = Question(
        f"year {delivery.name}",
        f"Over welk jaar gaan de cijfers in {delivery.name}?",
        (),
        str(given),
    )
    answer = ask(question)
    year = int(answer) if answer.isdigit() else given
    return keys | {"fixed": {**keys.get("fixed", {}), "year": year}}
