"""The area pack and the table command on all real municipalities, figures pinned.

Crime 2023 on the 342 municipalities of 2024; establishments 2021 on the 352 of 2021, brought to
the same 342 through the list of mergers.
"""

from __future__ import annotations

import datetime as dt
import os
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from screening.comparison.blocks import apply_compares
from screening.comparison.table import compare_table, read_counts
from screening.detect.measure import SourceInfo, compile_rules, measure
from screening.detect.run import Detection, detect
from screening.engines import get_engine
from screening.registers.reading.filling import empty_register
from tests.compiled import load_pack

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SCREENING_SHARED_DATA", ROOT / ".." / "shared" / "data"))
FOLDER = SHARED / "nl_municipalities"
CRIME, ESTABLISHMENTS = FOLDER / "crime_2023.csv", FOLDER / "municipalities_2021.csv"
AS_OF = dt.date(2024, 6, 30)
Z95, Z998 = 1.959963984540054, 3.090232306167813
URBAN_FROM = (2500, 1500, 1000, 500)

pytestmark = pytest.mark.skipif(
    not CRIME.exists(), reason=f"the shared figures are not in {SHARED.name}/nl_municipalities"
)

# Branch group: municipalities in order of how far they are above their twenty nearest. With the
# null fitted to body and tail, and with that of the funnel, which test_real_nearest.py works out.
DENSE = {
    "fitted": {
        "agriculture": "GM0518",
        "business_services": "GM0377 GM1942",
        "culture_recreation": "GM0363",
        "finance_realestate": "GM0417 GM0377",
        "industry_energy": "GM0385",
        "trade_hospitality": "GM0448 GM1714",
    },
    "square-root": {
        "agriculture": "GM0518 GM1783",
        "business_services": "GM0377 GM1942 GM1581 GM1696",
        "culture_recreation": "GM0363 GM1696",
        "finance_realestate": "GM0417 GM0377 GM1942",
        "industry_energy": "GM0385",
        "public_edu_health": "GM1581 GM0377",
        "trade_hospitality": "GM0448 GM1714 GM0473 GM0375 GM0313 GM0717",
        "transport_ict": "GM0437 GM1641 GM0363",
    },
}
# Municipalities outside the 95 % limits of a plain Poisson funnel, of 342 (338 for agriculture).
PLAIN = {
    "agriculture": 305, "business_services": 289, "culture_recreation": 245,
    "finance_realestate": 252, "industry_energy": 276, "public_edu_health": 269,
    "trade_hospitality": 211, "transport_ict": 281,
}  # fmt: skip


@cache
def crime() -> pl.DataFrame:
    return pl.read_csv(CRIME)


def long_counts(frame: pl.DataFrame) -> pl.DataFrame:
    counts = [name for name in frame.columns if name.startswith("est_")]
    return frame.unpivot(
        counts,
        index=["gm_code", "population", "address_density_km2"],
        variable_name="branch", value_name="count",
    ).with_columns(branch=pl.col("branch").str.strip_prefix("est_"))  # fmt: skip


def urbanity(density: pl.Expr) -> pl.Expr:
    """The class of CBS by surrounding addresses per km2: 1 from 2,500, down to 5 below 500."""
    return 1 + pl.sum_horizontal((density < least).cast(pl.Int64) for least in URBAN_FROM)


@cache
def establishments(*, merged: bool) -> pl.DataFrame:
    """Per municipality and branch group the establishments and inhabitants of 2021.

    The address density of merged municipalities is that of their parts, weighed by inhabitants:
    near enough to choose peers by, since the numbers of addresses are not in the file.
    """
    counted = long_counts(pl.read_csv(ESTABLISHMENTS))
    if not merged:
        return counted
    changes = pl.read_csv(FOLDER / "municipality_changes_2021_2024.csv")
    successor = dict(zip(changes["old_code"], changes["new_code"], strict=True))
    # The sum of parts of which one is unknown is unknown.
    complete = pl.when(pl.col("count").is_not_null().all()).then(pl.col("count").sum())
    return (
        counted.with_columns(pl.col("gm_code").replace(successor))
        .group_by("gm_code", "branch")
        .agg(
            pl.col("population").sum(),
            address_density_km2=(pl.col("address_density_km2") * pl.col("population")).sum()
            / pl.col("population").sum(),
            count=complete,
        )
        .sort("gm_code", "branch")
    )


