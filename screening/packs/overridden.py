"""Whether a value may stand in for the one a rule was written with: in a project, a try or a test.

Who sets a parameter writes a part of the rule, so what no rule may say no setting may say either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from screening.documents.fields import Scalar
from screening.documents.values import kind_of, unlike
from screening.errors import Problem
from screening.language.grounds import ground_of_parameter
from screening.packs.loaded import LoadedRule
from screening.registers.schemas.blocked import REMEDY

INSTEAD = "a rule about a place, an object or a business"


def unfit(value: Scalar, usual: Scalar) -> tuple[str, str, str] | None:
    """What a value is, what is expected in its place, and the remedy; None when it may stand."""
    wrong = unlike(value, usual)
    if wrong is not None:
        return (kind_of(value), *wrong)
    ground = ground_of_parameter(value)
    return None if ground is None else (f"which stands for {ground}", INSTEAD, REMEDY)


def refused_with(loaded: LoadedRule, values: Mapping[str, Scalar]) -> list[Problem]:
    """What would keep the rule from loading, had it been written with these values.

    A text can be a word or a code, and two numbers together can leave room for one amount only.
    """
    if not values:
        return []
    from screening.packs import lint  # noqa: PLC0415 - the checks ask this module for its words

    given = {
        name: known.model_copy(update={"value": values.get(name, known.value)})
        for name, known in loaded.rule.parameters.items()
    }
    rule = loaded.rule.model_copy(update={"parameters": given})
    return lint.refusals_of(replace(loaded, rule=rule, made={}))
