"""Which codes the conditions of a query leave, and whether these are some few only (T9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from screening.language import apart
from screening.language.scope import Origin
from screening.language.spelled import CODES

_Codes = frozenset[str]
_TRUE_ONLY = (exp.Where, exp.Having, exp.Join)
"""Where a condition leaves rows out of which nothing more is said."""


@dataclass(frozen=True)
class Left:
    """The codes of one column that are asked about, and those that may not be left alone."""

    origin: Origin
    few: _Codes

    @property
    def known(self) -> _Codes:
        """All codes of the column."""
        return CODES[self.origin]

    def alone(self, tree: exp.Expr) -> bool:
        """Whether the conditions leave the few and nothing else, in rows, a count or a choice.

        What is counted apart of each kind leaves nobody out, and is no selection.
        """
        tops = [*self._tops(tree)]
        cases = [each for each in tree.find_all(exp.Case) if self._told_within(each)]
        base = self.known
        for node in self._loose(tree):
            base -= frozenset().union(*self._told_within(node))
            if self._set_apart(node):
                return True
        told = [(top, *self._ways(top)) for top in tops]
        for top, yes, _ in told:
            if _holds_for_rows(top):
                base &= yes
        found = [base]
        for top, yes, no in told:
            if not _holds_for_rows(top):
                found.append(base & yes)
                if not isinstance(_around(top), exp.Where | exp.If | exp.Having | exp.Join):
                    found.append(base & no)
        found += [base & each for case in cases for each in self._choices(case)]
        return any(each and each <= self.few for each in found)

    def _tops(self, tree: exp.Expr) -> Iterator[exp.Expr]:
        """Conditions that speak of the codes and are no part of another one."""
        for node in tree.walk():
            joined = isinstance(node, exp.And | exp.Or | exp.Not)
            told = apart.told_of(node, self.origin) and isinstance(node, exp.Condition)
            asked = told and not isinstance(node, exp.Case | exp.Nullif)
            null = isinstance(node, exp.Is) and bool(self._told_within(node))
            spoken = asked or null or (joined and self._told_within(node))
            if spoken and not isinstance(_around(node), exp.And | exp.Or | exp.Not):
                yield node

    def _loose(self, tree: exp.Expr) -> Iterator[exp.Expr]:
        """What turns a code into nothing, and stands in no condition."""
        for node in tree.find_all(exp.Nullif):
            within = node.find_ancestor(exp.Nullif, exp.Predicate, exp.Is, exp.Select)
            if apart.told_of(node, self.origin) and isinstance(within, exp.Select | None):
                yield node

    def _ways(self, node: exp.Expr) -> tuple[_Codes, _Codes]:
        """The codes for which a condition can be true, and those for which it can be false."""
        if isinstance(node, exp.Paren):
            return self._ways(node.this)
        if isinstance(node, exp.Not):
            yes, no = self._ways(node.this)
            return no, yes
        if isinstance(node, exp.And | exp.Or):
            one, other = self._ways(node.this), self._ways(node.expression)
            if isinstance(node, exp.And):
                return one[0] & other[0], one[1] | other[1]
            return one[0] | other[0], one[1] & other[1]
        return self._asked(node)

    def _asked(self, node: exp.Expr) -> tuple[_Codes, _Codes]:
        if isinstance(node, exp.Boolean):
            nothing = frozenset[str]()
            return (self.known, nothing) if node.this else (nothing, self.known)
        told = apart.told_of(node, self.origin)
        named = frozenset().union(*told)
        turned = isinstance(node, exp.NEQ | exp.NullSafeNEQ) is not bool(node.args.get("negate"))
        yes, no = (named, self.known - named) if told else (self.known, self.known)
        yes, no = (no, yes) if turned else (yes, no)
        made = [each for each in node.find_all(exp.Nullif, exp.Case) if self._told_within(each)]
        if made and node.find(exp.Query) is None:
            for codes in self._groups(node):
                yes = min(codes, yes)
                no = min(codes, no)
        return yes, no

    def _choices(self, case: exp.Expr) -> Iterator[_Codes]:
        """The codes for which a CASE gives each of its answers."""
        found: dict[str, _Codes] = {}
        rest = self.known
        told = apart.told_of(case, self.origin)
        for branch in case.args["ifs"]:
            if case.this is None:
                yes, no = self._ways(branch.this)
            else:
                yes = next((each for each in told if branch.this.name in each), self.known)
                no = self.known - yes if yes < self.known else self.known
            answer = branch.args["true"].sql()
            found[answer] = found.get(answer, frozenset()) | (rest & yes)
            rest &= no
        answer = case.args["default"].sql() if case.args.get("default") else "NULL"
        found[answer] = found.get(answer, frozenset()) | rest
        yield from found.values()

    def _groups(self, node: exp.Expr) -> Iterator[_Codes]:
        """The few, where what is asked in an expression tells them from all others."""
        for codes in apart.alike(self.known, self._told_within(node)):
            if self.few >= {*codes}:
                yield frozenset(codes)

    def _set_apart(self, node: exp.Expr) -> bool:
        return next(self._groups(node), None) is not None

    def _told_within(self, node: exp.Expr) -> list[_Codes]:
        return [each for inner in node.walk() for each in apart.told_of(inner, self.origin)]


def _around(node: exp.Expr) -> exp.Expr | None:
    above = node.parent
    while isinstance(above, exp.Paren):
        above = above.parent
    return above


def _holds_for_rows(top: exp.Expr) -> bool:
    above = _around(top)
    return above is None or (
        isinstance(above, _TRUE_ONLY) and not isinstance(above.parent, exp.Filter)
    )
