"""Evidence sees the flagged subjects of its own rule only, and only through ``:subject``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from screening.errors import PackError
from screening.packs.load import load_pack

Write = Callable[..., Path]
_WHERE = "WHERE e.vbo_id = :subject"
READING = {
    "joined": "SELECT e.est_nr FROM kvk_establishment e JOIN _listed l "
    f"ON l.subject = e.est_nr {_WHERE}",
    "in quotes": 'SELECT e.est_nr FROM kvk_establishment e JOIN "_listed" l '
    f"ON l.subject = e.est_nr {_WHERE}",
    "in capitals": 'SELECT e.est_nr FROM kvk_establishment e JOIN "_LISTED" l '
    f"ON l.subject = e.est_nr {_WHERE}",
    "in a subquery": "SELECT e.est_nr FROM kvk_establishment e "
    f"{_WHERE} AND e.est_nr IN (SELECT subject FROM _listed)",
    "in a WITH query": "WITH f AS (SELECT l.subject FROM _listed l) SELECT e.est_nr "
    f"FROM kvk_establishment e JOIN f ON f.subject = e.est_nr {_WHERE}",
    "as a WITH query of that name": "WITH _listed AS (SELECT est_nr AS subject FROM "
    f"kvk_establishment) SELECT e.est_nr FROM kvk_establishment e {_WHERE}",
    "as the name of a table": "SELECT _listed.est_nr FROM kvk_establishment _listed "
    "WHERE _listed.vbo_id = :subject",
}  # fmt: skip


@pytest.mark.parametrize("how", READING)
def test_evidence_cannot_read_what_is_flagged(write_pack: Write, how: str) -> None:
    with pytest.raises(PackError, match=r"unknown register '_(listed|LISTED)'"):
        load_pack(write_pack({"evidence": READING[how]}))


def test_a_measurement_cannot_read_what_is_flagged(write_pack: Write) -> None:
    select = "SELECT l.subject AS subject, COUNT(*) AS companies FROM _listed l GROUP BY l.subject"
    with pytest.raises(PackError, match="_listed"):
        load_pack(write_pack({"select": select}))
