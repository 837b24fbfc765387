"""What a rule says that it is about, held against the register columns its subjects come from."""

from __future__ import annotations

from collections.abc import Iterator

from screening.errors import Problem
from screening.packs.compiled import CompiledRule, compiled_as_shipped
from screening.packs.lint.base import Check
from screening.packs.loaded import LoadedRule
from screening.registers.schemas.keys import OF_SEVERAL, SUBJECT_NUMBERS, Numbered, numbers


class ForeignSubject(Check):
    """A company with the number of an address is on no list, in no case, and found by nobody."""

    description = "The subjects of the rule are not numbered as what it says it is about."
    blocks = True

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Subjects of another kind than declared, or that number nothing."""
        compiled = compiled_as_shipped(loaded)
        if compiled is None:
            return
        yield from _of_evidence(loaded, compiled)
        declared = loaded.rule.subject
        carried = compiled.query.carries["subject"]
        if carried and all(declared in OF_SEVERAL.get(origin, ()) for origin in carried):
            return
        at_home = {numbers().get(origin) for origin in carried}
        if at_home == set(SUBJECT_NUMBERS[declared]):
            return
        fitting = [kind for kind, made in SUBJECT_NUMBERS.items() if at_home == set(made)]
        yield Problem(
            f"subject: {declared}, over {_named(carried)}"
            + (f", which numbers: {fitting[0]}" if fitting else ""),
            loaded.where("subject"),
            f"'subject' in the SELECT made of {_named(SUBJECT_NUMBERS[declared])}, or of columns "
            "that refer to it",
            f"Write 'subject: {fitting[0]}', or select another column."
            if fitting
            else "Select the number of what the rule is about.",
        )


def _of_evidence(loaded: LoadedRule, compiled: CompiledRule) -> Iterator[Problem]:
    """Evidence that looks its subject up by another number shows nothing, or another's rows."""
    if compiled.evidence_query is None:
        return
    declared = loaded.rule.subject
    carried = compiled.evidence_query.carries["subject"]
    told = {numbers()[origin] for origin in carried if origin in numbers()}
    if not told <= set(SUBJECT_NUMBERS[declared]):
        yield Problem(
            f"subject: {declared}, and evidence where {_named(carried)} = :subject",
            loaded.where("evidence"),
            f"the column beside ':subject' made of {_named(SUBJECT_NUMBERS[declared])}, or of "
            "columns that refer to it",
            "Compare ':subject' with the number of what the rule is about.",
        )


def _named(columns: frozenset[Numbered] | tuple[Numbered, ...]) -> str:
    names = [f"{register}.{column}" for register, column in sorted(columns)]
    return " and ".join(names) or "no column of a register"
