"""Which escalations can still be drawn when some rules cannot run."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from screening.detect.coverage import Preparedness, RuleCoverage
from screening.packs.conditions import Leaf, Node
from screening.packs.loaded import Pack
from screening.packs.strata import Drawn, stratify

_WORKS = {"ready", "partly"}


def escalation_coverage(packs: Iterable[Pack], rules: Iterable[RuleCoverage]) -> list[RuleCoverage]:
    """Every escalation of the packs, sorted by pack and id; ``rules`` is what the data allows.

    Ready: everything it builds on can be flagged. Partly: enough of it can. Cannot run: too little.
    """
    working = {rule.rule for rule in rules if rule.status in _WORKS}
    found: list[RuleCoverage] = []
    for pack in packs:
        later = [drawn for stratum in stratify(pack.escalations) for drawn in stratum]
        while later:
            named = {drawn.id for drawn in later}
            first = [drawn for drawn in later if not drawn.asks(present=True) & named] or later
            found += [_cover(pack, drawn, working) for drawn in first]
            working |= {each.rule for each in found if each.status in _WORKS}
            later = [drawn for drawn in later if drawn not in first]
    return sorted(found, key=lambda each: (each.pack, each.rule))


def _cover(pack: Pack, drawn: Drawn, working: Collection[str]) -> RuleCoverage:
    rule = drawn.loaded.escalation
    if rule.status != "active":
        return RuleCoverage(pack.id, rule.id, rule.title, "inactive", (rule.status,))
    lacking = sorted(drawn.asks(present=True) - set(working))
    status: Preparedness = "partly" if lacking else "ready"
    if not _reachable(drawn.root, working):
        status = "cannot_run"
    reasons = (f"builds on what cannot be flagged: {', '.join(lacking)}",) if lacking else ()
    return RuleCoverage(pack.id, rule.id, rule.title, status, reasons)


def _reachable(node: Node, working: Collection[str]) -> bool:
    """Whether the condition can come true; absence and a number of families always can."""
    if isinstance(node, Leaf):
        return not node.present or node.families is not None or node.fact in working
    return sum(_reachable(child, working) for child in node.children) >= node.needed
