"""What is said of an owner is one row on a control list; an object with more keeps its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from screening.prioritise.run import PriorityList
from screening.registers.reading.filling import fill_register
from tests.prioritise.test_run import made, setting, vbo

Build = Callable[..., pl.DataFrame]
DAY = dt.date(2026, 1, 1)
ALIKE = "property.problem"


def held(vbo_id: str, *owners: str, **changes: Any) -> list[dict[str, Any]]:
    return [
        {"vbo_id": vbo_id, "owner_key": owner, "right": "eigendom", "owner_type": "natural",
         "start_date": dt.date(2010, 1, 1), "end_date": None, **changes}
        for owner in owners
    ]  # fmt: skip


@pytest.fixture
def town() -> dict[str, pl.DataFrame]:
    """Twenty dealers; the first twelve objects are of one owner."""
    numbers = range(20)
    owners = {n: "a" if n < 12 else f"b{n}" for n in numbers}
    return {
        "bag_object": fill_register(
            "bag_object", [{"vbo_id": vbo(n), "address": f"Dorpsweg {n:02}"} for n in numbers]
        ),
        "kvk_establishment": fill_register(
            "kvk_establishment",
            [{"est_nr": f"00009900{n:04}", "kvk_nr": f"9900{n:04}", "vbo_id": vbo(n),
              "sbi": "45112", "sbi_edition": "2008"} for n in numbers],
        ),
        "brk_right": fill_register(
            "brk_right", [row for n in numbers for row in held(vbo(n), owners[n])]
        ),
    }  # fmt: skip


def owned(
    pack: Callable[..., Any], signals: pl.DataFrame, town: dict[str, pl.DataFrame], **changes: Any
) -> PriorityList:
    share = changes.pop("share", 0.0)
    one = pack("octopus", "octopus.auto", share=share)
    one.documents[0].model.id, one.documents[0].model.about_owner = ALIKE, True
    return made(signals, [one], town, **changes)["octopus.auto"]


def alike(reasons: Build, numbers: range, text: str = "Deze eigenaar heeft 3 van 12.") -> Any:
    return reasons(
        *[f"{ALIKE} 4 address:{vbo(n)}" for n in numbers], lists=["octopus.auto"], text=text
    )


def test_eleven_alike_are_one_row(
    reasons: Build, pack: Callable[..., Any], town: dict[str, pl.DataFrame]
) -> None:
    found = owned(pack, alike(reasons, range(11)), town)
    [row] = found.rows.to_dicts()
    assert (row["place"], found.total_candidates) == (vbo(0), 1)
    assert row["reasons"] == ["Deze eigenaar heeft 3 van 12."]
    assert row["points"] == 20.0
    assert row["owner_listed"] == [f"Dorpsweg {n:02}" for n in range(1, 11)]
    assert set(row["members"]) == {f"address:{vbo(n)}" for n in range(11)}


def test_an_object_with_a_reason_of_its_own_keeps_its_row(
    reasons: Build, pack: Callable[..., Any], town: dict[str, pl.DataFrame]
) -> None:
    own = reasons(f"address.x 3 address:{vbo(2)}", lists=["octopus.auto"])
    found = owned(pack, pl.concat([alike(reasons, range(4)), own]), town)
    assert found.rows["place"].to_list() == [vbo(2), vbo(0)]
    assert found.rows["rules"].list.len().to_list() == [2, 1]
    assert found.rows["owner_listed"].to_list() == [
        ["Dorpsweg 00 (nr. 2)"], ["Dorpsweg 01", "Dorpsweg 03", "Dorpsweg 02 (nr. 1)"],
    ]  # fmt: skip


def test_other_words_other_owners_and_other_rules_stay_apart(
    reasons: Build, pack: Callable[..., Any], town: dict[str, pl.DataFrame]
) -> None:
    other = alike(reasons, range(3, 6), text="Deze eigenaar heeft 3 van 9 in deze buurt.")
    found = owned(pack, pl.concat([alike(reasons, range(3)), other]), town)
    assert found.rows["place"].to_list() == [vbo(0), vbo(3)]
    found = owned(pack, alike(reasons, range(11, 15)), town)
    assert found.rows.height == 4
    plain = reasons(*[f"address.x 3 address:{vbo(n)}" for n in range(5)], lists=["octopus.auto"])
    assert owned(pack, plain, town).rows.height == 5


def test_shared_objects_are_of_the_same_people_or_of_others(
    reasons: Build, pack: Callable[..., Any], town: dict[str, pl.DataFrame]
) -> None:
    rights = [*held(vbo(0), "a", "c"), *held(vbo(1), "a"), *held(vbo(2), "c", "a"),
              *held(vbo(3), "a", end_date=DAY), *held(vbo(3), "z")]  # fmt: skip
    found = owned(
        pack, alike(reasons, range(4)), {**town, "brk_right": fill_register("brk_right", rights)}
    )
    assert found.rows["place"].to_list() == [vbo(0), vbo(1), vbo(3)]
    assert found.rows["owner_listed"].list.first().to_list() == ["Dorpsweg 02", None, None]


@pytest.mark.parametrize(
    ("here", "there", "said"),
    [
        (["eigendom a"], ["eigendom a"], ""),
        (["eigendom g", "erfpacht a"], ["eigendom g", "erfpacht z"], None),
        (["eigendom g", "erfpacht a"], ["eigendom h", "erfpacht a"],
         ", erfpacht van dezelfde houder"),
        (["eigendom b", "opstal a"], ["eigendom c", "opstal a"], ", opstal van dezelfde houder"),
        (["eigendom b", "vruchtgebruik a"], ["eigendom c", "huur a"], None),
        (["eigendom b", "vruchtgebruik a", "huur d"], ["eigendom c", "vruchtgebruik a", "huur d"],
         ", huur en vruchtgebruik van dezelfde houder"),
        (["eigendom b", "opstal a"], ["eigendom b", "opstal a"], ""),
        (["eigendom a"], ["eigendom g", "erfpacht a"], None),
    ],
    ids=["owned", "another leaseholder", "leased", "built", "another right", "two rights",
         "owned and built", "owned here, leased there"],
)  # fmt: skip
def test_another_address_is_of_the_same_by_a_right_that_is_named(
    reasons: Build, pack: Callable[..., Any], town: dict[str, pl.DataFrame],
    here: list[str], there: list[str], said: str | None,
) -> None:  # fmt: skip
    rights = [
        row
        for n, held_there in enumerate((here, there))
        for right, owner in (each.split() for each in held_there)
        for row in held(vbo(n), owner, right=right)
    ]
    given = {**town, "brk_right": fill_register("brk_right", rights)}
    plain = reasons(*[f"address.x 3 address:{vbo(n)}" for n in (0, 1)], lists=["octopus.auto"])
    first, _ = owned(pack, plain, given).rows["owner_listed"].to_list()
    assert first == (None if said is None else [f"Dorpsweg 01 (nr. 2{said})"])


@pytest.mark.parametrize("columns", [[], ["vbo_id", "owner_type"]])
def test_without_knowing_owners_every_object_has_its_row(
    reasons: Build, pack: Callable[..., Any], town: dict[str, pl.DataFrame], columns: list[str]
) -> None:
    less = {name: frame for name, frame in town.items() if name != "brk_right"}
    if columns:
        less["brk_right"] = town["brk_right"].select(columns)
    assert owned(pack, alike(reasons, range(5)), less).rows.height == 5


def test_what_a_row_stands_for_is_not_drawn_at_random(
    reasons: Build, pack: Callable[..., Any], town: dict[str, pl.DataFrame]
) -> None:
    settings = {"octopus.auto": setting(18, 0.5)}
    found = owned(pack, alike(reasons, range(11)), town, share=0.5, settings=settings)
    drawn = {*found.rows.filter("random")["place"]}
    assert drawn
    assert not drawn & {vbo(n) for n in range(11)}
    assert found.draw is not None
    assert found.draw.population == 9


def test_of_many_others_the_first_are_named_and_the_rest_is_counted(
    reasons: Build, pack: Callable[..., Any], town: dict[str, pl.DataFrame],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("screening.prioritise.owners.MOST_OTHERS", 3)
    plain = reasons(*[f"address.x 3 address:{vbo(n)}" for n in range(6)], lists=["octopus.auto"])
    told = [
        [text.split(" (")[0] for text in texts]
        for texts in owned(pack, plain, town).rows.sort("rank")["owner_listed"].to_list()
    ]
    first = [f"Dorpsweg {n:02}" for n in range(3)]
    assert told[0] == [*first[1:], "en nog 3 van dezelfde eigenaar"]
    assert told[5] == [*first, "en nog 2 van dezelfde eigenaar"]
    leased = [row for n in range(6) for owner, right in (("g", "eigendom"), ("a", "erfpacht"))
              for row in held(vbo(n), owner, right=right)]  # fmt: skip
    town = {**town, "brk_right": fill_register("brk_right", leased)}
    texts = owned(pack, plain, town).rows.sort("rank")["owner_listed"].to_list()
    assert texts[5][-1] == "en nog 2 (erfpacht van dezelfde houder)"
