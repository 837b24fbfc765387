"""Whether a value may stand in for the one a rule was written with: in a project, a try or a test.

Who sets a parameter writes a part of the rule, so what no rule may say no setting may say either.
"""

from __future__ import annotations

from screening.documents.fields import Scalar
from screening.documents.values import kind_of, unlike
from screening.language.grounds import ground_of_parameter

INSTEAD = "a rule about a place, an object or a business"
REMEDY = "Take it out. Direct grounds of discrimination are blocked, and no setting lifts that."


def unfit(value: Scalar, usual: Scalar) -> tuple[str, str, str] | None:
    """What a value is, what is expected in its place, and the remedy; None when it may stand."""
    wrong = unlike(value, usual)
    if wrong is not None:
        return (kind_of(value), *wrong)
    ground = ground_of_parameter(value)
    return None if ground is None else (f"which stands for {ground}", INSTEAD, REMEDY)
