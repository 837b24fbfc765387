"""Rules of one list that rest on one fact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from screening.errors import Problem, suggestion
from screening.packs.claims import Alternative, ways_of
from screening.packs.compiled import compiled_as_shipped
from screening.packs.lint.base import Check
from screening.packs.loaded import LoadedRule, Pack


class SameFact(Check):
    """Two rules that read the same columns with the same filter count as one."""

    description = (
        "Two rules of one list rest on the same columns and filter, so they count once together."
    )
    severity = "warning"

    def together(self, packs: list[Pack]) -> Iterator[Problem]:
        """Pairs of active rules of which one rests on what the other rests on."""
        active = [each for pack in packs for each in pack.rules if each.rule.status == "active"]
        ways = [(loaded, _ways(loaded)) for loaded in active if loaded.rule.lists]
        for (one, first), (other, second) in combinations(ways, 2):
            shared = sorted(set(one.rule.lists) & set(other.rule.lists))
            told = _shared(one, first, other, second) if shared else ""
            if told:
                yield Problem(
                    f"{one.id} and {other.id} of the list {shared[0]} rest on the same: {told}",
                    one.where("when"),
                    "a fact of its own for every rule of a list",
                    "where both hit they count once; join them, or state with 'rests_on' what "
                    "the fact is",
                )


class UnreadFact(Check):
    """'rests_on' names registers that the condition asks of."""

    description = "A rule says that it rests on a register that its condition does not ask of."
    blocks = True

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Registers that are named and do not count."""
        compiled = compiled_as_shipped(loaded)
        if not loaded.rule.rests_on or compiled is None:
            return
        free = loaded.rule.model_copy(update={"rests_on": []})
        asked = {name for way in ways_of(free, compiled) for name in way.registers}
        for number, name in enumerate(loaded.rule.rests_on):
            if name not in asked:
                yield Problem(
                    f"{loaded.id} rests on '{name}', which its condition does not ask of",
                    loaded.where(f"rests_on.{number}"),
                    f"one of: {', '.join(sorted(asked))}",
                    suggestion(name, asked) or "name a register that the measures are read from",
                )


def _ways(loaded: LoadedRule) -> list[Alternative]:
    compiled = compiled_as_shipped(loaded)
    return [] if compiled is None else ways_of(loaded.rule, compiled)


def _shared(
    one: LoadedRule, first: Sequence[Alternative], other: LoadedRule, second: Sequence[Alternative]
) -> str:
    """What the two share, in some way in which their conditions hold; '' when they do not."""
    for mine in first:
        for theirs in second:
            events = _coded(mine)
            if events and events == _coded(theirs):
                return ", ".join(sorted(events))
    if one.rule.subject != other.rule.subject:
        return ""
    for few, many in ((first, second), (second, first)):
        if few and all(any(_within(way, wider) for wider in many) for way in few):
            return ", ".join(sorted(few[0].claims))
    return ""


def _coded(way: Alternative) -> frozenset[str]:
    """The row sets of events by register and codes, all of each register; none without codes."""
    if not any(read.codes for read in way.events):
        return frozenset()
    return frozenset(f"{read.register}[{' and '.join(read.codes)}]" for read in way.events)


def _within(way: Alternative, wider: Alternative) -> bool:
    return not way.events and not wider.events and bool(way.claims) and way.claims <= wider.claims
