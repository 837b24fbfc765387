"""What is told of a rule that a step could not finish."""

from __future__ import annotations

from screening.errors import Problem, ScreeningError
from screening.faults import cause_of, told


def problems_of(rule_id: str, error: BaseException, step: str = "judged") -> list[Problem]:
    """What went wrong in a step, without the text of the error, which can hold values of rows."""
    if isinstance(error, ScreeningError):
        return error.problems
    return [
        Problem(
            f"rule {rule_id} could not be {step}: {told(error)}",
            expected="columns of the types that 'when', 'compare' and 'explain' ask for",
            remedy=f"{cause_of(error).remedy}; run 'screening rules test {rule_id}'",
        )
    ]
