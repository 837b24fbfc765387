"""A code of the SBI means something only with its edition: 478 is market trade, or cars."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from screening.errors import Problem
from screening.packs.lint.base import Check
from screening.packs.lint.facts import fragments
from screening.packs.loaded import LoadedRule
from screening.reference.tables import same_in_both

_CODES = {"sbi", "sbi_main", "sbi_other"}
_EDITION = "sbi_edition"
_SIGNS = "%_|"


class CodeWithoutEdition(Check):
    """A literal code that is compared with whatever edition the trade register happens to use."""

    description = "A code of the SBI is compared without its edition."

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Comparisons of a code, or of a piece of one, with digits."""
        for fragment in fragments(loaded.rule):
            if fragment.tree is None:
                continue
            names = _made_of_codes(fragment.tree)
            for node in fragment.tree.find_all(exp.EQ, exp.In, exp.Like, exp.StartsWith):
                for code in _compared(node, names):
                    yield Problem(
                        f"{loaded.id}: the code '{code}' is compared without its edition",
                        loaded.where(fragment.path),
                        "IN_GROUP, or sbi_edition = '2008' AND ... beside it",
                        "Say it per edition; what is the same in both stands under 'same' in "
                        "reference/branch_groups.yaml.",
                    )


def _made_of_codes(tree: exp.Expr) -> set[str]:
    """Names of columns that hold codes, or pieces of them, also under names of the rule."""
    names = set(_CODES)
    for _ in range(3):  # a piece of a piece of a piece
        for alias in tree.find_all(exp.Alias):
            if _reads(alias.this, names) and not alias.this.find(exp.Predicate, exp.AggFunc):
                names.add(alias.alias)
    return names


def _reads(node: exp.Expr, names: set[str]) -> bool:
    return any(column.name in names for column in node.find_all(exp.Column))


def _compared(node: exp.Expr, names: set[str]) -> Iterator[str]:
    """The codes that a comparison names, unless its edition is asked for beside it."""
    if not _reads(node.this, names) or _with_edition(node):
        return
    given = node.expressions if isinstance(node, exp.In) else [node.expression]
    for literal in given:
        code = literal.name.strip(_SIGNS) if isinstance(literal, exp.Literal) else ""
        if code.isdigit() and code not in same_in_both():
            yield code


def _with_edition(node: exp.Expr) -> bool:
    """Whether the edition is one of the conditions that must hold together with this one."""
    above = node.parent
    while isinstance(above, exp.And | exp.Or | exp.Paren | exp.Not):
        if isinstance(above, exp.And):
            for test in above.flatten():
                if isinstance(test, exp.EQ) and _reads(test, {_EDITION}):
                    return True
        above = above.parent
    return False
