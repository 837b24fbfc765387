"""A code of the SBI selects by how it begins, and never the branches that stand for a ground (T8).

Churches and parties are branches too. Whatever picks them out is refused by what it leaves, not by
how it is written: a code is compared with figures only, as it is or from its first figure on, and
codes that stand beside those of a ground are not told apart from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sqlglot import exp

from screening.language import apart
from screening.language.apart import ASKED
from screening.language.grounds import SBI_OF_A_GROUND, THROUGH_BRANCH
from screening.language.problems import Problems, shown
from screening.language.scope import Meaning, Origin, Scope
from screening.language.spelled import HISTORY
from screening.registers.schemas import REGISTERS
from screening.registers.schemas.columns import SBI

JOINED: frozenset[Origin] = frozenset({("kvk_company", "sbi_other")})
"""Columns that join several codes by '|'."""
BRANCH: frozenset[Origin] = (
    JOINED
    | HISTORY
    | {
        (register.name, name)
        for register in REGISTERS.values()
        for name, declared in register.columns.items()
        if getattr(declared, "regex", None) == SBI
    }
)
ORDERED = (BRANCH - HISTORY) | apart.GROUNDED.keys()
"""Columns of which no order tells codes apart."""
_TEXT_FUNCTIONS = (
    exp.Left, exp.Right, exp.Substring, exp.Replace, exp.DPipe, exp.Concat, exp.Lower, exp.Upper,
    exp.Trim, exp.Length, exp.Cast,
)  # fmt: skip
_PATTERN = re.compile(r"(?:%?\|)?\d+%?")
_KEEPS = (exp.And, exp.Or, exp.Paren, exp.Where)
_EXPECTED = (
    "a code compared with figures: =, IN, IN_GROUP, LIKE '45%', STARTS_WITH, or LEFT and SUBSTR "
    "from the first figure on"
)


def check_use(node: exp.Expr, meaning: Meaning, scope: Scope) -> None:
    """Note a problem when a text function takes more of a code than its beginning."""
    apart.check_use(node, meaning, ORDERED, scope)
    above = node.parent
    if BRANCH.isdisjoint(meaning.carries) or not isinstance(above, _TEXT_FUNCTIONS):
        return
    if isinstance(above, exp.Left) or (isinstance(above, exp.Cast) and above.this is not node):
        return
    if isinstance(above, exp.Cast) and above.args["to"].this == exp.DataType.Type.TEXT:
        return
    if isinstance(above, exp.Substring):
        start = above.args.get("start")
        if isinstance(start, exp.Literal) and start.name == "1":
            return
    if isinstance(above, exp.Concat | exp.DPipe) and (
        _bars_only(above, meaning) or _with_a_sign(above) or _only_counted(above)
    ):
        return
    _refuse(above, f"a piece of a branch code in {shown(above)}", scope.problems)


def check_equal(node: exp.Expr, sides: Sequence[Meaning], problems: Problems) -> None:
    """Note a problem when a code is held against anything but figures, or against a ground."""
    apart.check_order(node, sides, ORDERED, problems)
    if all(BRANCH.isdisjoint(side.carries) for side in sides):
        return
    if any(side.cast and BRANCH.isdisjoint(side.carries) for side in sides) or any(
        map(_made, sides)
    ):
        _refuse(node, f"a branch code held against a text that CAST made: {shown(node)}", problems)
    asked = frozenset().union(*(side.literals for side in sides)) - {"", "|"}
    if not asked:
        return
    if any(not re.fullmatch(r"\|?\d+", each) for each in asked):
        _refuse(node, f"a branch code in {shown(node)}", problems)
    _ask(node, (each.strip("|") for each in asked), problems)


def check_alike(node: exp.Expr, value: Meaning, problems: Problems) -> None:
    """Note a problem when codes are told apart that stand among fixed codes of a ground."""
    if not BRANCH.isdisjoint(value.carries):
        if _made(value):
            _refuse(node, f"a branch code among texts that CAST made: {shown(node)}", problems)
        codes = [code for each in value.literals for code in re.findall(r"\d+", each)]
        _ask(node, codes, problems)


def check_pattern(node: exp.Expr, text: Meaning, pattern: str, problems: Problems) -> None:
    """Note a problem when a pattern looks for anything but how a code begins."""
    if BRANCH.isdisjoint(text.carries):
        return
    if not _PATTERN.fullmatch(pattern) and not (
        isinstance(node, exp.StartsWith) and pattern == "%"
    ):
        _refuse(node, f"a branch code in {shown(node)}", problems)
    _ask(node, re.findall(r"\d+", pattern), problems)


def check_together(trees: Sequence[exp.Expr], problems: Problems) -> None:
    """Note a problem when what is asked in several places leaves a ground only.

    The places are those of one query or condition, or of all those of a rule.

    A code beside those of a ground, as 9499 is beside 9491, may be asked for by itself; turned
    round, or together with what both begin with, it would leave the ground.
    """
    asking = [(tree, node) for tree in trees for node in tree.walk() if ASKED in node.meta]
    asked = {code for _, node in asking for code in node.meta[ASKED]}
    for _, node in asking:
        for code in node.meta[ASKED]:
            around = {ground[:-1] for ground in SBI_OF_A_GROUND if _beside(code, ground)}
            shorter = any(each.startswith(other) for each in around for other in asked)
            if around and (shorter or not _only_keeps(node)):
                _stands_for(node if len(trees) == 1 else trees[-1], problems)
                return
    alone = apart.left_alone(trees)
    if alone is not None:
        found = f"what is asked together tells '{alone}' apart, which stands for a ground"
        _refuse(trees[-1], found, problems)


def _made(value: Meaning) -> bool:
    """Whether a code can be one that CAST made of numbers of the rule, of which none is checked."""
    return value.cast and any(map(str.isalnum, "".join(value.literals)))


def _bars_only(node: exp.Expr, meaning: Meaning) -> bool:
    """Whether only bars are put around joined codes, so that each begins behind one."""
    texts = {part.name for part in node.find_all(exp.Literal)}
    return meaning.carries <= JOINED and texts <= {"|", ""}


def _with_a_sign(node: exp.Expr) -> bool:
    """Whether a text stands beside the code that no comparison with figures can meet."""
    whole = node
    while isinstance(whole.parent, exp.Concat | exp.DPipe):
        whole = whole.parent
    parts = whole.flatten() if isinstance(whole, exp.DPipe) else whole.expressions
    return any(isinstance(each, exp.Literal) and re.search(r"[^\d|]", each.name) for each in parts)


def _only_counted(node: exp.Expr) -> bool:
    """Whether a column with fixed figures behind it is counted, and so met by no other text."""
    first, *others = node.flatten() if isinstance(node, exp.DPipe) else node.expressions
    fixed = isinstance(first, exp.Column) and all(isinstance(o, exp.Literal) for o in others)
    return (
        fixed
        and isinstance(node.parent, exp.Distinct)
        and isinstance(node.parent.parent, exp.Count)
    )


def _ask(node: exp.Expr, codes: Iterable[str], problems: Problems) -> None:
    asked = frozenset(codes)
    node.meta[ASKED] = tuple(sorted(asked.union(node.meta.get(ASKED, ()))))
    if any(code.startswith(ground) for code in asked for ground in SBI_OF_A_GROUND):
        _stands_for(node, problems)


def _beside(code: str, ground: str) -> bool:
    """Whether a code shares all but the last figure of a ground's, and is not of the ground."""
    return len(code) >= len(ground) and code.startswith(ground[:-1])


def _only_keeps(node: exp.Expr) -> bool:
    """Whether a condition is asked for as it stands: not turned round, counted or handed on."""
    above = node.parent
    while isinstance(above, _KEEPS[:-1]):
        above = above.parent
    turned = isinstance(node, exp.NEQ | exp.NullSafeNEQ) or node.args.get("negate")
    counted = isinstance(above, exp.Where) and isinstance(above.parent, exp.Filter)
    return not turned and not counted and isinstance(above, exp.Where)


def _stands_for(node: exp.Expr, problems: Problems) -> None:
    _refuse(node, f"{shown(node)} stands for {THROUGH_BRANCH}", problems)


def _refuse(node: exp.Expr, found: str, problems: Problems) -> None:
    problems.add(
        found, node, expected=_EXPECTED, remedy="Take it out, or ask for the branch as a whole."
    )
