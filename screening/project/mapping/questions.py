"""What is asked about deliveries, on a terminal or through a file that is given back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from screening.documents.fields import Model, Scalar
from screening.documents.read import nearest_line, read_yaml
from screening.documents.validate import validate
from screening.errors import Problem, ProjectError, Where, suggestion

FILE = "vragen.yaml"
NONE = "geen"
"""The answer that nothing of it is right."""


@dataclass(frozen=True)
class Question:
    """What the files themselves do not say (Dutch), with what is taken unless answered."""

    id: str
    text: str
    options: tuple[str, ...]
    proposal: str
    words: Mapping[str, str] = field(default_factory=dict)
    """What an option means, where it does not say so itself."""


class Asker(Protocol):
    """Answers questions; one of the options, or any text where there are none."""

    def __call__(self, question: Question) -> str:
        """The answer; the proposal where nobody gives another."""


class Kept:
    """Answers what it was given, takes the proposal for the rest, and keeps every question."""

    def __init__(self, given: Mapping[str, str] | None = None) -> None:
        self._given = given or {}
        self.asked: list[Question] = []

    def __call__(self, question: Question) -> str:
        """The answer that was given, else the proposal."""
        self.asked.append(question)
        return self._given.get(question.id) or question.proposal

    @property
    def open(self) -> list[Question]:
        """Those without an answer."""
        return [each for each in self.asked if not self._given.get(each.id)]


class _Asked(Model):
    id: str
    text: str = ""
    options: list[Scalar] = []
    proposal: Scalar | None = None
    answer: Scalar | None = None


class _Answers(Model):
    written: str = ""
    questions: list[_Asked]


def read_answers(path: Path) -> tuple[dict[str, str], str]:
    """Answers by question, and the project file they belong to; raises ProjectError."""
    content = read_yaml(path, str(path))
    found = validate(_Answers, content)
    problems = list(content.problems)
    for number, each in enumerate(found.questions if found else ()):
        options = [str(option) for option in each.options]
        if each.answer is not None and options and str(each.answer) not in options:
            where = Where(str(path), nearest_line(content.lines, ("questions", number, "answer")))
            near = suggestion(str(each.answer), options)
            expected = f"one of {', '.join(options)}"
            problems.append(
                Problem(f"the answer '{each.answer}' is no option", where, expected, near)
            )
    if problems or found is None:
        raise ProjectError(problems)
    given = {each.id: str(each.answer) for each in found.questions if each.answer is not None}
    return given, found.written
