"""How many rows, and bytes of text, a step of a query really makes: counted, without making them.

Rows of a join are counted per key on both sides. What is counted over was counted itself before, so
no count goes through more rows than the budget allows. Over large registers they run in a stream.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl
from sqlglot import exp

from screening.engines.base import Runner
from screening.language.dialects import render
from screening.language.joining import conjuncts, equates
from screening.language.widths import Holds

Pair = tuple[exp.Expr, exp.Expr, tuple[str, ...]]
"""What an equality compares of the rows so far and of the new ones, and the kinds of both."""


class Counter:
    """Counts over the registers; ``ctes`` are the WITH queries that the counted SQL can name."""

    def __init__(self, frames: Mapping[str, pl.LazyFrame], runner: Runner = "streaming") -> None:
        self.frames = frames
        self.runner: Runner = runner

    def rows(self, query: exp.Expr, ctes: Sequence[exp.Expr]) -> int:
        """Rows that a query gives."""
        table = exp.Subquery(this=query.copy(), alias=_name("counted"))
        return int(self._ask(exp.Select(expressions=[_rows()], from_=_from(table)), ctes)[0])

    def most_matched(self, node: exp.Expr, position: int, ctes: Sequence[exp.Expr]) -> int:
        """The most new rows that a row can meet in join number ``position``, from 0.

        Of the new side alone, so it costs less than counting what really meets.
        """
        join = node.args["joins"][position]
        alias = join.this.alias_or_name
        pairs, other = [], []
        for part in conjuncts(join.args["on"]):
            if equates(part, alias):
                pairs.append(_pair(part, alias))
            elif _tables(part) <= {alias}:
                other.append(part)
        per_key = _per_key(join.this, [], [pair[1] for pair in pairs], other)
        keys = [exp.column(f"k{number}", "counted") for number in range(len(pairs))]
        known: list[exp.Expr] = [
            exp.Not(this=exp.Is(this=key, expression=exp.Null())) for key in keys
        ]
        most = exp.Select(
            expressions=[exp.alias_(exp.Max(this=exp.column("n", "counted")), "n")],
            from_=_from(exp.Subquery(this=per_key, alias=_name("counted"))),
            where=_where(known),  # nothing equals NULL
        )
        return int(self._ask(most, ctes)[0] or 0)

    def joined(self, node: exp.Expr, position: int, ctes: Sequence[exp.Expr]) -> int:
        """Rows of a SELECT after its join number ``position``, from 0."""
        join = node.args["joins"][position]
        alias = join.this.alias_or_name
        earlier = {source.alias_or_name for source in sources(node)[: position + 1]}
        inner = not join.side
        pairs, mine, other = [], [], []
        for part in conjuncts(join.args["on"]):
            tables = _tables(part)
            if equates(part, alias):
                pairs.append(_pair(part, alias))
            elif tables <= {alias}:
                other.append(part)
            elif inner and tables <= earlier:
                mine.append(part)
        for part in _conditions(node):
            tables = _tables(part)
            if tables and tables <= earlier:
                mine.append(part)
            elif inner and tables == {alias}:
                other.append(part)
        left = _per_key(
            node.args["from_"].this, node.args["joins"][:position],
            [pair[0] for pair in pairs], mine,
        )  # fmt: skip
        right = _per_key(join.this, [], [pair[1] for pair in pairs], other)
        return self._matched(left, right, pairs, ctes, keep_all=not inner)

    def tied(
        self, outer: exp.Expr, inner: exp.Expr, ties: Iterable[exp.Expr], ctes: Sequence[exp.Expr]
    ) -> int:
        """Pairs of a row of a SELECT and one of a subquery in it, by the ``ties`` between them."""
        here = {source.alias_or_name for source in sources(inner)}
        pairs = [
            _sides(part, _tables(part.expression) <= here)
            for part in ties
            if isinstance(part, exp.EQ)
        ]
        left = _per_key(
            outer.args["from_"].this, outer.args.get("joins") or [],
            [pair[0] for pair in pairs], _own(outer),
        )  # fmt: skip
        right = _per_key(
            inner.args["from_"].this, inner.args.get("joins") or [],
            [pair[1] for pair in pairs], _own(inner),
        )  # fmt: skip
        return self._matched(left, right, pairs, ctes)

    def bytes_made(self, node: exp.Expr, made: Holds, ctes: Sequence[exp.Expr]) -> float:
        """Bytes that a SELECT makes of the texts in its rows; ``made`` of each row."""
        columns = [column for column in made if column is not None]
        lengths = [
            exp.Sum(this=_whole(exp.Anonymous(this="OCTET_LENGTH", expressions=[column.copy()])))
            for column in columns
        ]
        named = [exp.alias_(length, f"b{number}") for number, length in enumerate(lengths)]
        count = exp.Select(
            expressions=[_rows(), *named],
            from_=_from(node.args["from_"].this.copy()),
            joins=[join.copy() for join in node.args.get("joins") or []],
            where=_where(_own(node)),
        )
        rows, *found = self._ask(count, ctes)
        texts = sum(
            made[column] * (total or 0) for column, total in zip(columns, found, strict=True)
        )
        return made.get(None, 0.0) * rows + texts

    def _matched(
        self,
        left: exp.Expr,
        right: exp.Expr,
        pairs: Sequence[Pair],
        ctes: Sequence[exp.Expr],
        *,
        keep_all: bool = False,
    ) -> int:
        """Sum over all keys of the rows on the left times those on the right."""
        ties = []
        for number, (_, _, kinds) in enumerate(pairs):
            key = f"k{number}"
            tie = exp.EQ(this=exp.column(key, "mine"), expression=exp.column(key, "other"))
            tie.meta["kinds"] = kinds
            ties.append(tie)
        matches: exp.Expr = exp.column("n", "other")
        if keep_all:
            matches = exp.Coalesce(this=matches, expressions=[exp.Literal.number(1)])
        product = exp.Mul(this=exp.column("n", "mine"), expression=matches)
        total = exp.Select(
            expressions=[exp.alias_(exp.Sum(this=product), "n")],
            from_=_from(exp.Subquery(this=left, alias=_name("mine"))),
            joins=[
                exp.Join(
                    this=exp.Subquery(this=right, alias=_name("other")),
                    on=exp.and_(*ties),
                    side="LEFT" if keep_all else None,
                )
            ],
        )
        return int(self._ask(total, ctes)[0] or 0)

    def _ask(self, count: exp.Select, ctes: Sequence[exp.Expr]) -> tuple[float, ...]:
        if ctes:
            count.set("with_", exp.With(expressions=[cte.copy() for cte in ctes]))
        with pl.SQLContext(dict(self.frames), register_globals=False) as context:
            counted = context.execute(render(count, "polars"), eager=False)
            return counted.collect(engine=self.runner).row(0)


def sources(node: exp.Expr) -> list[exp.Expr]:
    """Tables and subqueries that a SELECT reads, in order."""
    return [node.args["from_"].this, *(join.this for join in node.args.get("joins") or [])]


def _conditions(node: exp.Expr) -> list[exp.Expr]:
    """What WHERE asks of the rows themselves, subqueries apart."""
    where = node.args.get("where")
    parts = conjuncts(where.this) if where is not None else []
    return [part for part in parts if part.find(exp.Query) is None]


def _own(node: exp.Expr) -> list[exp.Expr]:
    """The same, without what is asked of the query around it."""
    here = {source.alias_or_name for source in sources(node)}
    return [part for part in _conditions(node) if _tables(part) <= here]


def _whole(number: exp.Expr) -> exp.Expr:
    return exp.Cast(this=number, to=exp.DataType(this=exp.DType.BIGINT))


def _pair(part: exp.Expr, alias: str) -> Pair:
    return _sides(part, alias in _tables(part.expression))


def _sides(part: exp.Expr, in_order: bool) -> Pair:
    kinds = tuple(part.meta_get("kinds") or ())
    if in_order:
        return part.this, part.expression, kinds
    return part.expression, part.this, kinds[::-1]


def _tables(part: exp.Expr) -> set[str]:
    return {column.table for column in part.find_all(exp.Column)}


def _per_key(
    source: exp.Expr, joins: Iterable[exp.Expr], keys: Sequence[exp.Expr], asked: list[exp.Expr]
) -> exp.Select:
    """How many rows there are per value of ``keys``."""
    named = [exp.alias_(key.copy(), f"k{number}") for number, key in enumerate(keys)]
    return exp.Select(
        expressions=[*named, _rows()],
        from_=_from(source.copy()),
        joins=[join.copy() for join in joins],
        where=_where(asked),
        group=exp.Group(expressions=[key.copy() for key in keys]),
    )


def _where(parts: list[exp.Expr]) -> exp.Where | None:
    return exp.Where(this=exp.and_(*(part.copy() for part in parts))) if parts else None


def _rows() -> exp.Expr:
    return exp.alias_(exp.Count(this=exp.Star()), "n")


def _from(table: exp.Expr) -> exp.From:
    return exp.From(this=table)


def _name(alias: str) -> exp.TableAlias:
    return exp.TableAlias(this=exp.to_identifier(alias))
