"""What can happen to a row of a list: states, and the steps that named people take between them."""

from __future__ import annotations

import datetime as dt
from calendar import isleap
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Self

from pydantic import Field, model_validator

from screening.documents.fields import Name
from screening.reference.roles import matches, roles
from screening.reference.tables import Entry, ReferenceFile, named, shipped
from screening.reference.vocabulary import code_lists

_Names = Annotated[tuple[Name, ...], Field(min_length=1)]


class Question(Entry):
    """What a step out of a state asks, with the closed list of its answers."""

    codes: Name

    @property
    def choices(self) -> Mapping[str, str]:
        """The answers there are, code to words."""
        return code_lists()[self.codes]


class State(Entry):
    """Where a case can be; one that ``ends`` is no open work, and is destroyed after its years.

    A report in a state that ``counts`` is a row of the register of the next run.
    """

    asks: tuple[Name, ...] = ()
    ends: bool = False
    counts: bool = False
    destroy_years: int | None = Field(default=None, ge=1)
    """By the calendar: what came here on 1 March goes on 1 March, leap years or not."""

    @property
    def kept(self) -> str:
        """What is kept of this state, and how long, in words."""
        return f"{self.title}: {self.destroy_years} jaar"

    def over_before(self, now: dt.datetime) -> dt.datetime | None:
        """What came here at this moment or earlier has had its time; null for no term."""
        if self.destroy_years is None:
            return None
        year, leap_day = now.year - self.destroy_years, (now.month, now.day) == (2, 29)
        return now.replace(year=year, day=28 if leap_day and not isleap(year) else now.day)

    def over_on(self, since: dt.date) -> dt.date | None:
        """The day on which what came here on ``since`` has had its time; null for no term."""
        if self.destroy_years is None:
            return None
        year = since.year + self.destroy_years
        if (since.month, since.day) == (2, 29) and not isleap(year):
            return dt.date(year, 3, 1)
        return since.replace(year=year)


class Step(Entry):
    """A way from states to another, for people with one of ``roles``.

    With ``second`` it takes effect when somebody else, with one of those roles, confirmed it; with
    ``consent`` only after that was recorded. A step that goes ``again`` takes an end back.
    """

    from_: _Names = Field(alias="from")
    to: Name
    roles: _Names
    second: tuple[Name, ...] = ()
    consent: Name | None = None
    again: bool = False
    result: Mapping[Name, Name] = {}


class Workflow(Entry):
    """The states of rows of some lists, and the steps between them."""

    lists: tuple[str, ...]
    start: Name
    states: dict[Name, State]
    steps: dict[Name, Step]

    def steps_from(self, state: str) -> list[Step]:
        """The steps out of a state, in order."""
        return [step for step in self.steps.values() if state in step.from_]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        known = {*self.states}
        named_there = {self.start}.union(*({*s.from_, s.to} for s in self.steps.values()))
        if named_there - known:
            raise ValueError(f"no such state: {', '.join(sorted(named_there - known))}")
        acting = {name for s in self.steps.values() for name in (*s.roles, *s.second)}
        if acting - {*roles()}:
            raise ValueError(f"no such role: {', '.join(sorted(acting - {*roles()}))}")
        stuck = [n for n, s in self.states.items() if not s.ends and not self.steps_from(n)]
        if stuck:
            raise ValueError(f"no step leads out of: {', '.join(stuck)}")
        endless = [n for n, s in self.states.items() if s.ends and s.destroy_years is None]
        if endless:
            raise ValueError(
                f"ends without a term after which it is destroyed: {', '.join(endless)}"
            )
        return self


class _Workflows(ReferenceFile):
    questions: dict[Name, Question]
    consents: dict[Name, Entry]
    workflows: dict[Name, Workflow]

    @model_validator(mode="after")
    def _asked(self) -> Self:
        for flow in self.workflows.values():
            asked = {name for state in flow.states.values() for name in state.asks}
            wanted = {step.consent for step in flow.steps.values() if step.consent}
            unknown = asked - {*self.questions} | wanted - {*self.consents}
            if unknown:
                raise ValueError(f"no such question or consent: {', '.join(sorted(unknown))}")
        return self


class NoWorkflowError(LookupError):
    """No workflow is about a list."""


@cache
def workflows() -> Mapping[str, Workflow]:
    """Workflows by name, their states and steps knowing their names."""
    return {name: _told(flow) for name, flow in named(_table().workflows, in_order=True).items()}


@cache
def workflow_of(name: str) -> Workflow:
    """The workflow of a list. Raises NoWorkflowError where none is about it."""
    for flow in workflows().values():
        if any(matches(pattern, name) for pattern in flow.lists):
            return flow
    raise NoWorkflowError(name)


@cache
def confirmed_by_a_colleague() -> frozenset[str]:
    """The roles that take some step which only somebody else in that same role can confirm."""
    return frozenset(
        role
        for flow in workflows().values()
        for step in flow.steps.values()
        for role in step.roles
        if step.second and {*step.second} == {role}
    )


@cache
def questions() -> Mapping[str, Question]:
    """What steps ask, by name."""
    return named(_table().questions, in_order=True)


@cache
def consents() -> Mapping[str, Entry]:
    """Who must have agreed to some steps, by name."""
    return named(_table().consents, in_order=True)


@cache
def _table() -> _Workflows:
    return shipped("workflow.yaml", _Workflows)


def _told(flow: Workflow) -> Workflow:
    states = {name: each.model_copy(update={"name": name}) for name, each in flow.states.items()}
    steps = {name: each.model_copy(update={"name": name}) for name, each in flow.steps.items()}
    return flow.model_copy(update={"states": states, "steps": steps})
