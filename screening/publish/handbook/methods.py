"""How each comparison of a rule works, in Dutch with its formula, for the page of the rule."""

from __future__ import annotations

from screening.comparison.kind import Comparison, Label, Wording
from screening.detect.explain import dutch
from screening.packs.models import Rule
from screening.publish.handbook.markdown import plain


def method_of(name: str, compare: Comparison, rule: Rule) -> str:
    """One paragraph about a compare block, with what it counts and its formula."""

    def called(column: str) -> Label:
        return Label(plain(rule.measures[column].label) if column in rule.measures else column)

    return f"**{name}** {compare.method(Wording(called, dutch.say))}"
