"""The ten rules in two engines that judge one row at a time, over rows joined beforehand.

Neither knows NULL as unknown, so the rows have no missing values except end dates. Dates are whole
numbers such as 20260101, which both compare fastest. Joining is left out of their time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import polars as pl

from screening.reference.tables import branch_groups

Judge = Callable[[pl.DataFrame], int]
ACTIVE = "start <= 20260101 and (end == null or end > 20260101)"


def establishment_rows(registers: Mapping[str, pl.DataFrame], count: int) -> pl.DataFrame:
    """The first establishments with their address and company."""
    here = registers["kvk_establishment"].lazy()
    places = registers["bag_object"].lazy().select("vbo_id", "usage", "floor_m2")
    firms = registers["kvk_company"].lazy().select("kvk_nr", in_company="employees")
    joined = here.join(places, on="vbo_id").join(firms, on="kvk_nr").sort("est_nr")
    day = {
        name: pl.col(f"{name}_date").dt.strftime("%Y%m%d").cast(pl.Int64)
        for name in ("start", "end")
    }
    columns = joined.select(
        "usage", "floor_m2", "sbi", "sbi_edition", "in_company",
        staff=pl.col("employees_ft") + pl.col("employees_pt"), **day,
    )  # fmt: skip
    known = columns.drop_nulls([name for name in columns.collect_schema() if name != "end"])
    return known.head(count).collect()


def address_rows(registers: Mapping[str, pl.DataFrame], count: int) -> pl.DataFrame:
    """The first addresses with their inhabitants."""
    places, people = registers["bag_object"].lazy(), registers["brp_count"].lazy()
    joined = places.join(people, on="vbo_id").sort("vbo_id").filter(pl.col("persons") > 0)
    columns = joined.select(
        "usage", "floor_m2", "build_year", "persons", "households", moves="moves_in_24m"
    )
    return columns.drop_nulls().head(count).collect()


def expressions(in_group: Callable[[str], str], has: Callable[[str], str]) -> dict[str, list[str]]:
    """The conditions per kind of row; ``in_group`` and ``has`` spell what the engines differ in."""
    repair, horeca = in_group("car_repair"), in_group("horeca")
    return {
        "establishment": [
            "staff / floor_m2 > 0.2",
            f"{has('woonfunctie')} and staff >= 10",
            "start >= 20250101 and staff >= 10",
            f"not ({ACTIVE}) and staff > 0",
            f"({repair}) and not ({has('industriefunctie')}) and floor_m2 < 100",
            f"({horeca}) and ({ACTIVE}) and floor_m2 < 40 and staff >= 2",
            "staff - in_company >= 1",
        ],
        "address": [
            "persons >= 4 and floor_m2 / persons < 25",
            f"{has('woonfunctie')} and moves >= 5",
            "households >= 3 and build_year < 1945",
        ],
    }


def rule_engine(kind: str) -> Judge:
    """Counts hits with the package rule-engine."""
    from rule_engine import Context, Rule, resolve_item

    def in_group(name: str) -> str:
        return " or ".join(
            f"(sbi_edition == '{edition}' and sbi =~ '({'|'.join(prefixes)})')"
            for edition, prefixes in branch_groups()[name].sbi.items()
        )

    context = Context(resolver=resolve_item)
    texts = expressions(in_group, lambda text: f"('{text}' in usage)")[kind]
    rules = [Rule(text, context=context) for text in texts]
    return lambda rows: sum(
        rule.matches(row) for row in rows.iter_rows(named=True) for rule in rules
    )


def zen_engine(kind: str) -> Judge:
    """Counts hits with the package zen-engine: one decision that judges all conditions of a row."""
    from zen import ZenEngine

    def in_group(name: str) -> str:
        return " or ".join(
            f"(sbi_edition == '{edition}' and some({list(prefixes)}, startsWith(sbi, #)))"
            for edition, prefixes in branch_groups()[name].sbi.items()
        )

    texts = expressions(in_group, lambda text: f"contains(usage, '{text}')")[kind]
    judged = [{"id": str(n), "key": f"rule{n}", "value": text} for n, text in enumerate(texts)]
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "all", "name": "all", "type": "expressionNode", "content": {"expressions": judged}},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = [
        {"id": f"{first}-{then}", "type": "edge", "sourceId": first, "targetId": then}
        for first, then in (("in", "all"), ("all", "out"))
    ]
    decision = ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    return lambda rows: sum(
        hit is True
        for row in rows.iter_rows(named=True)
        for hit in decision.evaluate(row)["result"].values()
    )
