"""What came of each rule: what visits confirmed and refuted, beside the random part (T25, T19)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np

from screening.comparison.statistics.intervals import wilson_interval
from screening.comparison.statistics.ratios import ratio_of_shares
from screening.lists import LISTS
from screening.prioritise.lists import DRAWN
from screening.reference.verdicts import Verdict
from screening.review.flagged import Flagged
from screening.review.results import Result

FEWEST = 20
"""Rows with a verdict, or with a decision, below which no share is told."""
MOST_FOLLOWED = 0.9
"""Share of signals that people go along with above which their look at them may be a formality."""
Warned = Literal["always_followed", "below_random"]
"""People go along with nearly all signals, or less often than with what was drawn."""
Of = tuple[str, str]
"""A list and a rule; '' is the random part."""


@dataclass(frozen=True)
class Followed:
    """Of how many rows people decided, and with how many of those they went on."""

    decided: int = 0
    followed: int = 0

    @property
    def share(self) -> float | None:
        """Share that people went on with; None where there are too few."""
        return self.followed / self.decided if self.decided >= FEWEST else None


@dataclass(frozen=True)
class RuleQuality:
    """What came of the rows of a list that a rule put there, or that were drawn (no ``rule``).

    ``action`` is the control they were handed out for; None is everything together. A row counts
    once, however many runs had it. ``flags`` are the rows, ``drawn`` the random part beside them.
    """

    list: str
    rule: str | None
    flags: int
    confirmed: int
    refuted: int
    unknown: int
    action: str | None = None
    followed: Followed = Followed()
    suppressed: int = 0
    drawn: RuleQuality | None = field(default=None, repr=False)
    title: str = ""
    """What the rule is called; its id where no run says."""

    @property
    def list_title(self) -> str:
        """What the list is called."""
        return LISTS[self.list].title

    @property
    def reviewed(self) -> int:
        """Rows about which something was answered."""
        return self.confirmed + self.refuted + self.unknown

    @property
    def judged(self) -> int:
        """Rows of which the answers say something of the reasons."""
        return self.confirmed + self.refuted

    @property
    def enough(self) -> bool:
        """Whether there are enough of them for a share."""
        return self.judged >= FEWEST

    @cached_property
    def share(self) -> tuple[float, float, float] | None:
        """Share confirmed and its 95 % interval (Wilson); None where there are too few."""
        if not self.enough:
            return None
        share = self.confirmed / self.judged
        lower, upper = wilson_interval(np.array([share]), np.array([float(self.judged)]))
        return share, float(lower[0]), float(upper[0])

    @cached_property
    def lift(self) -> tuple[float | None, float, float | None] | None:
        """How many times as often confirmed as the random part, with its 95 % interval.

        None where either has too few, and for the random part itself. Where nothing drawn was
        confirmed the ratio and its upper limit are None: they have no bound.
        """
        if self.rule is None or self.share is None or self.drawn is None or not self.drawn.enough:
            return None
        own = np.array([self.share[0]]), np.array([float(self.judged)])
        drawn = self.drawn.confirmed / self.drawn.judged, float(self.drawn.judged)
        found = ratio_of_shares(*own, np.array([drawn[0]]), np.array([drawn[1]]))
        ratio, lower, upper = (float(each[0]) for each in found)
        return (ratio if np.isfinite(ratio) else None), lower, (upper if upper < np.inf else None)

    @property
    def warnings(self) -> tuple[Warned, ...]:
        """What the owner of the rule has to look at (T19)."""
        share = self.followed.share
        if self.rule is None or share is None:
            return ()
        drawn = self.drawn.followed.share if self.drawn else None
        found: list[Warned] = []
        if share > MOST_FOLLOWED:
            found.append("always_followed")
        if drawn is not None and share < drawn:
            found.append("below_random")
        return tuple(found)


def qualities(
    flagged: Iterable[Flagged],
    results: Sequence[Result],
    followed: Mapping[Of, Followed] | None = None,
    suppressed: Mapping[Of, int] | None = None,
) -> list[RuleQuality]:
    """Per list the rows drawn at random, then every rule, in order of name; then per control.

    The answers about a row count for each rule that put it there: a form asks about the place.
    Decisions are about a case, so they are told over everything and not per control.
    """
    rows, of_action = [*flagged], defaultdict[str, set[tuple[str, str, str]]](set)
    for each in rows:
        if each.action is not None:
            of_action[each.action].add((each.run, each.list, each.key))
    found = _qualities(rows, results)
    found = [
        replace(
            each,
            followed=(followed or {}).get((each.list, each.rule or ""), Followed()),
            suppressed=(suppressed or {}).get((each.list, each.rule or ""), 0),
        )
        for each in found
    ]
    for action in sorted(of_action):
        own = [each for each in results if (each.run, each.list, each.key) in of_action[action]]
        mine = [each for each in rows if each.action == action]
        found += [replace(each, action=action) for each in _qualities(mine, own)]
    titles = {rule: title for each in rows for rule, title in each.titles.items()}
    return [
        replace(each, title=titles.get(each.rule, each.rule)) if each.rule else each
        for each in _beside_random(found)
    ]


def _qualities(rows: Iterable[Flagged], results: Iterable[Result]) -> list[RuleQuality]:
    flags = defaultdict[Of, set[str]](set)
    said: dict[Of, dict[str, Verdict | None]] = defaultdict(dict)
    for row in rows:
        for rule in _named(row.origin, row.rules):
            flags[row.list, rule].add(row.key)
    for each in results:
        for rule in _named(each.origin, each.rules):
            flags[each.list, rule].add(each.key)
            before = said[each.list, rule].get(each.key)
            said[each.list, rule][each.key] = each.verdict or before  # the newest that says it
    return [
        _counted((name, rule), len(flags[name, rule]), [*said[name, rule].values()])
        for name, rule in sorted(flags)
    ]


def _counted(of: Of, flags: int, said: Sequence[Verdict | None]) -> RuleQuality:
    confirmed, refuted, unknown = (said.count(what) for what in ("confirmed", "refuted", None))
    return RuleQuality(of[0], of[1] or None, flags, confirmed, refuted, unknown)


def _named(origin: str | None, rules: Iterable[str]) -> Iterable[str]:
    return [""] if origin == DRAWN else {*rules}


def _beside_random(found: list[RuleQuality]) -> list[RuleQuality]:
    drawn = {(each.action, each.list): each for each in found if each.rule is None}
    return [
        each if each.rule is None else replace(each, drawn=drawn.get((each.action, each.list)))
        for each in found
    ]
