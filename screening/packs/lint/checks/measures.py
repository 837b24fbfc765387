"""What was measured has a name the reader knows, and a group that can bear a comparison."""

from __future__ import annotations

from collections.abc import Iterator

from screening.comparison.columns import added_names
from screening.errors import Problem, suggestion
from screening.packs.lint.base import Check
from screening.packs.lint.facts import fragments
from screening.packs.loaded import LoadedRule
from screening.packs.templates import parse_template


class UnlabelledMeasure(Check):
    """Inspectors read 'actieve bedrijven', not 'companies'."""

    description = "A measured column in 'when' or 'explain' has no Dutch label."

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Names in conditions and explanation without a label."""
        rule = loaded.rule
        added = {name for name, _ in added_names(rule.compare)}
        known = {*rule.measures, *added, *rule.parameters, "subject", "today"}
        used = [("explain", name) for name in sorted(parse_template(rule.explain).names)]
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