def filled(name: str, *frames: pl.DataFrame) -> pl.DataFrame:
    empty = empty_register(name)
    cast = [frame.cast({c: empty.schema[c] for c in frame.columns}) for frame in frames]
    return pl.concat([empty, *cast], how="diagonal")


def registers(branches: pl.DataFrame) -> dict[str, pl.DataFrame]:
    codes = pl.concat([crime()["gm_code"], branches["gm_code"]]).unique().sort()
    people = branches.unique("gm_code")
    density = people.select(
        area_code="gm_code", address_density="address_density_km2",
        urbanity_class=urbanity(pl.col("address_density_km2").round(0)),
    )  # fmt: skip
    areas = pl.DataFrame({"area_code": codes, "level": "municipality"})
    return {
        "area": filled("area", areas.join(density, on="area_code", how="left")),
        "area_population": filled(
            "area_population",
            crime().select(
                area_code="gm_code", year=pl.lit(2024), inhabitants="population_2024"
            ),
            people.select(area_code="gm_code", year=pl.lit(2021), inhabitants="population"),
        ),
        "area_count": filled(
            "area_count",
            crime().select(
                area_code="gm_code", year=pl.lit(2023), month=pl.lit(0),
                phenomenon=pl.lit("registered_crime"), count="crimes_2023",
            ),
        ),
        "area_branch": filled(
            "area_branch",
            branches.select(
                "branch", area_code="gm_code", year=pl.lit(2021), establishments="count"
            ),
        ),
        "area_designation": empty_register("area_designation"),
    }  # fmt: skip


@cache
def detection() -> Detection:
    held = registers(establishments(merged=True))
    sources = {name: SourceInfo("CBS", dt.date(2024, 1, 1)) for name in held}
    pack = load_pack(ROOT / "rules" / "area")
    return detect([pack], held, sources, as_of=AS_OF, overrides={}, engine=get_engine())


def compared(rule_id: str, branches: pl.DataFrame, **changes: str) -> pl.DataFrame:
    """All measured rows of a rule with compare columns, hit or not; ``changes`` of its block."""
    pack = load_pack(ROOT / "rules" / "area")
    rules = [loaded for loaded in pack.rules if loaded.id == rule_id]
    compiled, failures = compile_rules(rules, {}, AS_OF)
    assert not failures
    frames, failures = measure(compiled, registers(branches), get_engine())
    assert not failures
    blocks = rules[0].rule.compare
    blocks = {name: block.model_copy(update=changes) for name, block in blocks.items()}
    return apply_compares(frames[rule_id], blocks)


def outcomes(rule_id: str) -> dict[str, int]:
    found = detection().outcomes.filter(pl.col("rule") == rule_id)
    counts = found.group_by("outcome").agg(pl.col("count").sum()).sort("outcome")
    return dict(zip(counts["outcome"], counts["count"], strict=True))


def plain_z(observed: pl.Series, people: pl.Series) -> pl.Series:
    expected = people * observed.sum() / people.sum()
    return 2 * (observed.sqrt() - expected.sqrt())


def assert_same_figures(rows: pl.DataFrame, judged: pl.DataFrame, name: str) -> None:
    """``rows`` of a table against the compare columns of a rule, matched on the key."""
    both = rows.join(judged, left_on="key", right_on="subject", validate="1:1")
    assert both.height == rows.height == judged.height
    for figure in ("ratio", "z", "p", "q"):
        gap = (both[figure] - both[f"{name}_{figure}"]).abs().max()
        assert gap is not None
        assert gap < 1e-9, figure
    assert both[figure].null_count() == both[f"{name}_{figure}"].null_count()
    assert both["level"].equals(both[f"{name}_level"], check_names=False)


def test_the_mergers_lead_to_exactly_the_municipalities_of_the_crime_figures() -> None:
    merged = establishments(merged=True)
    assert sorted(set(merged["gm_code"])) == sorted(crime()["gm_code"])
    assert merged.unique("gm_code")["population"].sum() == 17_475_415
    missing = merged.filter(pl.col("count").is_null())
    assert set(missing["branch"]) == {"agriculture"}
    assert missing.height == 4


def test_the_classes_of_urbanity_are_those_of_cbs() -> None:
    told = pl.read_csv(ESTABLISHMENTS)
    ours = told.select(urbanity(pl.col("address_density_km2"))).to_series()
    assert ours.to_list() == told["urbanity_class"].to_list()


