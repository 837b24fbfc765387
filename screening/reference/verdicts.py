"""What answers on forms say of the reasons for a visit: confirmed, refuted, or nothing yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Literal

from screening.documents.fields import Name
from screening.reference.tables import ReferenceFile, shipped

Verdict = Literal["confirmed", "refuted"]


class Verdicts(ReferenceFile):
    """Per question, and per closed list of answers, what a code says."""

    questions: Mapping[Name, Mapping[Name, Verdict]]
    codes: Mapping[Name, Mapping[Name, Verdict]]
    others_confirm: tuple[Name, ...] = ()

    def of_question(self, key: str, codes: Iterable[str]) -> Verdict | None:
        """What answers to a question say that goes before all else."""
        said = {self.questions.get(key, {}).get(code) for code in codes} - {None}
        return next(iter(said), None)

    def of_codes(self, name: str, codes: Iterable[str]) -> Verdict | None:
        """What codes of a closed list say; one that confirms goes before one that refutes."""
        known = self.codes.get(name, {})
        rest: Verdict | None = "confirmed" if name in self.others_confirm else None
        said = {known.get(code, rest) for code in codes}
        if "confirmed" in said:
            return "confirmed"
        return "refuted" if "refuted" in said else None


@cache
def verdicts() -> Verdicts:
    """The table that comes with the engine."""
    return shipped("verdicts.yaml", Verdicts)
