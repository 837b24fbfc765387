"""What an explanation fills in is measured, and can be written the way it asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from screening.comparison.columns import PEERS, added_names, compare_columns
from screening.documents.values import kind_of
from screening.errors import Problem, suggestion
from screening.packs.compiled import compiled_as_shipped
from screening.packs.lint.base import Check
from screening.packs.loaded import LoadedRule
from screening.packs.models import Rule
from screening.packs.templates import DAY, PLAIN, Choice, Slot, parse_template

_NUMBERS = frozenset({"int", "real", "unknown", "a number"})
_DATES = frozenset({"date", "unknown", "a date"})
_CHOSEN_BY = _NUMBERS | {"bool", "true or false"}


class UnfilledExplanation(Check):
    """A text that cannot be filled in would end the run of its rule at the first hit."""

    description = "The explanation names what is not measured, or has braces that name nothing."
    blocks = True

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Braces, names and hints of 'explain' that cannot be filled in."""
        text = loaded.rule.explain
        template = parse_template(text)
        for fault in template.faults:
            line = text.count("\n", 0, fault.offset) + 1
            where = loaded.where("explain", line)
            found = f"{loaded.id}: {fault.found} in 'explain'"
            yield Problem(found, where, fault.expected, fault.remedy)
        kinds = _kinds(loaded)
        if kinds is None:  # the gate says what is wrong with what is measured
            return
        for slot in dict.fromkeys(template.slots):
            yield from _slot(loaded, slot, kinds)


def _kinds(loaded: LoadedRule) -> Mapping[str, str] | None:
    """The kind of every value that can be named."""
    compiled = compiled_as_shipped(loaded)
    if compiled is None:
        return None
    rule: Rule = loaded.rule
    given = {
        name: kind_of(parameter.usual)
        for name, parameter in rule.parameters.items()
        if name not in compiled.dated
    }
    peers = {name: PEERS for name, _ in added_names(rule.compare)}
    return {"today": "a date", **given, **peers, **compare_columns(rule.compare), **compiled.kinds}


def _slot(loaded: LoadedRule, slot: Slot | Choice, kinds: Mapping[str, str]) -> Iterator[Problem]:
    where = loaded.where("explain")
    if slot.name not in kinds:
        yield Problem(
            f"{loaded.id}: '{{{slot}}}' in 'explain' names no value",
            where,
            f"one of {', '.join(sorted(kinds))}",
            suggestion(slot.name, kinds) or "Correct the name, or measure it in 'select'.",
        )
        return
    if isinstance(slot, Choice):
        if kinds[slot.name] not in _CHOSEN_BY:
            yield Problem(
                f"{loaded.id}: '{{{slot}}}' in 'explain', and '{slot.name}' is no number",
                where,
                "a number, of which one is said otherwise than more, or a yes or no",
                "Write the word itself.",
            )
        return
    fitting = _DATES if slot.hint == DAY else _NUMBERS
    if slot.hint not in ("", PLAIN) and kinds[slot.name] not in fitting:
        yield Problem(
            f"{loaded.id}: '{{{slot}}}' in 'explain', and '{slot.name}' is no "
            + ("date" if slot.hint == DAY else "number"),
            where,
            f"'{{{slot.name}}}' without a hint",
            "Leave the colon and what follows it out.",
        )
