"""What a rule rests on, found once from its text: alternatives, each with the row sets behind it.

A condition is split at its ORs, since what holds for one reason does not rest on the other. Of
registers of events (``EVENTS``) the rows themselves are the fact; of all others it is what the rule
reads of a subject: the columns, with the codes that were asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import product

import polars as pl
from sqlglot import exp

from screening.comparison.columns import added_names
from screening.language.parse import parse_condition
from screening.language.problems import Problems
from screening.language.reads import Read, Reads
from screening.packs.compiled import CompiledRule
from screening.packs.models import Rule
from screening.registers.schemas import EVENTS, REGISTERS

MOST_ALTERNATIVES = 16
"""A condition with more alternatives than this is taken as one."""


@dataclass(frozen=True)
class Alternative:
    """One way in which a condition holds: the parts that must be true, and what they rest on.

    ``events`` are row sets of events, ``dated`` columns with a date of other registers, ``claims``
    everything that is no event, and events that are told to be absent; ``registers`` are all of
    which rows or columns are among these.
    """

    parts: tuple[exp.Expr, ...]
    events: frozenset[Read]
    dated: frozenset[str]
    claims: frozenset[str]
    registers: frozenset[str]


def alternatives(condition: exp.Expr) -> list[tuple[exp.Expr, ...]]:
    """The ways in which a condition can hold, each as the parts that must all be true."""
    node = condition.unnest()
    if isinstance(node, exp.Or):
        return [each for part in node.flatten() for each in alternatives(part)]
    if not isinstance(node, exp.And):
        return [(node,)]
    ways = [alternatives(part) for part in node.flatten()]
    count = 1
    for each in ways:
        count *= len(each)
    if count > MOST_ALTERNATIVES:
        return [(node,)]
    return [tuple(part for way in chosen for part in way) for chosen in product(*ways)]


def ways_of(
    rule: Rule, compiled: CompiledRule, condition: exp.Expr | None = None
) -> list[Alternative]:
    """The ways in which a rule's condition can hold, with what each rests on.

    ``condition`` is the tree of its ``when``, for who has it at hand.
    """
    tree = parse_condition(rule.when, Problems()) if condition is None else condition
    if tree is None:
        return []
    reads = Reads(compiled.query.tree, REGISTERS, EVENTS)
    blocks = dict(added_names(rule.compare))
    found: dict[str, frozenset[Read]] = {}

    def of(column: str) -> frozenset[Read]:
        if column not in blocks:
            return reads.of(column)
        # A number compared with others is another fact than the number, or its growth.
        compare = rule.compare[blocks[column]]
        taken = frozenset[Read]().union(*(reads.of(each) for each in compare.judged_by()))
        return frozenset(replace(read, words=read.words | {compare.kind}) for read in taken)

    def behind(part: exp.Expr) -> frozenset[Read]:
        columns = {column.name for column in part.find_all(exp.Column)}
        for column in columns - found.keys():
            found[column] = of(column)
        # What is true of every row that is measured rests on the rows themselves.
        return frozenset().union(*(found[column] for column in columns)) or reads.rows()

    return [
        _resting(
            parts,
            frozenset().union(*(behind(each) for each in parts if not _asks_absence(each))),
            frozenset().union(*(behind(each) for each in parts if _asks_absence(each))),
            rule.rests_on,
        )
        for parts in alternatives(tree)
    ]


def _asks_absence(part: exp.Expr) -> bool:
    """Whether a part says that there is none: a count of zero, or no value."""
    if isinstance(part, exp.Is) and not part.args.get("negate"):
        return isinstance(part.expression, exp.Null)
    other = part.args.get("expression")
    zero = isinstance(other, exp.Literal) and not other.is_string and float(other.name) == 0
    return isinstance(part, exp.EQ) and zero


def _resting(
    parts: Sequence[exp.Expr],
    present: Collection[Read],
    absent: Collection[Read],
    stated: Collection[str],
) -> Alternative:
    """The alternative of these parts, that rest on what is there and on what is not.

    ``stated`` are the registers that the author of the rule names as the fact; none: all.
    """
    asked = {read for read in {*present, *absent} if not stated or read.register in stated}
    happened = {read for read in asked if read.register in EVENTS and read.links}
    events, standing = happened & set(present), asked - happened
    return Alternative(
        tuple(parts),
        frozenset(events),
        frozenset(
            f"{read.register}.{column}"
            for read in standing
            for column in read.values
            if REGISTERS[read.register].columns[column].dtype == pl.Date
        ),
        frozenset(claim for read in standing for claim in _claims(read)).union(
            f"no {read.register}{_codes(read)}" for read in happened
        ),
        frozenset(read.register for read in asked),
    )


def _claims(read: Read) -> list[str]:
    codes = _codes(read)
    if not read.values:
        return [f"{read.register}{codes}"]
    return [f"{read.register}.{column}{codes}" for column in sorted(read.values)]


def _codes(read: Read) -> str:
    told = [*read.codes, *([", ".join(sorted(read.words))] if read.words else [])]
    return "[" + " and ".join(told).replace('"', "") + "]" if told else ""
