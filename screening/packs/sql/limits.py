"""What grows when queries stack: reads of tables through WITH queries, and repeated arguments."""

from __future__ import annotations

from sqlglot import exp

from screening.packs.sql.problems import Problems

MAX_READS = 60
_REPEATS = (exp.Round, exp.Ln, exp.Sqrt, exp.Exp, exp.Pow, exp.Cast)
_JOINS_TEXT = (exp.DPipe, exp.Concat, exp.Replace)
_MAX_REPEATS = 5
_MAX_JOINED = 30


def check_growth(tree: exp.Expr, reads: int, problems: Problems) -> None:
    """Refuse SQL that is short but explodes once written out; ``reads`` counts tables read."""
    if reads > MAX_READS:
        problems.add(
            f"tables are read {reads} times once WITH queries are written out",
            tree,
            expected=f"at most {MAX_READS} reads",
            remedy="split the rule",
        )
    joined = 0
    for node in tree.walk():
        joined += isinstance(node, _JOINS_TEXT)
        if isinstance(node, _REPEATS) and _repeats_above(node) >= _MAX_REPEATS:
            problems.add(
                f"ROUND, LN, SQRT, EXP, POWER and CAST nested more than {_MAX_REPEATS} deep",
                node,
                expected=f"at most {_MAX_REPEATS} levels",
                remedy="measure the inner part in a WITH query",
            )
    if joined > _MAX_JOINED:
        problems.add(
            f"texts joined or replaced {joined} times",
            tree,
            expected=f"at most {_MAX_JOINED} times",
            remedy="keep texts as they are; explanations join them",
        )


def _repeats_above(node: exp.Expr) -> int:
    found, above = 0, node.parent
    while above is not None:
        found += isinstance(above, _REPEATS)
        above = above.parent
    return found
