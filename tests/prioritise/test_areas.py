from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from screening.prioritise.areas import figures_of, of_areas
from screening.prioritise.local import FINDING_MONTHS, LEAST_SEVERE
from tests.shipped import shipped_packs

DAY = dt.date(2026, 1, 1)
AREA = pl.DataFrame(
    {"area_code": ["GM1", "WK1", "BU1", "BU2"], "parent_code": [None, "GM1", "WK1", "WK1"],
     "name": ["Meerwolde", "Oost", "Kade", "Hof"]}
)  # fmt: skip
NO_FIGURES = figures_of(pl.DataFrame(), [])


def told(registers: dict[str, pl.DataFrame], *places: str) -> list[dict[str, object]]:
    """What is known of rows about areas and, after a colon, a branch in one."""
    kinds = ["area_branch" if ":" in place else "area" for place in places]
    rows = pl.DataFrame(
        {"row": range(len(places)), "place_type": kinds, "place": places,
         "area_code": [place.split(":")[0] for place in places],
         "branch_code": [place.split(":")[1] if ":" in place else None for place in places],
         "about": [[{"subject_type": kind, "subject": place}]
                   for kind, place in zip(kinds, places, strict=True)]},
        schema_overrides={"row": pl.UInt32, "branch_code": pl.String},
    )  # fmt: skip
    found = of_areas(rows.lazy(), NO_FIGURES, {"area": AREA, **registers}, DAY)
    return found.sort("row").collect().to_dicts()


def visits(*found: tuple[str, int, dt.date, bool | None]) -> pl.DataFrame:
    return pl.DataFrame(
        [(vbo, day, "brand", severity, own) for vbo, severity, day, own in found],
        schema={"vbo_id": pl.String, "inspection_date": pl.Date, "finding_code": pl.String,
                "severity": pl.Int64, "caused_by_selection": pl.Boolean},
        orient="row",
    )  # fmt: skip


OBJECTS = pl.DataFrame({"vbo_id": ["a", "b", "c"], "area_code": ["BU1", "BU1", "BU2"]})
SHOPS = pl.DataFrame(
    {"vbo_id": ["a", "c"], "sbi": ["96021", "56101"], "sbi_edition": ["2008", "2008"]}
)
NEW = dt.date(2025, 6, 1)


def test_findings_are_counted_at_the_addresses_of_an_area_and_of_what_lies_in_it() -> None:
    found = visits(
        ("a", 3, NEW, False), ("a", 2, NEW, False), ("b", 3, NEW, False), ("c", 2, NEW, False),
        ("c", 1, NEW, False),
    )  # fmt: skip
    given = {"inspection": found, "bag_object": OBJECTS, "kvk_establishment": SHOPS}
    rows = told(given, "GM1", "BU1", "BU2", "GM1:hairdressers", "GM1:waste")
    assert [row["local_findings"] for row in rows] == [3, 2, 1, 1, 0]


def test_findings_of_an_own_selection_old_and_light_ones_do_not_count() -> None:
    old, last = dt.date(2024, 1, 1), dt.date(2024, 1, 2)
    found = visits(
        ("a", 3, NEW, True), ("a", 3, NEW, None), ("b", 1, NEW, False), ("b", 3, old, False),
        ("c", 3, last, False),
    )  # fmt: skip
    rows = told({"inspection": found, "bag_object": OBJECTS}, "BU1", "BU2")
    assert [row["local_findings"] for row in rows] == [0, 1]


@pytest.mark.large
def test_what_counts_as_a_finding_is_what_the_rule_counts() -> None:
    [model] = [
        each.model for pack in shipped_packs().values() for each in pack.documents
        if each.model.id == "area.confirmed_findings"
    ]  # fmt: skip
    named = {name: each.value for name, each in model.parameters.items()}
    assert (named["months"], named["min_severity"]) == (FINDING_MONTHS, LEAST_SEVERE)


def test_a_row_that_was_compared_with_nothing_has_no_peers() -> None:
    assert told({}, "BU1")[0]["peers"] is None


def test_counts_of_whole_years_are_told_year_by_year() -> None:
    counts = pl.DataFrame(
        {"area_code": ["BU1"] * 4, "year": [2025, 2024, 2025, 2025], "month": [0, 0, 7, 0],
         "phenomenon": [*["registered_crime"] * 3, "burglaries"], "count": [40.0, 35.0, 4.0, 9.0]}
    )  # fmt: skip
    assert told({"area_count": counts}, "BU1", "BU2")[0]["years"] == [
        "2024: geregistreerde misdrijven 35", "2025: geregistreerde misdrijven 40",
    ]  # fmt: skip


def test_a_designation_of_another_branch_is_named_with_it() -> None:
    decisions = pl.DataFrame(
        {"area_code": ["GM1", "GM1"], "branch": ["car_rental", "all"],
         "kind": ["risk_branch", "risk_area"], "start_date": [NEW, NEW],
         "end_date": [None, dt.date(2025, 12, 1)], "decision": ["Aanwijzing 2022", "oud"]},
        schema_overrides={"end_date": pl.Date},
    )  # fmt: skip
    [row] = told({"area_designation": decisions}, "GM1:hairdressers")
    assert row["already_designated"] == ["risicobranche autoverhuur: Aanwijzing 2022"]
    weighed = decisions.head(1).with_columns(kind=pl.lit("candidate_branch"))
    [row] = told({"area_designation": weighed}, "GM1:hairdressers")
    said = "kandidaat-risicobranche autoverhuur (nog niet aangewezen): Aanwijzing 2022"
    assert row["already_designated"] == [said]


def test_what_a_rule_counts_without_comparing_is_a_figure_too() -> None:
    measured = [
        {"name": "empty", "label": "lege winkels", "value": "6.0", "text": "6", "unit": "panden",
         "source": "BAG", "reference_date": dt.date(2025, 12, 31)},
        {"name": "share", "label": "aandeel leeg", "value": "0.3", "text": "30%",
         "unit": "aandeel", "source": "BAG", "reference_date": dt.date(2025, 12, 31)},
        {"name": "left", "label": "nog", "value": "60", "text": "60 dagen", "unit": "dagen",
         "source": "", "reference_date": dt.date(2025, 12, 31)},
    ]  # fmt: skip
    signals = pl.DataFrame(
        {"rule": ["area.vacancy_cluster"], "subject_type": ["area"], "subject": ["BU1"],
         "values": [measured]}
    )  # fmt: skip
    found = figures_of(signals, []).select("what", "period", "value").rows()
    assert found == [
        ("lege winkels (panden)", "peildatum 31-12-2025", 6.0),
        ("aandeel leeg (%)", "peildatum 31-12-2025", 30.0),
    ]
