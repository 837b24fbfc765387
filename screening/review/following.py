"""With how many signals people went on, of those about which they decided on the site (T19)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping

from screening.prioritise.lists import DRAWN
from screening.review.models import CaseSeen, Decision, Standing
from screening.review.rule_quality import Followed, Of
from screening.review.suppressing import active

DISMISSED = "dismissed"
NOT_YET = frozenset({"received", "weighed", DISMISSED})
"""States that are not gone on with: undecided, or ended without more (catalogue 8)."""
_EFFECTIVE = (Decision.Kind.TAKEN, Decision.Kind.CONFIRMED)


def followed() -> Mapping[Of, Followed]:
    """Per list and rule, and '' for what was drawn, what people decided about its cases.

    Of a case its last decision counts, for the rules that had put it on the list by then. A case
    that was only weighed, or taken up anew, is not decided.
    """
    last: dict[int, tuple[str, int]] = {}
    steps = Decision.objects.filter(kind__in=_EFFECTIVE).order_by("pk")
    for case, to, run in steps.values_list("case_id", "to_state", "run_id"):
        last[case] = (to, run)
    ended = {case: each for case, each in last.items() if each[0] not in NOT_YET - {DISMISSED}}
    decided, on = Counter[Of](), Counter[Of]()
    for case, (name, named) in _reasons(ended).items():
        for rule in named:
            decided[name, rule] += 1
            on[name, rule] += ended[case][0] != DISMISSED
    return {each: Followed(count, on[each]) for each, count in decided.items()}


def suppressed(today: dt.date) -> Mapping[Of, int]:
    """Per list and rule how many subjects it is left out of account for: they still count."""
    held = active(today).order_by().values_list("case__list", "rule")
    return Counter((name, rule) for name, rule in held)


def _reasons(cases: Mapping[int, tuple[str, int]]) -> dict[int, tuple[str, frozenset[str]]]:
    """Per case its list, and the rules for which it stood there when it was decided."""
    found: dict[int, tuple[str, frozenset[str]]] = {}
    seen = CaseSeen.objects.filter(case__in=cases, standing=Standing.LISTED).order_by("pk")
    rows = seen.values_list("case_id", "case__list", "run_id", "origin", "row__rules")
    for case, name, run, origin, rules in rows:
        if run <= cases[case][1]:
            found[case] = (name, frozenset({""} if origin == DRAWN else rules or ()))
    return found
