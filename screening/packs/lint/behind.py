"""The rules that an escalation is drawn from, through other escalations too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from screening.packs.conditions import mentioned, normalise, shape_problems
from screening.packs.loaded import LoadedEscalation, LoadedRule, Pack


def rules_behind(pack: Pack) -> Iterator[tuple[LoadedEscalation, list[LoadedRule]]]:
    """Every escalation with the rules that it rests on or whose absence it asks for, by id.

    One that cannot be drawn has none, and nothing is followed through it.
    """
    rules = {loaded.id: loaded for loaded in pack.rules}
    drawn = {
        loaded.id: mentioned(normalise(loaded.escalation.when))
        for loaded in pack.escalations
        if not any(shape_problems(loaded.escalation.when))
    }
    for loaded in pack.escalations:
        yield loaded, [rules[name] for name in _behind(loaded.id, drawn) if name in rules]


def _behind(name: str, drawn: Mapping[str, frozenset[str]]) -> list[str]:
    seen: set[str] = set()
    ahead = [name]
    while ahead:
        for each in drawn.get(ahead.pop(), frozenset()) - seen:
            seen.add(each)
            ahead.append(each)
    return sorted(seen)
