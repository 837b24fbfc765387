"""Which escalations can still be drawn when some rules cannot run."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from screening.packs.conditions import Leaf, Node, leaves
from screening.packs.loaded import Pack
from screening.packs.strata import Drawn, stratify
from screening.preparedness.coverage import Preparedness, RuleCoverage

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


def rests_on_rules(pack: Pack) -> dict[str, frozenset[str]]:
    """Per escalation of the pack the rules whose outcome it depends on, through others too.

    What must be absent is among them, and of a number of families every rule that may count.
    """
    behind = {each.id: _asked(pack, each) for part in stratify(pack.escalations) for each in part}
    while True:
        further = {
            name: asked.union(*(behind.get(each, frozenset()) for each in asked))
            for name, asked in behind.items()
        }
        if further == behind:
            return {name: asked - behind.keys() for name, asked in behind.items()}
        behind = further


def _asked(pack: Pack, drawn: Drawn) -> frozenset[str]:
    counted = [leaf.families.of for leaf in leaves(drawn.root) if leaf.families is not None]
    of_families = {
        loaded.id
        for loaded in pack.rules
        for families in counted
        if loaded.rule.status == "active" and (not families or loaded.rule.family in families)
    }
    return drawn.asks(present=True) | drawn.asks(present=False) | of_families


def _cover(pack: Pack, drawn: Drawn, working: Collection[str]) -> RuleCoverage:
    rule = drawn.loaded.escalation
    if rule.status != "active":
        return RuleCoverage(
            pack.id, rule.id, rule.title, "inactive", (rule.status,), lists=tuple(rule.lists)
        )
    lacking = sorted(drawn.asks(present=True) - set(working))
    status: Preparedness = "partly" if lacking else "ready"
    if not _reachable(drawn.root, working):
        status = "cannot_run"
    reasons = (f"builds on what cannot be flagged: {', '.join(lacking)}",) if lacking else ()
    return RuleCoverage(pack.id, rule.id, rule.title, status, reasons, lists=tuple(rule.lists))


def _reachable(node: Node, working: Collection[str]) -> bool:
    """Whether the condition can come true; absence and a number of families always can."""
    if isinstance(node, Leaf):
        return not node.present or node.families is not None or node.fact in working
    return sum(_reachable(child, working) for child in node.children) >= node.needed
