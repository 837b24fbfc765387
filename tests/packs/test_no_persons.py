"""T7: rules are about places, objects and businesses; a person is never selected or scored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from screening.errors import PackError
from screening.packs.load import load_pack
from screening.packs.models import SubjectType
from screening.registers.schemas import REGISTERS

Write = Callable[..., Path]
ROLES = {"registers": {"kvk_role": "all"}}


@pytest.mark.parametrize("subject", ["persoon", "person", "natural_person", "bestuurder"])
def test_a_rule_about_persons_is_refused(write_pack: Write, subject: str) -> None:
    assert subject not in get_args(SubjectType)
    with pytest.raises(PackError, match="subject"):
        load_pack(write_pack({"subject": subject}))


def _select(output: str, group: str = "r.kvk_nr") -> dict[str, Any]:
    return {"subject": "company", "select": f"SELECT {output} FROM kvk_role r GROUP BY {group}"}


HIDING = {
    "as the subject": _select("r.person_key AS subject, COUNT(*) AS companies", "r.person_key"),
    "as a measure": _select("r.kvk_nr AS subject, MAX(r.person_key) AS companies"),
    "glued": _select("r.kvk_nr AS subject, MAX(CONCAT('p', r.person_key)) AS companies"),
    "under another name": {
        "subject": "company",
        "select": "WITH p AS (SELECT kvk_nr, person_key AS unit FROM kvk_role), "
        "q AS (SELECT unit AS thing, kvk_nr FROM p) "
        "SELECT thing AS subject, COUNT(*) AS companies FROM q GROUP BY thing",
    },
    "from one side of a union": {
        "subject": "company",
        "select": "SELECT kvk_nr AS subject, 1 AS companies FROM kvk_role UNION ALL "
        "SELECT person_key AS subject, 1 AS companies FROM kvk_role",
    },
    "through a window": {
        "subject": "company",
        "select": "SELECT kvk_nr AS subject, FIRST_VALUE(person_key) OVER "
        "(PARTITION BY kvk_nr ORDER BY start_date) AS companies FROM kvk_role",
    },
    "in evidence": {
        **_select("r.kvk_nr AS subject, COUNT(*) AS companies"),
        "evidence": "SELECT person_key, role FROM kvk_role WHERE kvk_nr = :subject",
    },
}


@pytest.mark.parametrize("how", HIDING)
def test_a_key_of_a_person_never_comes_out(write_pack: Write, how: str) -> None:
    with pytest.raises(PackError, match="holds the key of a person"):
        load_pack(write_pack(HIDING[how], header=ROLES))


@pytest.mark.parametrize(
    "output",
    [
        "COUNT(DISTINCT r.person_key)",
        "COUNT(*) FILTER (WHERE r.person_key IS NOT NULL)",
        "SUM(CASE WHEN r.person_key IS NULL THEN 1 ELSE 0 END)",
    ],
)
def test_persons_may_be_counted(write_pack: Write, output: str) -> None:
    folder = write_pack(_select(f"r.kvk_nr AS subject, {output} AS companies"), header=ROLES)
    assert load_pack(folder).rules


def test_residents_come_in_as_counts_only() -> None:
    brp = [register for register in REGISTERS.values() if register.regime == "brp"]
    for register in brp:
        others = set(register.columns) - set(register.key)
        kinds = {str(register.columns[name].dtype) for name in others}
        assert kinds <= {"Int64", "Date"}, register.name
    assert brp
