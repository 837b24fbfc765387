from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from screening.comparison.kind import Label
from screening.detect.explain.conditions import Conditions
from screening.detect.explain.listed import lists_of
from screening.detect.predicate import Predicates
from screening.frames import CONDITION
from tests.conditions import parsed

AS_OF = dt.date(2026, 1, 1)
TODAY = "1 januari 2026"
LABELS = {
    "companies": Label("aantal bedrijven", "bedrijven"),
    "floor_m2": Label("vloeroppervlakte", "m2"),
    "price": Label("koopsom", "EUR"),
    "woz": Label("WOZ-waarde", "EUR"),
    "since": Label("datum oprichting", "datum"),
    "permit": Label("vergunning aanwezig"),
    "closed": Label("eerder gesloten"),
    "kind": Label("soort"),
    "tx_level": Label("mate van afwijking (meldingen)"),
}
KINDS: dict[str, Any] = {
    "companies": "int", "floor_m2": "real", "price": "real", "woz": "real", "since": "date",
    "permit": "bool", "closed": "bool", "kind": "text", "tx_level": "text", "start": "date",
}  # fmt: skip
ROW: dict[str, Any] = {
    "companies": 12,
    "floor_m2": 80.0,
    "price": 400_000.0,
    "woz": 200_000.0,
    "since": dt.date(2025, 5, 3),
    "permit": False,
    "closed": True,
    "kind": "autohandel",
    "tx_level": "strong",
    "start": None,
}


def said(when: str, row: dict[str, Any] | None = None, **parameters: Any) -> list[dict[str, Any]]:
    frame = pl.DataFrame([ROW | (row or {})], schema_overrides={"start": pl.Date})
    conditions = Conditions(
        Predicates(KINDS, parameters, AS_OF), frame, LABELS, {"most": "bedrijven", "most_m2": "m2"}
    )
    listed = conditions.listed(parsed(when))
    return list(lists_of([(listed, frame.select(listed.columns()))], CONDITION)[0])


@pytest.mark.parametrize(
    ("when", "text", "false_when"),
    [
        (
            "companies >= :most",
            "aantal bedrijven: 12 bedrijven (grens: ten minste 10 bedrijven)",
            "vervalt bij minder dan 10 bedrijven",
        ),
        (
            ":most < companies",
            "aantal bedrijven: 12 bedrijven (grens: meer dan 10 bedrijven)",
            "vervalt bij ten hoogste 10 bedrijven",
        ),
        (
            "NOT companies < 10",
            "aantal bedrijven: 12 bedrijven (grens: ten minste 10 bedrijven)",
            "vervalt bij minder dan 10 bedrijven",
        ),
        (
            "floor_m2 / companies < 9",
            "vloeroppervlakte gedeeld door aantal bedrijven: 6,67 (grens: minder dan 9)",
            "vervalt bij ten minste 9",
        ),
        (
            "price > 1.5 * woz",
            "koopsom: € 400.000 (grens: meer dan € 300.000 (1,5 maal WOZ-waarde))",
            "vervalt bij ten hoogste € 300.000 (1,5 maal WOZ-waarde)",
        ),
        (
            "since >= MONTHS_AGO(12)",
            "datum oprichting: 3 mei 2025 (grens: op of na 1 januari 2025)",
            "vervalt bij een datum voor 1 januari 2025",
        ),
        (
            "DAYS_BETWEEN(since, :today) < 365",
            f"dagen van datum oprichting tot {TODAY}: 243 dagen (grens: minder dan 365 dagen)",
            "vervalt bij ten minste 365 dagen",
        ),
        ("closed", "eerder gesloten: ja", "vervalt als dit 'nee' is"),
        ("NOT permit", "vergunning aanwezig: nee", "vervalt als dit 'ja' is"),
        ("permit = FALSE", "vergunning aanwezig: nee", "vervalt als dit 'ja' is"),
        ("COALESCE(closed, FALSE)", "eerder gesloten: ja", "vervalt als dit 'nee' is"),
        (
            "companies BETWEEN 10 AND 20",
            "aantal bedrijven: 12 bedrijven (grens: van 10 bedrijven tot en met 20 bedrijven)",
            "vervalt buiten 10 bedrijven tot en met 20 bedrijven",
        ),
        (
            "kind IN ('autohandel', 'sloop')",
            "soort: autohandel (grens: een van autohandel, sloop)",
            "vervalt bij geen van autohandel, sloop",
        ),
        (
            "kind NOT IN ('horeca')",
            "soort: autohandel (grens: geen van horeca)",
            "vervalt bij een van horeca",
        ),
        (
            "tx_level = 'strong'",
            "mate van afwijking (meldingen): sterk opvallend (grens: gelijk aan sterk opvallend)",
            "vervalt bij een andere waarde dan sterk opvallend",
        ),
        ("start IS NULL", "start: onbekend", "vervalt zodra bekend is: start"),
        (
            "since IS NOT NULL",
            "datum oprichting: 3 mei 2025",
            "vervalt als niet bekend is: datum oprichting",
        ),
    ],
)  # fmt: skip
def test_one_condition_in_words(when: str, text: str, false_when: str) -> None:
    (condition,) = said(when, most=10)
    assert condition["text"] == text
    assert condition["false_when"] == false_when
    assert condition["met"] is True


def test_each_part_of_an_and_is_a_condition() -> None:
    first, second = said("companies >= :most AND closed", most=10)
    assert first["expression"] == "companies >= 10"
    assert first["columns"] == ["companies"]
    assert first["value"] == "12"
    assert second["value"] == "true"


def test_members_of_an_or_follow_their_group() -> None:
    group, many, permit = said("companies >= 20 OR NOT permit")
    assert group["text"] == "ten minste 1 van de 2 volgende voorwaarden: 1 van 2"
    assert group["false_when"] == "vervalt als er minder dan 1 van deze 2 gelden"
    assert (group["met"], many["met"], permit["met"]) == (True, False, True)


def test_at_least_counts_its_members() -> None:
    group, *members = said("AT_LEAST(2, companies > 5, closed, permit, start > :today)")
    assert group["value"] == "2 van 4"
    assert [member["met"] for member in members] == [True, True, False, False]
    assert members[3]["text"].startswith("start: onbekend")


def test_an_and_inside_an_or_is_one_member() -> None:
    _, both, _ = said("(companies > 5 AND closed) OR permit")
    assert both["text"] == (
        "aantal bedrijven: 12 bedrijven (grens: meer dan 5 bedrijven) en eerder gesloten: ja"
    )


def test_rounding_never_hides_a_difference() -> None:
    (condition,) = said("floor_m2 < 9", {"floor_m2": 8.9999})
    assert condition["text"] == "vloeroppervlakte: 8,9999 (grens: minder dan 9,0)"


def test_as_many_lists_as_hits() -> None:
    frame = pl.DataFrame({"companies": [11, 12, 13]})
    conditions = Conditions(Predicates(KINDS, {}, AS_OF), frame, LABELS, {})
    listed = conditions.listed(parsed("companies > 10 AND companies < 20"))
    column = lists_of([(listed, frame.select(listed.columns()))], CONDITION)
    assert column.list.len().to_list() == [2, 2, 2]
    assert column.list.first().struct.field("value").to_list() == ["11", "12", "13"]
