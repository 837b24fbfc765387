"""What was measured has a name the reader knows, and a group that can bear a comparison."""

from __future__ import annotations

import re
from collections.abc import Iterator

from screening.errors import Problem, suggestion
from screening.packs.lint.base import Check
from screening.packs.lint.facts import fragments
from screening.packs.loaded import LoadedRule
from screening.packs.models import Rule

_PLACEHOLDER = re.compile(r"\{([^{}:]*)(?::[^{}]*)?\}")
_ADDED = (
    "value", "expected", "ratio", "lower", "upper", "z", "p", "q", "level", "watch", "notable",
    "strong", "group", "group_size", "reason", "peers",
)  # fmt: skip


def compare_columns(rule: Rule) -> frozenset[str]:
    """Columns the compare blocks of a rule add."""
    return frozenset(f"{name}_{added}" for name in rule.compare for added in _ADDED)


class UnlabelledMeasure(Check):
    """Inspectors read 'actieve bedrijven', not 'companies'."""

    description = "A measured column in 'when' or 'explain' has no Dutch label."

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Names in conditions and explanation without a label."""
        rule = loaded.rule
        known = {*rule.measures, *compare_columns(rule), *rule.parameters, "subject"}
        used = [("explain", name) for name in sorted(set(_PLACEHOLDER.findall(rule.explain)))]
        for fragment in fragments(rule):
            if fragment.path == "when" or fragment.path.startswith("not_applicable"):
                used += [(fragment.path, name) for name in sorted(fragment.columns)]
        seen = set()
        for path, name in used:
            if name not in known and name not in seen:
                seen.add(name)
                yield Problem(
                    f"'{name}' has no label",
                    loaded.where(path),
                    f"measures: {{{name}: {{label: ..., unit: ...}}}}",
                    suggestion(name, known) or f"Add '{name}' under 'measures:'.",
                )


class PeersWithoutMinimum(Check):
    """A comparison with a handful of peers says nothing; the least number is a choice to see."""

    description = "A comparison does not state its minimum group."

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Compare blocks that leave 'min_group' to the default."""
        for name, compare in loaded.rule.compare.items():
            wanted = "min_group" in type(compare).model_fields
            if wanted and "min_group" not in compare.model_fields_set:
                yield Problem(
                    f"the comparison '{name}' has no 'min_group'",
                    loaded.where(f"compare.{name}"),
                    "the least number of peers that can bear the comparison",
                    "Add 'min_group: 20'.",
                )
