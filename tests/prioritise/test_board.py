"""What the table suggests to the board, line by line, and that what it says is so."""

from __future__ import annotations

import polars as pl
import pytest

from screening.prioritise.board import suggested
from screening.reference.board import suggestions

HELP, PARTNERS = "lokale interventie", "aanbieden aan het RIEC"
BUILD, DEPARTMENT = "verder uitwerken in de casustafel", "naar één afdeling"
LINES = [
    ("ja", 5, 1, HELP, "de signalen versterken elkaar, dus hulp en veiligheid gaan voor"),
    ("ja", 4, 3, HELP, "vanuit drie of meer invalshoeken"),
    ("nee", 5, 1, PARTNERS, "een zeer zware reden vraagt kennis van partners"),
    ("nee", 4, 3, PARTNERS, "een zware reden en drie of meer invalshoeken"),
    ("ja", 4, 2, BUILD, "vanuit één of twee invalshoeken; eerst nagaan"),
    ("nee", 3, 3, BUILD, "drie of meer invalshoeken zonder zware reden"),
    ("nee", 3, 1, DEPARTMENT, "één invalshoek zonder zware reden"),
    ("nee", 3, 2, BUILD, "twee invalshoeken zonder zware reden"),
    ("nee", 4, 2, BUILD, "zware redenen uit één of twee invalshoeken"),
]
"""Of each line of board.yaml, in order: a case that it is for, the suggestion, and why."""


def answer(at_risk: str, severity: int, families: int) -> tuple[str, str]:
    decision, why = suggested()
    case = {"people_at_risk": [at_risk], "severity_max": [severity], "families_count": [families]}
    [found] = pl.DataFrame(case).select(decision.alias("decision"), why.alias("why")).rows()
    return found


@pytest.mark.parametrize(("number", "line"), [*enumerate(LINES)])
def test_each_line_of_the_table_answers_its_own_case(
    number: int, line: tuple[str, int, int, str, str]
) -> None:
    at_risk, severity, families, decision, told = line
    assert answer(at_risk, severity, families)[0] == decision
    why = answer(at_risk, severity, families)[1]
    assert told in why
    assert why == suggestions()[number].why


def test_every_line_has_a_case() -> None:
    assert len(LINES) == len(suggestions())


@pytest.mark.parametrize("at_risk", ["ja", "nee"])
@pytest.mark.parametrize("severity", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("families", [1, 2, 3, 4])
def test_what_is_said_of_a_case_is_so(at_risk: str, severity: int, families: int) -> None:
    _, why = answer(at_risk, severity, families)
    assert ("gevaar" in why) == (at_risk == "ja" and (severity == 5 or "invalshoek" in why))
    for words, holds in {
        "zonder zware reden": severity <= 3,
        "een zware reden": severity >= 4,
        "zware redenen uit": severity >= 4,
        "zeer zware": severity == 5,
        "drie of meer": families >= 3,
        "één of twee": families <= 2,
        "één invalshoek": families == 1,
    }.items():
        assert words not in why or holds, why
    assert not why.startswith("twee") or families == 2
