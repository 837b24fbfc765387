"""Which value a parameter has in a run: that of the project, of the rule, or of the day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from screening.documents.dated import Dated
from screening.documents.fields import Scalar
from screening.language.allow import DATED
from screening.packs.models import Rule

_PER_ROW = re.compile(rf"\b(?:{'|'.join(sorted(DATED))})\s*\(\s*:(\w+)", re.IGNORECASE)
_NAMED = re.compile(r"[:{](\w+)")


@dataclass(frozen=True)
class Resolved:
    """The parameters of a rule on a reference date.

    ``values`` holds every one; ``dated`` those of which rows ask the value of their own day;
    ``undated`` names those that are asked for as they are today and have no value today.
    """

    values: Mapping[str, Scalar]
    dated: Mapping[str, Dated]
    undated: tuple[str, ...]


def resolved(rule: Rule, overrides: Mapping[str, Scalar], as_of: dt.date) -> Resolved:
    """The parameters on ``as_of``; what a project sets, it sets for every day."""
    values: dict[str, Scalar] = {}
    known: dict[str, Dated] = {}
    missing = set()
    for name, given in rule.parameters.items():
        steps = None if name in overrides else given.dated
        now = overrides.get(name, given.usual) if steps is None else steps.on(as_of)
        if steps is not None:
            known[name] = steps
        if now is None:
            missing.add(name)
        values[name] = given.usual if now is None else now
    if not known:
        return Resolved(values, {}, ())
    texts = [rule.select, rule.evidence or "", rule.when, *(n.if_ for n in rule.not_applicable)]
    per_row = {name for text in texts for name in _PER_ROW.findall(text)}
    rest = [_PER_ROW.sub("", text) for text in texts]
    told = {name for name in _NAMED.findall(rule.explain) if name not in rule.measures}
    today = told.union(*(_NAMED.findall(text) for text in rest))
    return Resolved(
        values,
        {name: steps for name, steps in known.items() if name in per_row},
        tuple(name for name in known if name in missing & today),
    )
