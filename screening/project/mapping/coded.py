"""Their codes to ours in a mapping, and what of them nobody knows."""

from __future__ import annotations

from collections.abc import Mapping

import dataframely as dy

from screening.project.mapping.codes import translated
from screening.project.mapping.evidence import Form, unread_values
from screening.project.mapping.notes import cut
from screening.project.mapping.propose import Match
from screening.project.mapping.questions import NONE, Asker, Question
from screening.project.mapping.survey import Delivery
from screening.registers.reading.numbers import NO_FIGURE
from screening.registers.schemas import Register

_OPEN = 0.02
"""Share of the rows with codes nobody knows from which they are asked about."""
_MOST_ASKED = 12


def codes_of(
    register: Register,
    matches: Mapping[str, Match],
    form: Form,
    delivery: Delivery,
    ask: Asker,
) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Their codes to ours where the reader does not know them, and what is said of the rest."""
    codes: dict[str, dict[str, str]] = {}
    unclear: dict[str, str] = {}
    for column, match in matches.items():
        words = register.words(column)
        if not words:
            continue
        declared = register.columns[column]
        facts = declared.metadata or {}
        strange = unread_values(match.seen, column, declared, form)
        if not facts.get("values") and not facts.get("parts"):
            strange = [value for value in match.seen.values if value not in words]
        found = translated(register, column, strange)
        rest = [value for value in strange if value not in found]
        closed = bool(facts.get("values"))
        rows = sum(match.seen.counts[match.seen.values.index(value)] for value in rest)
        if closed and rest and rows > _OPEN * match.seen.rows and len(rest) <= _MOST_ASKED:
            found |= _asked_codes(register, column, rest, delivery, ask)
            rest = [value for value in rest if value not in found]
        if found:
            codes[column] = {value: found[value] for value in match.seen.values if value in found}
        if closed and rest:
            shown = ", ".join(cut(value) for value in rest[:8])
            unclear[column] = f"niet vertaald, dus onbekend: {shown}"
    return codes, unclear


def marks_of(register: Register, matches: Mapping[str, Match]) -> list[str]:
    """What stands where a day is not known; the reader knows such marks in figures only."""
    found = {
        value
        for column, match in matches.items()
        if isinstance(register.columns[column], dy.Date)
        for value in match.seen.values
        if value.lower() in NO_FIGURE
    }
    return sorted(found)


def _asked_codes(
    register: Register, column: str, values: list[str], delivery: Delivery, ask: Asker
) -> dict[str, str]:
    words = register.words(column)
    found = {}
    for value in values[:2]:
        question = Question(
            f"code {delivery.name} {column} {value}",
            f"Wat betekent '{cut(value)}' bij {register.called(column).name} in {delivery.name}?",
            (*words, NONE), NONE, dict(words),
        )  # fmt: skip
        answer = ask(question)
        if answer in words:
            found[value] = answer
    return found


def regime_of(
    register: Register, codes: Mapping[str, Mapping[str, str]], matches: Mapping[str, Match]
) -> str | None:
    """Aggregates of suspicious transactions are of the FIU, under a law of their own."""
    match = matches.get("phenomenon")
    if register.name != "area_count" or match is None:
        return None
    said = {*codes.get("phenomenon", {}).values(), *match.seen.values}
    return "fiu" if any(str(each).startswith("suspicious") for each in said) else None