def test_a_plain_poisson_view_of_crime_flags_nearly_all() -> None:
    z = plain_z(crime()["crimes_2023"], crime()["population_2024"])
    assert int((z.abs() > Z95).sum()) == 326
    assert int((z.abs() > Z998).sum()) == 320


def test_the_shipped_view_of_crime_flags_one() -> None:
    assert outcomes("area.registered_crime_rate") == {"clear": 341, "hit": 1}
    signals = detection().signals.filter(pl.col("rule") == "area.registered_crime_rate")
    assert signals["subject"].to_list() == ["GM0277"]  # Rozendaal: 343 crimes, 1,835 inhabitants
    assert "1.869,2 per 10.000 inwoners" in signals["text"][0]
    assert "5,4 keer zo veel" in signals["text"][0]


def test_the_table_command_says_the_same_of_the_crime_file_as_it_is() -> None:
    names = {"key": "gm_code", "count": "crimes_2023", "per": "population_2024"}
    found = compare_table(read_counts(CRIME, **names), **names)
    assert found.overall["n"][0] == 342
    assert found.overall["rate"][0] == pytest.approx(348.4394815446654)
    assert found.overall["phi"][0] == pytest.approx(181.481365, abs=1e-6)
    assert found.overall["tau2"][0] == pytest.approx(0.063555, abs=1e-6)
    assert found.rows.filter(pl.col("level") != "none")["key"].to_list() == ["GM0277"]
    assert found.rows.filter(pl.col("flag998") != "")["key"].to_list() == ["GM0277"]
    only = establishments(merged=True).filter(pl.col("branch") == "transport_ict")
    assert_same_figures(found.rows, compared("area.registered_crime_rate", only), "crime")


def test_establishments_per_branch_group() -> None:
    merged = establishments(merged=True)
    plain = {
        branch: int(
            (plain_z(*(group.drop_nulls("count")[c] for c in ("count", "population"))).abs() > Z95)
            .sum()
        )
        for (branch,), group in merged.sort("branch").group_by("branch", maintain_order=True)
    }  # fmt: skip
    assert plain == PLAIN


@pytest.mark.parametrize("null", sorted(DENSE))
def test_branch_groups_that_are_notable(null: str) -> None:
    judged = compared("area.branch_density", establishments(merged=True), null=null)
    dense = judged.filter(pl.col("density_notable")).sort("density_ratio", descending=True)
    found = dense.group_by("branch").agg(pl.col("subject").str.head(6).str.join(" "))
    assert dict(zip(found["branch"], found["subject"], strict=True)) == DENSE[null]


def test_what_is_missing_or_too_small_has_no_outcome() -> None:
    assert outcomes("area.branch_density") == {"clear": 2720, "hit": 9, "not_evaluable": 7}
    reasons = detection().outcomes.filter(
        (pl.col("rule") == "area.branch_density") & (pl.col("outcome") == "not_evaluable")
    )
    assert dict(zip(reasons["reason"], reasons["count"], strict=True)) == {
        "het aantal ontbreekt": 4,
        "te weinig gevallen om te beoordelen (minder dan 10)": 3,
    }
    for rule in ("area.branch_turnover_per_inhabitant", "area.branch_growth"):
        assert outcomes(rule) == {"not_evaluable": 2736}


def test_the_table_command_by_branch_says_the_same_of_the_merged_figures() -> None:
    merged = establishments(merged=True).with_columns(
        subject=pl.col("gm_code") + ":" + pl.col("branch")
    )
    found = compare_table(merged, "subject", "count", "population", by="branch")
    assert found.overall["n"].to_list() == [338] + [342] * 7
    judged = compared("area.branch_density", merged, peers="all")
    assert_same_figures(found.rows, judged, "density")


@pytest.mark.parametrize("branch", sorted(PLAIN))
def test_the_table_command_says_the_same_of_the_establishments_file_as_it_is(branch: str) -> None:
    names = {"key": "gm_code", "count": f"est_{branch}", "per": "population"}
    found = compare_table(read_counts(ESTABLISHMENTS, **names), **names)
    assert found.rows.height == 352
    only = establishments(merged=False).filter(pl.col("branch") == branch)
    judged = compared("area.branch_density", only, peers="all")
    judged = judged.with_columns(pl.col("subject").str.split(":").list.first())
    assert_same_figures(found.rows, judged, "density")
