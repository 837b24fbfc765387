"""In which order escalations can be drawn, and what keeps a set of them from being drawn at all.

The absence of a conclusion can only be judged when everything that could still bring it about has
been drawn. So escalations form strata: one that asks for the absence of another stands in a later
stratum. A circle through ``none`` has no such order and is refused (Apt, Blair & Walker 1988).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from screening.errors import PackError, Problem, suggestion
from screening.packs.conditions import Node, holds, leaves, normalise, shape_problems
from screening.packs.link_names import LINK_ENDS
from screening.packs.loaded import LoadedEscalation
from screening.packs.models import SubjectType
from screening.packs.templates import Slot, parse_template

SUBJECTS = get_args(SubjectType)
_SHOWN = 60
PLACEHOLDERS = frozenset({"signals", "count", "families"})


@dataclass(frozen=True)
class Drawn:
    """A loaded escalation with its condition as gates."""

    loaded: LoadedEscalation
    root: Node

    @property
    def id(self) -> str:
        """The id of the conclusion."""
        return self.loaded.escalation.id

    def asks(self, *, present: bool) -> frozenset[str]:
        """Ids whose presence (or absence) the condition asks for."""
        return frozenset(
            leaf.fact
            for leaf in leaves(self.root)
            if leaf.families is None and leaf.present is present
        )


def own_absences(stratum: Sequence[Drawn]) -> frozenset[str]:
    """Conclusions of these escalations whose absence one of them asks for; none in a stratum."""
    absent = frozenset().union(*(each.asks(present=False) for each in stratum))
    return absent & {each.id for each in stratum}


def stratify(escalations: Sequence[LoadedEscalation]) -> list[tuple[Drawn, ...]]:
    """Escalations of one pack in strata, lowest first, each stratum sorted by id.

    Raises:
        PackError: naming the circle, when a conclusion rests on its own absence, and every
            condition that is not well formed.

    """
    malformed = [problem for loaded in escalations for problem in _shape(loaded)]
    if malformed:
        raise PackError(malformed)
    drawn = {e.id: Drawn(e, normalise(e.escalation.when)) for e in escalations}
    circles = list(_circles(drawn))
    if circles:
        raise PackError(circles)
    level = _levels(drawn)
    return [
        tuple(drawn[name] for name in sorted(drawn) if level[name] == stratum)
        for stratum in sorted(set(level.values()))
    ]


def escalation_problems(
    escalations: Sequence[LoadedEscalation], rule_ids: Collection[str]
) -> list[Problem]:
    """Everything that keeps the escalations of one pack from being drawn.

    ``rule_ids`` are the rules of the same pack: an escalation sees no other signals.
    """
    problems = [problem for loaded in escalations for problem in _shape(loaded)]
    if problems:
        return problems
    drawn = {e.id: Drawn(e, normalise(e.escalation.when)) for e in escalations}
    known = {*rule_ids, *drawn}
    families = {name.split(".", 1)[0] for name in rule_ids}
    for escalation in drawn.values():
        problems.extend(_unknown(escalation, known, families))
        problems.extend(_always_true(escalation))
        problems.extend(_links(escalation.loaded))
        problems.extend(_placeholders(escalation.loaded))
    return [*problems, *_circles(drawn)]


def _shape(loaded: LoadedEscalation) -> Iterator[Problem]:
    for path, sentence in shape_problems(loaded.escalation.when):
        yield Problem(
            f"{loaded.id}: {sentence}",
            loaded.where(path),
            "one of all, any, none, at_least (k, of) or families (at_least, of) per condition",
            "Correct the condition under 'when'.",
        )


def _unknown(escalation: Drawn, known: set[str], families: set[str]) -> Iterator[Problem]:
    for name in sorted(escalation.asks(present=True) | escalation.asks(present=False)):
        if name not in known:
            yield Problem(
                f"{escalation.id}: no rule or escalation '{name[:_SHOWN]}' in this pack",
                escalation.loaded.where("when"),
                "the id of a rule or escalation of the same pack",
                suggestion(name, known) or "Correct the id, or add the rule to the pack.",
            )
    for leaf in leaves(escalation.root):
        for name in [] if leaf.families is None else leaf.families.of:
            if name not in families:
                yield Problem(
                    f"{escalation.id}: no rule of the family '{name[:_SHOWN]}' in this pack",
                    escalation.loaded.where("when"),
                    "a family: the part of a rule id before the dot",
                    suggestion(name, families) or "Correct the family.",
                )


def _always_true(escalation: Drawn) -> Iterator[Problem]:
    """A conclusion about subjects without any signal would be a finding out of thin air."""
    if holds(escalation.root, frozenset()):
        yield Problem(
            f"{escalation.id}: the condition also holds for a subject without any signal",
            escalation.loaded.where("when"),
            "a condition that needs at least one signal to be present",
            "Combine 'none' with 'all' or 'any' over the signals that matter.",
        )


def _links(loaded: LoadedEscalation) -> Iterator[Problem]:
    subject = loaded.escalation.subject
    usable = sorted(name for name, ends in LINK_ENDS.items() if subject in ends)
    for index, name in enumerate(loaded.escalation.links):
        if name not in usable:
            known = "does not touch" if name in LINK_ENDS else "is not a link and does not touch"
            yield Problem(
                f"{loaded.id}: '{name}' {known} the subject '{subject}'",
                loaded.where(f"links.{index}"),
                f"one of {', '.join(usable) or 'no links at all'}",
                suggestion(name, usable) or "Correct the link or the subject.",
            )


def _placeholders(loaded: LoadedEscalation) -> Iterator[Problem]:
    template = parse_template(loaded.escalation.explain)
    found = [fault.found for fault in template.faults]
    wrong = [
        slot
        for slot in template.slots
        if slot.name not in PLACEHOLDERS or (isinstance(slot, Slot) and slot.hint)
    ]
    found += [f"the text asks for '{{{slot}}}'" for slot in wrong]
    for each in dict.fromkeys(found):
        yield Problem(
            f"{loaded.id}: {each}",
            loaded.where("explain"),
            "only the placeholders {signals} (titles), {count} and {families} (numbers)",
            "Correct the placeholder, and write no other braces.",
        )


def example_problems(loaded: LoadedEscalation) -> Iterator[Problem]:
    """Subjects and links in the tests of an escalation that are none."""
    for number, test in enumerate(loaded.escalation.tests):
        path = f"tests.{number}"
        named = [(f"{path}.signals.{name}", name) for name in test.signals]
        named += [
            (f"{path}.links.{row}.{end}", name)
            for row, pair in enumerate(test.links)
            for end, name in enumerate(pair)
        ]
        for place, name in named:
            if not _is_subject(name):
                yield Problem(
                    f"{loaded.id}: test '{test.name}': the subject '{name[:_SHOWN]}'",
                    loaded.where(place),
                    f"type:id, the type one of {', '.join(SUBJECTS)}",
                    "Write it as 'address:9999010000000001'.",
                )


def _is_subject(name: str) -> bool:
    kind, mark, key = name.partition(":")
    return bool(mark and key) and kind in SUBJECTS


def _circles(drawn: dict[str, Drawn]) -> Iterator[Problem]:
    reported: set[frozenset[str]] = set()
    for name in sorted(drawn):
        for absent in sorted(drawn[name].asks(present=False) & drawn.keys()):
            path = _path(drawn, absent, name)
            if path is None or frozenset(path) in reported:
                continue
            reported.add(frozenset(path))
            yield Problem(
                f"{name} asks for the absence of '{absent}', which rests on {name} itself: "
                + " <- ".join([name, *path]),
                drawn[name].loaded.where("when"),
                "escalations without a circle through 'none'",
                f"Take '{absent}' out of the 'none' of {name}, or break the circle elsewhere.",
            )


def _path(drawn: dict[str, Drawn], start: str, goal: str) -> list[str] | None:
    """A shortest chain of conclusions from ``start`` down to ``goal``, or None."""
    paths = [[start]]
    seen = {start}
    while paths:
        path = paths.pop(0)
        if path[-1] == goal:
            return path
        last = drawn[path[-1]]
        below = (last.asks(present=True) | last.asks(present=False)) & drawn.keys()
        for name in sorted(below - seen):
            seen.add(name)
            paths.append([*path, name])
    return None


def _levels(drawn: dict[str, Drawn]) -> dict[str, int]:
    level = dict.fromkeys(drawn, 0)
    changed = True
    while changed:
        changed = False
        for name, escalation in drawn.items():
            present = escalation.asks(present=True) & drawn.keys()
            absent = escalation.asks(present=False) & drawn.keys()
            least = max(
                [0, *(level[other] for other in present), *(level[other] + 1 for other in absent)]
            )
            if least > level[name]:
                level[name], changed = least, True
    return level
