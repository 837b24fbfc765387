"""What people fill in on a row of a list: the form that comes back as a result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from screening.reference.vocabulary import code_lists

Answer = Literal["code", "codes", "date", "text"]
"""One of the codes, any number of them, a day, or words."""


@dataclass(frozen=True)
class Field:
    """A question of a form; ``codes`` names the closed list of answers in the reference data.

    What is answered to one that is ``told_later`` stands on the next list (``EARLIER``).
    """

    key: str
    heading: str
    answer: Answer = "text"
    codes: str | None = None
    width: int = 18
    told_later: bool = False

    @property
    def choices(self) -> Mapping[str, str]:
        """The answers there are, code to words, in order; none for a day or words."""
        return {} if self.codes is None else code_lists()[self.codes]


FALSE_ALARM = Field("result_false_alarm", "Onterecht op de lijst", "code", "yes_no", 12)
REMARKS = Field("result_remarks", "Opmerking", width=40)
BY = Field("result_by", "Ingevuld door (functie)")
DECIDED_ON = Field("result_date", "Datum besluit", "date")


def looked_into(when: str, outcome: Answer, codes: str) -> tuple[Field, ...]:
    """The form of a row that somebody looks into: ``when``, what came of it, and by whom."""
    return (
        Field("result_date", when, "date"),
        Field("result_outcome", "Uitkomst", outcome, codes, 26, told_later=True),
        REMARKS,
        FALSE_ALARM,
        BY,
    )
