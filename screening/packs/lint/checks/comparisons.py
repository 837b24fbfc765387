"""A comparison reads measured columns of the right kind, and adds columns of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from screening.comparison.columns import added_names
from screening.comparison.kind import Input
from screening.comparison.peers import URBANITY
from screening.errors import Problem, suggestion
from screening.language.scope import Meaning
from screening.language.spelled import by_spelling
from screening.packs.compiled import compiled_as_shipped
from screening.packs.lint.base import Check
from screening.packs.loaded import LoadedRule

_KINDS = {
    "number": (("int", "real"), "a number"),
    "group": (("text", "int", "bool", "date"), "a text, whole number, date or yes/no"),
}
_IN_WORDS = {
    "int": "a whole number", "real": "a real number", "text": "a text", "date": "a date",
    "bool": "yes or no", "null": "always empty",
}  # fmt: skip


class MismatchedComparison(Check):
    """A count of a text, or peers by a column that is not there, cannot be compared."""

    description = "A comparison reads a column that is not measured, or of the wrong kind."
    blocks = True

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Columns that compare blocks name and add."""
        if not loaded.rule.compare:
            return
        compiled = compiled_as_shipped(loaded)
        if compiled is None:  # the gate says what is wrong with what is measured
            return
        for name, compare in loaded.rule.compare.items():
            for each in compare.inputs():
                yield from _input(loaded, f"compare.{name}.{each.path}", each, compiled.kinds)
                meaning = compiled.query.meanings.get(each.column, Meaning())
                if by_spelling(meaning):
                    yield _chosen(loaded, f"compare.{name}.{each.path}", each.column)
            if compare.nearest and URBANITY in compiled.kinds:
                band = Input("peers", URBANITY)
                yield from _input(loaded, f"compare.{name}.peers", band, compiled.kinds)
        yield from _twice(loaded, compiled.kinds)


def _input(
    loaded: LoadedRule, path: str, given: Input, kinds: Mapping[str, str]
) -> Iterator[Problem]:
    where = loaded.where(path)
    measured = [name for name in kinds if name != "subject"]
    if given.column not in measured:
        yield Problem(
            f"{loaded.id}: no measured column '{given.column}' for '{path}'",
            where,
            f"one of {', '.join(measured) or '(nothing is measured)'}",
            suggestion(given.column, measured) or "Measure it in 'select', or correct the name.",
        )
        return
    allowed, called = _KINDS[given.need]
    kind = kinds[given.column]
    if kind not in (*allowed, "unknown"):
        yield Problem(
            f"{loaded.id}: '{given.column}' for '{path}' is {_IN_WORDS[kind]}",
            where,
            called,
            "Measure a number there, such as COUNT(*)."
            if given.need == "number"
            else "Group by a code or a class; CAST a number to INT.",
        )


def _chosen(loaded: LoadedRule, path: str, column: str) -> Problem:
    return Problem(
        f"{loaded.id}: '{column}' for '{path}' is chosen by the spelling of a name",
        loaded.where(path),
        "a column that no order of names makes what it is",
        "Group by an activity (SBI), a class or an area; names may be shown.",
    )


def _twice(loaded: LoadedRule, kinds: Mapping[str, str]) -> Iterator[Problem]:
    """Columns that come from two blocks, or from a block and the SELECT."""
    added = list(added_names(loaded.rule.compare))
    often = Counter([*kinds, *(column for column, _ in added)])
    for column, block in added:
        if often[column] > 1:
            yield Problem(
                f"{loaded.id}: the comparison '{block}' adds '{column}', which is there already",
                loaded.where(f"compare.{block}"),
                "every column once",
                "Give the comparison or the measured column another name.",
            )
