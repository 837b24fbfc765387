"""The lists as a whole: which there are, who is on them, and what they give away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from screening.escalate.run import CONCLUSIONS_SCHEMA
from screening.lists import LISTS
from screening.preparedness.measured import MEASURED_SCHEMA
from screening.prioritise.reasons import PLACE
from screening.prioritise.run import PriorityList, prioritise
from screening.prioritise.schema import schema_of
from screening.registers.reading.filling import fill_register

DAY = dt.date(2026, 1, 1)
Build = Callable[..., pl.DataFrame]
NONE = pl.DataFrame(schema=CONCLUSIONS_SCHEMA)


def vbo(number: int) -> str:
    return f"9999{number:012}"


@pytest.fixture(scope="module")
def registers() -> dict[str, pl.DataFrame]:
    """A hundred car dealers at as many addresses."""
    numbers = range(100)
    return {
        "bag_object": fill_register(
            "bag_object",
            [{"vbo_id": vbo(i), "address": f"Dorpsweg {i}", "usage": "industriefunctie"}
             for i in numbers],
        ),
        "kvk_establishment": fill_register(
            "kvk_establishment",
            [{"est_nr": f"00009900{i:04}", "kvk_nr": f"9900{i:04}", "vbo_id": vbo(i),
              "trade_name": f"Auto {i}", "sbi": "45112", "sbi_edition": "2008",
              "start_date": None, "end_date": None} for i in numbers],
        ),
    }  # fmt: skip


@pytest.fixture
def thirty(reasons: Build) -> pl.DataFrame:
    return reasons(*[f"address.x 3 address:{vbo(i)}" for i in range(30)], lists=["octopus.auto"])


def made(signals: pl.DataFrame, packs: list[Any], given: dict[str, pl.DataFrame], **changes: Any
         ) -> dict[str, PriorityList]:  # fmt: skip
    linked = changes.pop("links", pl.DataFrame(
        schema=dict.fromkeys(["link", "from_type", "from_id", "to_type", "to_id"], pl.String)
    ))  # fmt: skip
    drawn = changes.pop("conclusions", NONE)
    arguments: dict[str, Any] = {
        "settings": {}, "seed": 1, "as_of": DAY, "measured": pl.DataFrame(schema=MEASURED_SCHEMA),
        **changes,
    }  # fmt: skip
    lists = prioritise(signals, drawn, linked, given, packs, **arguments)
    return {each.name: each for each in lists}


def setting(capacity: int | None = None, random_share: float | None = None) -> Any:
    return SimpleNamespace(capacity=capacity, random_share=random_share)


def test_every_list_an_active_rule_feeds_is_made_in_a_fixed_order(
    reasons: Build, pack: Callable[..., Any]
) -> None:
    packs = [
        pack("tvo", "tvo"),
        pack("octopus", "octopus.park", "tvo", "octopus.auto"),
        pack("bibob", "bibob", status="disabled"),
    ]
    found = made(reasons(), packs, {})
    assert list(found) == ["octopus.auto", "octopus.park", "tvo"]
    assert found["octopus.auto"].title == "Controlelijst Autohandel en autobedrijven"
    assert [info.id for info in found["tvo"].packs] == ["tvo", "octopus"]
    assert found["tvo"].packs[0].purpose == "doel van tvo"
    for each in found.values():
        assert each.rows.schema == schema_of(LISTS[each.name])
        assert each.rows.is_empty()
        assert each.total_candidates == 0


def test_a_row_has_what_an_inspector_needs(
    reasons: Build, links: Build, pack: Callable[..., Any], registers: dict[str, pl.DataFrame]
) -> None:
    given = reasons("car.x 3 establishment:000099000007", f"address.x 2 address:{vbo(7)}")
    joined = links(f"establishment_address establishment:000099000007 address:{vbo(7)}")
    rows = made(given, [pack("octopus", "octopus.auto")], registers, links=joined)
    [row] = rows["octopus.auto"].rows.to_dicts()
    expected = {
        "rank": 1, "subject_type": "establishment", "subject": "000099000007",
        "place_type": "address", "place": vbo(7), "vbo_id": vbo(7), "address": "Dorpsweg 7",
        "trade_name": ["Auto 7"], "kvk_nr": ["99000007"], "est_nr": ["000099000007"],
        "branch": ["45112 (autohandel)"],
        "reasons": ["Auto 7: Tekst van car.x", "Tekst van address.x"],
        "rules": ["car.x", "address.x"], "families_count": 2, "severity_max": 3,
        "families": ["adres en inschrijving", "autobedrijven"], "points": 15.0,
        "points_parts": ["adres en inschrijving: 5", "autobedrijven: 10"],
        "rank_without_weights": 1, "newest": dt.date(2025, 12, 31), "random": False,
        "origin": "signalen", "handling": None, "tie": None, "usage": "industriefunctie",
        "innocent": ["toeval"], "verify": ["ga kijken"],
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


def test_light_reasons_alone_make_no_control(
    reasons: Build, pack: Callable[..., Any], registers: dict[str, pl.DataFrame]
) -> None:
    given = reasons(f"address.x 1 address:{vbo(1)}", f"address.y 2 address:{vbo(2)}")
    found = made(given, [pack("octopus", "octopus.auto")], registers)["octopus.auto"]
    assert found.rows["place"].to_list() == [vbo(2)]


def test_a_full_list_is_cut_and_the_ties_are_named(
    thirty: pl.DataFrame, pack: Callable[..., Any], registers: dict[str, pl.DataFrame]
) -> None:
    found = made(thirty, [pack("octopus", "octopus.auto")], registers)["octopus.auto"]
    assert (found.capacity, found.rows.height, found.total_candidates) == (25, 25, 30)
    assert len(found.ties) == 30
    assert found.ties[0] == "Dorpsweg 0 (10 punten, 1 invalshoek, 31 december 2025)"
    assert set(found.rows["tie"]) == {"ja"}
    small = made(thirty, [pack("octopus", "octopus.auto")], registers,
                 settings={"octopus.auto": setting(4)})["octopus.auto"]  # fmt: skip
    assert small.rows.height == small.capacity == 4


def test_the_random_part_is_drawn_from_what_is_no_candidate(
    thirty: pl.DataFrame, pack: Callable[..., Any], registers: dict[str, pl.DataFrame]
) -> None:
    packs = [pack("octopus", "octopus.auto", share=0.1)]
    found = made(thirty, packs, registers)["octopus.auto"]
    drawn = found.rows.filter("random")
    assert (found.rows.height, drawn.height) == (25, 3)
    assert set(drawn["origin"]) == {"steekproef"}
    assert set(drawn["handling"]) == {"alleen bureauonderzoek"}
    assert not set(drawn["place"]) & set(thirty["subject"])
    assert drawn["reasons"].list.len().fill_null(0).to_list() == [0, 0, 0]
    assert drawn["points"].null_count() == 3
    assert drawn["address"].null_count() == 0
    assert found.rows["rank"].to_list() == list(range(1, 26))
    assert found.draw is not None
    assert (found.draw.population, found.draw.drawn, found.draw.seed) == (70, 3, 1)


def test_the_seed_decides_the_draw(
    thirty: pl.DataFrame, pack: Callable[..., Any], registers: dict[str, pl.DataFrame]
) -> None:
    packs = [pack("octopus", "octopus.auto", share=0.5)]
    rows = [made(thirty, packs, registers, seed=seed)["octopus.auto"].rows for seed in (1, 1, 2)]
    assert rows[0].equals(rows[1])
    assert not rows[0].equals(rows[2])


def test_a_project_may_change_the_share_where_the_pack_allows_a_draw(
    thirty: pl.DataFrame, pack: Callable[..., Any], registers: dict[str, pl.DataFrame]
) -> None:
    half = {"octopus.auto": setting(20, 0.5)}
    found = made(thirty, [pack("octopus", "octopus.auto", share=0.1)], registers, settings=half)
    assert found["octopus.auto"].rows["random"].sum() == 10
    off = {"octopus.auto": setting(None, 0.0)}
    found = made(thirty, [pack("octopus", "octopus.auto", share=0.1)], registers, settings=off)
    assert found["octopus.auto"].draw is None


def test_a_blind_list_tells_nothing_about_who_was_drawn(
    thirty: pl.DataFrame, pack: Callable[..., Any], registers: dict[str, pl.DataFrame]
) -> None:
    packs = [pack("octopus", "octopus.auto", share=0.2)]
    found = made(thirty, packs, registers)["octopus.auto"]
    drawn = set(found.rows.filter("random")["place"])
    blind = found.blind
    assert blind.columns == found.rows.columns
    for name in set(blind.columns) - {"rank", "place", "subject"}:
        of_drawn = blind.filter(pl.col("place").is_in(list(drawn)))[name]
        of_others = blind.filter(~pl.col("place").is_in(list(drawn)))[name]
        assert of_drawn.null_count() in {0, of_drawn.len()}, name
        assert (of_drawn.null_count() == 0) == (of_others.null_count() == 0), name
    assert blind.height == found.rows.height
    assert blind["place"].is_sorted()
    assert set(found.key.filter(pl.col("origin") == "steekproef")["place"]) == drawn
    assert found.key.columns == [*PLACE, "origin"]


def test_the_order_of_the_input_does_not_matter(
    thirty: pl.DataFrame, pack: Callable[..., Any], registers: dict[str, pl.DataFrame]
) -> None:
    packs = [pack("octopus", "octopus.auto", share=0.1)]
    turned = {name: frame.reverse() for name, frame in registers.items()}
    one = made(thirty, packs, registers)["octopus.auto"]
    other = made(thirty.reverse(), packs, turned)["octopus.auto"]
    assert one.rows.equals(other.rows)
    assert (one.ties, one.draw) == (other.ties, other.draw)


def test_a_case_has_a_name_without_personal_data(
    reasons: Build, links: Build, pack: Callable[..., Any], registers: dict[str, pl.DataFrame]
) -> None:
    given = reasons(
        f"address.x 3 address:{vbo(7)}", "company.x 3 company:99000007", "role.x 3 company:99000007"
    )
    joined = links(f"company_address company:99000007 address:{vbo(7)}")
    found = made(given, [pack("tvo", "tvo")], registers, links=joined)["tvo"]
    [row] = found.rows.to_dicts()
    assert row["case"].startswith("Casus ")
    assert "Dorpsweg" not in row["case"]
    assert row["members"] == [f"address:{vbo(7)}", "company:99000007"]
    assert row["subjects"] == ["Dorpsweg 7", "company:99000007"]
    assert row["people_at_risk"] == "nee"
    assert found.draw is None


def test_an_application_shows_its_deadline_and_address(
    reasons: Build, pack: Callable[..., Any], registers: dict[str, pl.DataFrame]
) -> None:
    application = fill_register(
        "permit_application",
        [{"application_id": "p1", "kind": "bouw", "application_date": DAY, "vbo_id": vbo(3),
          "status": "in_progress", "decision_due": dt.date(2026, 3, 1), "decision_date": None}],
    )  # fmt: skip
    given = reasons("bibob.x 4 application:p1", "bibob.deadline 1 application:p2", lists=["bibob"])
    known = {**registers, "permit_application": application}
    rows = made(given, [pack("bibob", "bibob")], known)["bibob"].rows
    assert rows["application_id"].to_list() == ["p1", "p2"]
    [first, _] = rows.to_dicts()
    assert first["address"] == "Dorpsweg 3"
    assert (first["decision_due"], first["days_left"]) == (dt.date(2026, 3, 1), 59)
    assert "dwangsom" in first["when_passed"]


@pytest.mark.parametrize(
    ("due", "days", "words"),
    [
        (dt.date(2025, 11, 17), -45, "45 dagen voorbij"),
        (dt.date(2025, 12, 31), -1, "1 dag voorbij"),
        (dt.date(2026, 1, 1), 0, "de laatste dag"), (dt.date(2026, 1, 2), 1, "nog 1 dag"),
        (dt.date(2026, 3, 1), 59, "nog 59 dagen"), (None, None, None),
    ],
)  # fmt: skip
def test_a_term_is_told_in_words_beside_the_number_that_sorts(
    due: dt.date | None, days: int | None, words: str | None,
    reasons: Build, pack: Callable[..., Any], registers: dict[str, pl.DataFrame],
) -> None:  # fmt: skip
    application = fill_register(
        "permit_application",
        [{"application_id": "p1", "kind": "bouw", "application_date": DAY, "vbo_id": vbo(3),
          "status": "in_progress", "decision_due": due, "decision_date": None}],
    )  # fmt: skip
    given = reasons("bibob.x 4 application:p1", lists=["bibob"])
    known = {**registers, "permit_application": application}
    [row] = made(given, [pack("bibob", "bibob")], known)["bibob"].rows.to_dicts()
    assert (row["days_left"], row["term"]) == (days, words)


def test_a_designation_row_names_area_and_branch(reasons: Build, pack: Callable[..., Any]) -> None:
    area = fill_register("area", [{"area_code": "GM9001", "name": "Meerwolde",
                                   "level": "municipality", "parent_code": None}])  # fmt: skip
    given = reasons(
        "area.b 3 area_branch:GM9001:horeca", "area.b 3 area_branch:GM9002:horeca",
        "area.a 3 area:GM9001", lists=["designation"], pack="area",
    )  # fmt: skip
    found = made(given, [pack("area", "designation")], {"area": area}, municipality="GM9001")
    [row] = found["designation"].rows.to_dicts()
    assert (row["area_name"], row["area_code"]) == ("Meerwolde", "GM9001")
    assert row["branch_group"]
    assert row["points"] == 15.0


def test_the_address_desk_sees_addresses_with_more_than_information(
    reasons: Build, pack: Callable[..., Any], registers: dict[str, pl.DataFrame]
) -> None:
    given = reasons(
        f"address.a 1 address:{vbo(1)}", f"address.b 2 address:{vbo(2)}",
        f"address.a 1 address:{vbo(2)}", lists=["adr"],
    )  # fmt: skip
    found = made(given, [pack("octopus", "adr")], registers)["adr"]
    [row] = found.rows.to_dicts()
    assert (row["place"], row["address"]) == (vbo(2), "Dorpsweg 2")
    assert row["rules"] == ["address.b", "address.a"]
    assert found.title == "Werklijst adresonderzoek"


def test_care_is_listed_by_company(reasons: Build, links: Build, pack: Callable[..., Any]) -> None:
    company = fill_register("kvk_company", [{"kvk_nr": "99000001", "trade_name": "Zorg A"}])
    given = reasons(
        "care.a 2 company:99000001", "care.b 2 establishment:e", "care.c 1 company:99000002",
        lists=["care"], pack="care",
    )  # fmt: skip
    joined = links("company_establishment company:99000001 establishment:e")
    found = made(given, [pack("care", "care")], {"kvk_company": company}, links=joined)["care"]
    [row] = found.rows.to_dicts()
    assert (row["place_type"], row["place"]) == ("company", "99000001")
    assert row["trade_name"] == ["Zorg A"]
    assert row["rules"] == ["care.a", "care.b"]


def test_a_pack_that_may_not_use_names_of_areas_still_makes_its_lists(
    reasons: Build, pack: Callable[..., Any], registers: dict[str, pl.DataFrame]
) -> None:
    codes = pl.DataFrame({"area_code": ["GM9001"], "parent_code": ["x"]})
    application = pl.DataFrame({"application_id": ["p1"], "vbo_id": [vbo(1)]})
    given = reasons(f"address.x 5 address:{vbo(7)}", "area.b 3 area_branch:GM9001:horeca")
    less = {**registers, "area": codes, "permit_application": application}
    found = made(given, [pack("tvo", "tvo", "octopus.auto")], less)
    assert found["octopus.auto"].rows["neighbourhood"].to_list() == [None, None]


def test_a_case_where_people_may_be_in_danger_says_so(
    reasons: Build, links: Build, pack: Callable[..., Any], registers: dict[str, pl.DataFrame]
) -> None:
    given = reasons(f"thb.signal_combo 5 address:{vbo(7)}", f"address.x 5 address:{vbo(8)}")
    found = made(given, [pack("tvo", "tvo")], registers, links=links())["tvo"]
    assert {row["rules"][0]: row["people_at_risk"] for row in found.rows.to_dicts()} == {
        "thb.signal_combo": "ja",
        "address.x": "nee",
    }


def test_lists_made_together_are_what_each_would_be_alone(
    reasons: Build, pack: Callable[..., Any], registers: dict[str, pl.DataFrame]
) -> None:
    both = reasons(*[f"address.x 3 address:{vbo(i)}" for i in range(12)])
    both = both.with_columns(lists=pl.lit(["octopus.auto", "octopus.kring"], pl.List(pl.String)))
    one = reasons(f"car.x 4 address:{vbo(3)}", f"car.x 4 address:{vbo(50)}", lists=["octopus.auto"])
    given = pl.concat([both, one])
    settings = {"octopus.auto": setting(6), "octopus.kring": setting(5)}
    names = ["octopus.auto", "octopus.kring"]
    together = made(given, [pack("octopus", *names, share=0.2)], registers, settings=settings)
    for name in names:
        packs = [pack("octopus", name, share=0.2)]
        alone = made(given, packs, registers, settings=settings)[name]
        assert together[name].rows.equals(alone.rows)
        assert (together[name].ties, together[name].draw) == (alone.ties, alone.draw)
    assert together["octopus.auto"].rows["place"].to_list()[:2] == [vbo(3), vbo(50)]
    assert together["octopus.kring"].total_candidates == 12


def test_about_safety_stands_whom_to_ask_and_no_answer(
    reasons: Build, pack: Callable[..., Any], registers: dict[str, pl.DataFrame]
) -> None:
    signals = reasons(f"address.x 3 address:{vbo(1)}", lists=["octopus.auto", "octopus.kamer"])
    packs = [pack("octopus", "octopus.auto", "octopus.kamer")]
    for listed in made(signals, packs, registers).values():
        [row] = listed.rows.to_dicts()
        assert row["safety"] is None, "no register says it"
        assert row["safety_contact"] == (
            "Vraag vóór vertrek de operationeel coördinator van de politie; "
            "alleen ja of nee wordt gedeeld."
        )
        keys = {column.key: column.protected for column in listed.kind.columns}
        assert keys["safety"]
        assert keys["safety_contact"]


@pytest.mark.parametrize(
    ("severity", "own", "advice"),
    [(2, "nee", "nee"), (3, "ja", "nee"), (4, "ja", "nee"), (5, "ja", "ja")],
)
def test_what_is_suggested_of_an_application_follows_from_its_heaviest_reason(
    severity: int, own: str, advice: str, reasons: Build, pack: Callable[..., Any]
) -> None:
    signals = reasons(
        f"bibob.x {severity} application:AANV-1", "bibob.y 1 application:AANV-1", lists=["bibob"]
    )
    application = {"application_id": "AANV-1", "kind": "alcohol", "application_date": DAY,
                   "decision_due": DAY, "decision_date": None, "status": None}  # fmt: skip
    given = {"permit_application": fill_register("permit_application", [application])}
    [row] = made(signals, [pack("bibob", "bibob")], given)["bibob"].rows.to_dicts()
    assert (row["own_investigation"], row["advice_wanted"]) == (own, advice)
    assert row["own_investigation_rules"] == (["bibob.x"] if own == "ja" else [])
