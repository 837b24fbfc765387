"""What grows when queries stack: reads of tables through WITH queries, and repeated arguments."""

from __future__ import annotations

from sqlglot import exp

from screening.packs.sql.problems import Problems

MAX_READS = 60
MAX_TEXT_GROWTH = 1_000
_REPEATS = (exp.Round, exp.Ln, exp.Sqrt, exp.Exp, exp.Pow, exp.Cast)
_MAX_REPEATS = 5
_MAX_JOINED = 30


def check_growth(tree: exp.Expr, problems: Problems) -> None:
    """Refuse SQL that is short but explodes once written out."""
    reads = _reads(tree, {})
    if reads > MAX_READS:
        problems.add(
            f"tables are read {reads} times once WITH queries are written out",
            tree,
            expected=f"at most {MAX_READS} reads",
            remedy="split the rule",
        )
    for node in tree.find_all(*_REPEATS):
        above = sum(isinstance(parent, _REPEATS) for parent in _ancestors(node))
        if above >= _MAX_REPEATS:
            problems.add(
                f"ROUND, LN, SQRT, EXP, POWER and CAST nested {above + 1} deep",
                node,
                expected=f"at most {_MAX_REPEATS} levels",
                remedy="measure the inner part in a WITH query",
            )
    joined = sum(1 for _ in tree.find_all(exp.DPipe, exp.Concat, exp.Replace))
    if joined > _MAX_JOINED:
        problems.add(
            f"texts joined or replaced {joined} times",
            tree,
            expected=f"at most {_MAX_JOINED} times",
            remedy="keep texts as they are; explanations join them",
        )


def _ancestors(node: exp.Expr) -> list[exp.Expr]:
    found: list[exp.Expr] = []
    while node.parent is not None:
        node = node.parent
        found.append(node)
    return found


def _reads(node: exp.Expr, known: dict[str, int]) -> int:
    """Base tables read by a node, WITH queries counted each time they are named."""
    known = dict(known)
    clause = node.args.get("with_")
    for cte in clause.expressions if clause is not None else []:
        known[cte.alias] = _reads(cte.this, known)
    if isinstance(node, exp.Table):
        return known.get(node.name, 1)
    children = [child for child in node.iter_expressions() if child is not clause]
    return sum(_reads(child, known) for child in children)
