"""The sixteen rules in SQL that DuckDB and Spark both read, as somebody would write them by hand.

Each query gives ``subject``, whether the rule holds (``w``) and whether it does not apply (``x``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.table.data import AS_OF
from benchmarks.table.way import Found
from screening.reference.tables import branch_groups

TODAY = f"DATE '{AS_OF}'"
STAFF = "(employees_ft + employees_pt)"
ACTIVE = (
    f"((start_date IS NULL OR start_date <= {TODAY}) AND (end_date IS NULL OR end_date > {TODAY}))"
)


def in_group(group: str) -> str:
    """Whether the SBI code belongs to a branch group, by the edition it is from."""
    cases = (
        f"WHEN sbi_edition = '{edition}' THEN "
        f"({' OR '.join(f'sbi LIKE {chr(39)}{prefix}%{chr(39)}' for prefix in prefixes)})"
        for edition, prefixes in branch_groups()[group].sbi.items()
    )
    return f"CASE {' '.join(cases)} END"


def _row(when: str, exempt: str = "false", where: str = "true") -> str:
    return (
        f"SELECT est_nr AS subject, {when} AS w, {exempt} AS x FROM kvk_establishment WHERE {where}"
    )


ROWS = {
    "establishment.many_staff": _row(f"{ACTIVE} AND {STAFF} >= 25"),
    "establishment.quick_growth": _row(f"start_date >= DATE '2025-01-01' AND {STAFF} >= 10"),
    "establishment.staff_after_end": _row(f"NOT {ACTIVE} AND {STAFF} > 0"),
    "establishment.mostly_part_time": _row(
        "employees_pt >= 6 AND employees_pt / nullif(employees_ft, 0) > 3"
    ),
    "establishment.short_lived": _row("end_date >= start_date AND end_date < start_date + 90"),
    "establishment.large_horeca": _row(
        f"{ACTIVE} AND {STAFF} >= 12", f"NOT ({in_group('horeca')})"
    ),
    "establishment.old_edition": _row("sbi_edition = '2008' AND start_date >= DATE '2025-09-01'"),
    "establishment.no_address": _row(f"vbo_id IS NULL AND {ACTIVE}"),
    "establishment.large_repair": _row(
        f"{STAFF} >= 5", where=f"({in_group('car_repair')}) AND {ACTIVE}"
    ),
    "establishment.sleeping": _row(f"start_date < DATE '1986-01-01' AND {STAFF} = 0"),
}
JOINS = {
    "establishment.more_staff_than_company": f"""
        SELECT est_nr AS subject, {STAFF} - employees >= 1 AS w, false AS x
        FROM kvk_establishment JOIN kvk_company USING (kvk_nr)""",
    "establishment.staff_in_dwelling": f"""
        SELECT est_nr AS subject, false AS x,
          usage LIKE '%woonfunctie%' AND {STAFF} / nullif(floor_m2, 0) > 0.11e0 AS w
        FROM kvk_establishment JOIN bag_object USING (vbo_id) JOIN kvk_company USING (kvk_nr)
        WHERE status = 'active'""",
    "address.many_companies": f"""
        SELECT vbo_id AS subject, false AS x,
          count(DISTINCT kvk_nr) >= 5 AND max(floor_m2) < 120 AS w
        FROM kvk_establishment JOIN bag_object USING (vbo_id)
        WHERE {ACTIVE} GROUP BY vbo_id""",
    "company.more_in_establishments": f"""
        SELECT kvk_nr AS subject, false AS x,
          count(*) >= 2 AND sum({STAFF}) > max(employees) AS w
        FROM kvk_company JOIN kvk_establishment USING (kvk_nr) GROUP BY kvk_nr""",
    "establishment.staff_of_peers": f"""
        SELECT subject, false AS x,
          members >= 30 AND staff * members / nullif(in_all, 0) > 4 AS w
        FROM (
          SELECT est_nr AS subject, {STAFF} AS staff,
            count({STAFF}) OVER (PARTITION BY left(sbi, 2)) AS members,
            sum({STAFF}) OVER (PARTITION BY left(sbi, 2)) AS in_all
          FROM kvk_establishment WHERE {ACTIVE} AND sbi IS NOT NULL) measured""",
    "address.little_room": """
        WITH lived_in AS (
          SELECT vbo_id, area_code, floor_m2, persons
          FROM bag_object JOIN brp_count USING (vbo_id)),
        peers AS (
          SELECT area_code, count(*) AS homes, median(floor_m2) AS usual
          FROM lived_in WHERE persons >= 1 GROUP BY area_code)
        SELECT vbo_id AS subject, false AS x,
          homes >= 30 AND persons >= 3 AND usual * persons / nullif(floor_m2, 0) > 6 AS w
        FROM lived_in JOIN peers USING (area_code)""",
}
QUERIES: Mapping[str, Mapping[str, str]] = {"rows": ROWS, "joins": JOINS}


def answering(query: str) -> str:
    """Hits and counts of a rule in one pass over what it measures."""
    return f"""
        SELECT count(*) FILTER (WHERE w AND NOT x) AS hit,
          count(*) FILTER (WHERE NOT w AND NOT coalesce(x, false)) AS clear,
          count(*) FILTER (WHERE x) AS not_applicable, count(*) AS every,
          array_agg(subject) FILTER (WHERE w AND NOT x) AS hits
        FROM ({query}) judged"""


def told(row: Mapping[str, Any], hits: Any) -> Found:
    """What a rule found, of the one row that :func:`answering` gives."""
    counts = {name: row[name] for name in ("hit", "clear", "not_applicable")}
    counts["not_evaluable"] = row["every"] - sum(counts.values())
    return Found(hits, counts)
