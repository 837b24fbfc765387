"""Each condition of a rule in Dutch: what was measured, the threshold, what would make it false.

The tree of ``when`` is walked once per rule; the texts are built for all hits at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl
from sqlglot import exp

from screening.comparison.kind import Label
from screening.detect.explain import dutch
from screening.detect.explain.codes import NO_WORDS, Words
from screening.detect.explain.labels import LEVELS
from screening.detect.explain.listed import Item, Listed
from screening.detect.predicate import Predicates

_NUMBERS: dict[type[exp.Expr], tuple[str, str]] = {
    exp.GTE: ("ten minste", "minder dan"),
    exp.GT: ("meer dan", "ten hoogste"),
    exp.LTE: ("ten hoogste", "meer dan"),
    exp.LT: ("minder dan", "ten minste"),
    exp.EQ: ("gelijk aan", "een andere waarde dan"),
    exp.NEQ: ("anders dan", "de waarde"),
}
_DATES: dict[type[exp.Expr], tuple[str, str]] = {
    **_NUMBERS,
    exp.GTE: ("op of na", "een datum voor"),
    exp.GT: ("na", "een datum op of voor"),
    exp.LTE: ("op of voor", "een datum na"),
    exp.LT: ("voor", "een datum op of na"),
}
_MIRRORED: Mapping[type[exp.Expr], type[exp.Expr]] = {
    exp.GTE: exp.LTE,
    exp.GT: exp.LT,
    exp.LTE: exp.GTE,
    exp.LT: exp.GT,
    exp.EQ: exp.EQ,
    exp.NEQ: exp.NEQ,
}
_NEGATED: Mapping[type[exp.Expr], type[exp.Expr]] = {
    exp.GTE: exp.LT,
    exp.GT: exp.LTE,
    exp.LTE: exp.GT,
    exp.LT: exp.GTE,
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
}
_ARITHMETIC: Mapping[type[exp.Expr], str] = {
    exp.Add: "plus",
    exp.Sub: "min",
    exp.Mul: "maal",
    exp.Div: "gedeeld door",
}


@dataclass(frozen=True)
class Said:
    """One condition as expressions over the hits; null-free texts."""

    node: exp.Expr
    text: pl.Expr
    value: pl.Expr
    false_when: pl.Expr
    members: tuple[Said, ...] = field(default=())


class Conditions:
    """The conditions of one rule, sayable for the hits of that rule.

    ``hits`` holds the measured and compared columns of the subjects that hit.
    """

    def __init__(
        self,
        predicates: Predicates,
        hits: pl.DataFrame,
        labels: Mapping[str, Label],
        units: Mapping[str, str],
        groups: Mapping[str, int] | None = None,
        words: Words = NO_WORDS,
    ) -> None:
        self._predicates = predicates
        self._hits = hits
        self._labels = labels
        self._units = units
        self._dtypes: dict[exp.Expr, pl.DataType] = {}
        self._words = words
        self._groups = dutch.groups_of(hits) if groups is None else groups

    def listed(self, when: exp.Expr) -> Listed:
        """The conditions as items of a list CONDITION per hit."""
        said = [self._say(part) for part in conjuncts(normalised(when))]
        return Listed(
            "conditions", [self._item(part) for whole in said for part in (whole, *whole.members)]
        )

    def _item(self, said: Said) -> Item:
        return Item(
            {
                "expression": self._predicates.sql(said.node),
                "columns": columns_of(said.node),
            },
            {
                "text": said.text,
                "met": self._predicates.expr(said.node).fill_null(value=False),
                "value": said.value,
                "false_when": said.false_when,
            },
        )

    def _say(self, node: exp.Expr) -> Said:  # noqa: PLR0911 - one form of condition per line
        node = node.unnest()
        if isinstance(node, exp.Or) or is_at_least(node):
            return self._group(node)
        if isinstance(node, exp.And):
            return self._both(node)
        if type(node) in _NUMBERS and not isinstance(node.expression, exp.Boolean):
            return self._comparison(node)
        if isinstance(node, exp.Between):
            return self._between(node)
        inner = node.this.unnest() if isinstance(node, exp.Not) else node
        if isinstance(inner, exp.In) and inner.expressions:
            return self._in(node, inner, negated=inner is not node)
        if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
            return self._known(node, inner, negated=(inner is not node) ^ is_negated(inner))
        return self._yes_no(node, inner, negated=inner is not node)

    def _group(self, node: exp.Expr) -> Said:
        """OR and AT_LEAST: how many must hold, followed by each member as its own condition."""
        needed, parts = members_of(node)
        k = self._describe(needed)
        members = tuple(self._say(part) for part in parts)
        met = pl.sum_horizontal(
            self._predicates.expr(part).fill_null(value=False).cast(pl.Int64) for part in parts
        )
        count = met.cast(pl.String) + f" van {len(parts)}"
        return Said(
            node,
            pl.lit(f"ten minste {k} van de {len(parts)} volgende voorwaarden: ") + count,
            count,
            pl.lit(f"vervalt als er minder dan {k} van deze {len(parts)} gelden"),
            tuple(part for member in members for part in (member, *member.members)),
        )

    def _both(self, node: exp.Expr) -> Said:
        """An AND inside an OR: one member whose parts are said together."""
        parts = [self._say(part) for part in conjuncts(node)]
        return Said(
            node,
            pl.concat_str([part.text for part in parts], separator=" en "),
            pl.concat_str([part.value for part in parts], separator="; "),
            pl.lit("vervalt als een van deze onderdelen niet meer geldt"),
        )

    def _comparison(self, node: exp.Expr) -> Said:
        left, right, kind = node.this, node.expression, type(node)
        if not columns_of(left) and columns_of(right):
            left, right, kind = right, left, _MIRRORED[kind]
        unit = self._unit(left) or self._unit(right)
        value, limit = self._value(left, unit), self._value(right, unit)
        words, opposite = (_DATES if self._is_date(left) else _NUMBERS)[kind]
        shown, threshold = self._apart(left, right, value, limit)
        if columns_of(right):
            threshold += f" ({self._describe(right)})"
        return Said(
            node,
            pl.lit(f"{self._describe(left)}: ") + shown + f" (grens: {words} " + threshold + ")",
            self._canonical(left),
            pl.lit(f"vervalt bij {opposite} ") + threshold,
        )

    def _apart(
        self, left: exp.Expr, right: exp.Expr, value: pl.Expr, limit: pl.Expr
    ) -> tuple[pl.Expr, pl.Expr]:
        """Both texts, in full digits where rounding would make different numbers read the same."""
        if not (self._dtype(left).is_numeric() and self._dtype(right).is_numeric()):
            return value, limit
        first, second = self._predicates.expr(left), self._predicates.expr(right)
        blurred = (value == limit) & (first != second)

        def full(number: pl.Expr, text: pl.Expr) -> pl.Expr:
            digits = number.cast(pl.Float64).cast(pl.String).str.replace(".", ",", literal=True)
            return pl.when(blurred).then(digits).otherwise(text)

        return full(first, value), full(second, limit)

    def _between(self, node: exp.Between) -> Said:
        unit = self._unit(node.this)
        low, high = (self._value(node.args[end], unit) for end in ("low", "high"))
        span = low + " tot en met " + high
        return Said(
            node,
            self._lead(node.this, unit) + " (grens: van " + span + ")",
            self._canonical(node.this),
            pl.lit("vervalt buiten ") + span,
        )

    def _in(self, node: exp.Expr, inner: exp.In, *, negated: bool) -> Said:
        unit = self._unit(inner.this)
        listed = pl.concat_str([self._value(e, unit) for e in inner.expressions], separator=", ")
        words = ("geen van", "een van") if negated else ("een van", "geen van")
        return Said(
            node,
            self._lead(inner.this, unit) + f" (grens: {words[0]} " + listed + ")",
            self._canonical(inner.this),
            pl.lit(f"vervalt bij {words[1]} ") + listed,
        )

    def _known(self, node: exp.Expr, inner: exp.Is, *, negated: bool) -> Said:
        what = self._describe(inner.this)
        if negated:
            opposite = f"vervalt als niet bekend is: {what}"
            return Said(node, self._lead(inner.this), self._canonical(inner.this), pl.lit(opposite))
        return Said(
            node,
            pl.lit(f"{what}: {dutch.UNKNOWN}"),
            self._canonical(inner.this),
            pl.lit(f"vervalt zodra bekend is: {what}"),
        )

    def _yes_no(self, node: exp.Expr, inner: exp.Expr, *, negated: bool) -> Said:
        """A condition that is itself a yes or no, such as a boolean measure."""
        subject = inner
        if isinstance(inner, (exp.EQ, exp.NEQ, exp.Is)):
            wanted = inner.expression
            flips = isinstance(inner, exp.NEQ) or is_negated(inner)
            if isinstance(wanted, exp.Boolean):
                subject, negated = inner.this, negated ^ flips ^ (not wanted.this)
        answer = dutch.yes_no(self._predicates.expr(subject)).fill_null(dutch.UNKNOWN)
        ratio = self._ratio_beside(subject)
        if ratio is not None:
            return self._compared(node, subject, answer, ratio, negated=negated)
        opposite = "ja" if negated else "nee"
        return Said(
            node,
            pl.lit(f"{self._describe(subject)}: ") + answer,
            self._canonical(subject),
            pl.lit(f"vervalt als dit '{opposite}' is"),
        )

    def _compared(
        self,
        node: exp.Expr,
        subject: exp.Expr,
        answer: pl.Expr,
        ratio: str,
        *,
        negated: bool,
    ) -> Said:
        """A level flag of a comparison, with the ratio it was judged by."""
        times = dutch.number(pl.col(ratio), 1).fill_null(dutch.UNKNOWN)
        level = subject.name.removeprefix(ratio.removesuffix("ratio"))
        turns = "wel" if negated else "niet meer"
        return Said(
            node,
            pl.lit(f"{self._describe(subject)}: ") + answer + " (" + times
            + " keer het verwachte)",
            self._canonical(subject),
            pl.lit(f"vervalt als de afwijking {turns} {LEVELS[level]} is (nu ") + times
            + " keer het verwachte)",
        )  # fmt: skip

    def _ratio_beside(self, node: exp.Expr) -> str | None:
        """The ratio column of the comparison a level flag belongs to."""
        if not isinstance(node, exp.Column):
            return None
        block, _, level = node.name.rpartition("_")
        ratio = f"{block}_ratio"
        return ratio if level in LEVELS and ratio in self._hits.columns else None

    def _lead(self, node: exp.Expr, unit: str = "") -> pl.Expr:
        return pl.lit(f"{self._describe(node)}: ") + self._value(node, unit or self._unit(node))

    def _value(self, node: exp.Expr, unit: str) -> pl.Expr:
        if not columns_of(node):
            return pl.lit(self._constant(node, unit))
        measured = isinstance(node, exp.Column)
        groups = self._groups.get(node.name, dutch.GROUPS) if measured else dutch.GROUPS
        shown = dutch.show(self._predicates.expr(node), self._dtype(node), unit=unit, groups=groups)
        if self._dtype(node) != pl.String:
            return shown
        words = self._words.get(node.name, LEVELS) if measured else LEVELS
        return shown.replace(words)

    def _constant(self, node: exp.Expr, unit: str) -> str:
        """The text of what is the same for every hit."""
        told = dutch.say(self._predicates.constant(node), unit=unit)
        return LEVELS.get(told, told)

    def _canonical(self, node: exp.Expr) -> pl.Expr:
        return dutch.canonical(self._predicates.expr(node), self._dtype(node))

    def _dtype(self, node: exp.Expr) -> pl.DataType:
        if node not in self._dtypes:
            asked = self._hits.lazy().select(self._predicates.expr(node))
            self._dtypes[node] = asked.collect_schema().dtypes()[0]
        return self._dtypes[node]

    def _is_date(self, node: exp.Expr) -> bool:
        return self._dtype(node) == pl.Date

    def _unit(self, node: exp.Expr) -> str:
        node = node.unnest()
        if isinstance(node, exp.Column) and node.name in self._labels:
            return self._labels[node.name].unit
        if isinstance(node, exp.Placeholder):
            return self._units.get(node.name, "")
        if is_call(node, "DAYS_BETWEEN"):
            return "dagen"
        if isinstance(node, (exp.Coalesce, exp.Abs, exp.Round, exp.Neg)):
            return self._unit(node.this)
        return ""

    def _describe(self, node: exp.Expr) -> str:
        """The expression in words, every column by its label."""
        node = node.unnest()
        if isinstance(node, exp.Column):
            return self._labels[node.name].text if node.name in self._labels else node.name
        if type(node) in _ARITHMETIC:
            word = _ARITHMETIC[type(node)]
            return f"{self._describe(node.this)} {word} {self._describe(node.expression)}"
        if isinstance(node, (exp.Coalesce, exp.Abs, exp.Round, exp.Cast, exp.Nullif)):
            return self._describe(node.this)
        if is_call(node, "DAYS_BETWEEN"):
            first, second = (self._describe(part) for part in node.expressions)
            return f"dagen van {first} tot {second}"
        if not columns_of(node):
            return self._constant(node, self._unit(node))
        return self._predicates.sql(node)


def normalised(node: exp.Expr) -> exp.Expr:
    """The same condition with NOT pushed down to comparisons (equal under three-valued logic)."""
    node = node.unnest()
    if isinstance(node, (exp.And, exp.Or)):
        return type(node)(this=normalised(node.this), expression=normalised(node.expression))
    if not isinstance(node, exp.Not):
        return node
    inner = node.this.unnest()
    if isinstance(inner, exp.Not):
        return normalised(inner.this)
    if isinstance(inner, (exp.And, exp.Or)):
        flipped = exp.Or if isinstance(inner, exp.And) else exp.And
        left, right = (exp.Not(this=exp.paren(part)) for part in (inner.this, inner.expression))
        return flipped(this=normalised(left), expression=normalised(right))
    if type(inner) in _NEGATED:
        return _NEGATED[type(inner)](this=inner.this, expression=inner.expression)
    return node


def conjuncts(node: exp.Expr) -> list[exp.Expr]:
    """The parts of a condition that must all hold."""
    return (
        [part.unnest() for part in node.unnest().flatten()]
        if isinstance(node.unnest(), exp.And)
        else [node.unnest()]
    )


def members_of(node: exp.Expr) -> tuple[exp.Expr, list[exp.Expr]]:
    """How many must hold, and the alternatives, of an OR or AT_LEAST."""
    if isinstance(node, exp.Or):
        return exp.Literal.number(1), [part.unnest() for part in node.flatten()]
    k, *parts = node.expressions
    return k, [part.unnest() for part in parts]


def columns_of(node: exp.Expr) -> list[str]:
    """Names of the measured columns in an expression, in order of appearance."""
    return list(dict.fromkeys(column.name for column in node.find_all(exp.Column, bfs=False)))


def is_at_least(node: exp.Expr) -> bool:
    """Whether the node is the macro AT_LEAST(k, ...)."""
    return is_call(node, "AT_LEAST")


def is_negated(node: exp.Expr) -> bool:
    """Whether an IS carries its own NOT (``x IS NOT NULL``)."""
    return bool(node.args.get("negate"))


def is_call(node: exp.Expr, name: str) -> bool:
    """Whether the node is a call of the macro ``name``."""
    return isinstance(node, exp.Anonymous) and node.name.upper() == name
