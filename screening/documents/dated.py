"""Values that the law or a by-law sets anew: what holds from which day on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field

from screening.documents.fields import SHORT, Day, Model, Scalar, Told
from screening.documents.values import kind_of, number_in_text


def _counted(value: Scalar) -> Scalar:
    """The value. Raises ValueError below zero: whole numbers count, and a score has decimals."""
    if type(value) is int and value < 0:
        raise ValueError("a number from 0 on")
    return number_in_text(value) if isinstance(value, str) else value


Value = Annotated[
    bool
    | int
    | Annotated[float, Field(allow_inf_nan=False)]
    | Day
    | Annotated[str, Field(max_length=200)],
    AfterValidator(_counted),
]


class Step(Model):
    """What a value is from a day on, until the next day that is named."""

    from_: Day = Field(alias="from")
    """First day on which it is so."""
    value: Value | None
    """The value from then on; null where it is not known, so that nothing is judged by a guess."""
    source: Told
    """Where it stands: a URL, or the decision."""


def _in_order(steps: list[Step]) -> list[Step]:
    days = [step.from_ for step in steps]
    if days != sorted(set(days)):
        raise ValueError("days under 'from' that follow each other, the oldest first, each once")
    known = {kind_of(step.value) for step in steps if step.value is not None}
    if len(known) != 1:
        raise ValueError("values of one kind, at least one of them known")
    return steps


Steps = Annotated[list[Step], Field(min_length=1, max_length=SHORT), AfterValidator(_in_order)]


@dataclass(frozen=True)
class Dated:
    """A value per day: steps of the first day and the value from then on, the oldest first."""

    steps: tuple[tuple[dt.date, Scalar | None], ...]

    def on(self, day: dt.date) -> Scalar | None:
        """The value of a day; None before the first step, and where a step does not know it."""
        begun = [value for first, value in self.steps if first <= day]
        return begun[-1] if begun else None

    @property
    def usual(self) -> Scalar:
        """The latest value that is known: what kind of value it is, and what it is like."""
        return [value for _, value in self.steps if value is not None][-1]


def dated(value: Scalar | Sequence[Step]) -> Dated | None:
    """The steps of a value that has them; None for one that is the same on every day."""
    if isinstance(value, (bool, int, float, str, dt.date)):
        return None
    return Dated(tuple((step.from_, step.value) for step in value))


def usual(value: Scalar | Sequence[Step]) -> Scalar:
    """The value, or the latest that is known."""
    if isinstance(value, (bool, int, float, str, dt.date)):
        return value
    return Dated(tuple((step.from_, step.value) for step in value)).usual
