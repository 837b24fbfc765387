"""A list that was not measured never looks clean: every format says what was, and why not."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from tests.bad_input.project import BAG, ESCALATION, EST, RULE, Make, establishments, row

CLEAN = "kandidaten voldeden"
QUIET: dict[str, Any] = {
    **{key: value for key, value in RULE.items() if key != "id"},
    "when": "companies >= 1000 * :most",
}
"""Measured, and nobody qualifies."""
OTHER: dict[str, Any] = {
    **QUIET,
    "select": "SELECT b.vbo_id AS subject, 1 AS companies FROM bag_object b",
}
TWICE = {**QUIET, "select": "SELECT e.vbo_id AS subject, 1 AS companies FROM kvk_establishment e"}
"""Fails: a subject comes more than once."""
OFF = {**QUIET, "status": "disabled", "status_reason": "Wacht op de toets. Daarna aan."}
TOGETHER = {**ESCALATION, "when": {"all": ["address.quiet", "address.other"]}}
OLD = {"kvk_establishment": {"path": "est.csv", "reference_date": "2025-01-01", "max_age_days": 30}}
NO_ADDRESS = establishments(*(row(n, vbo_id="") for n in range(20, 25)), good=0)
BY_COMPANY = {
    **QUIET,
    "subject": "company",
    "select": "SELECT e.kvk_nr AS subject, MAX(e.employees_ft) AS companies\n"
    "FROM kvk_establishment e GROUP BY e.kvk_nr",
}


class Made(NamedTuple):
    """A run: the json of the list, and everything else that was said."""

    content: dict[str, Any]
    folder: Path
    shown: str

    @property
    def rules(self) -> dict[str, tuple[str, str]]:
        return {
            each["rule"]: (each["measured"], each["reason"])
            for each in self.content["measured"]["rules"]
        }

    def texts(self) -> dict[str, str]:
        """What each format holds, by its name."""
        book = openpyxl.load_workbook(self.folder / "tvo.xlsx")
        cells = [str(cell.value) for line in book["Overzicht"].iter_rows() for cell in line]
        beside = (self.folder / "tvo-gemeten.csv").read_text("utf-8-sig")
        whole = json.dumps(self.content, ensure_ascii=False)
        return {"json": whole, "csv": beside, "xlsx": "\n".join(cells), "console": self.shown}


def made(case: Make, pack: dict[str, Any], code: int = 3, **project: Any) -> Made:
    found = case(pack=pack, **project)
    ran = found.ask("run", found.folder)
    assert ran.code == code, ran.err
    shown = found.ask("lists", found.folder, "tvo")
    run = found.folder / "runs" / (found.folder / "runs/latest").read_text("utf-8").strip()
    content = json.loads((run / "lists/tvo.json").read_text("utf-8"))
    return Made(content, run / "lists", shown.out)


@pytest.mark.parametrize(
    ("rule", "registers", "reason"),
    [
        (OTHER, EST, "het register adressen (BAG) ontbreekt in dit project"),
        (
            QUIET,
            OLD,
            "het register vestigingen (handelsregister) is ouder dan de 30 dagen die mogen",
        ),
        (
            {**QUIET, "needs": {"kvk_establishment": {"max_age_days": 100}}},
            EST,
            "van het register vestigingen (handelsregister) is de peildatum onbekend",
        ),
        (
            {
                **QUIET,
                "needs": {
                    "kvk_establishment": {"max_age_days": None, "min_fill": {"employees_ft": 1.0}}
                },
            },
            {"kvk_establishment": {"path": "gap.csv"}},
            "'employees_ft' van vestigingen (handelsregister) is te weinig gevuld",
        ),
        (TWICE, EST, "de regel is mislukt; wat er misging staat in manifest.json"),
    ],
    ids=["absent", "too old", "age unknown", "too empty", "failed"],
)
def test_an_empty_list_says_which_rule_was_not_measured_and_why(
    case: Make, rule: dict[str, Any], registers: dict[str, Any], reason: str
) -> None:
    files = {"gap.csv": establishments(row(20, employees_ft=""))}
    found = made(case, {"address/other": rule}, registers=registers, files=files)
    assert found.content["rows"] == []
    assert found.rules == {"address.other": ("niet gemeten", reason)}
    for kind, text in found.texts().items():
        assert reason in " ".join(text.split()), kind
        assert CLEAN not in text, kind
    assert "Van 1 signaalregel: 0 gemeten, 1 niet gemeten." in found.shown
    assert "geen enkele signaalregel is gemeten" in found.texts()["xlsx"]


def test_a_rule_that_is_off_stands_beside_one_that_was_measured(case: Make) -> None:
    found = made(case, {"address/quiet": QUIET, "address/off": OFF}, code=0)
    assert found.rules == {
        "address.off": ("niet gemeten", "de regel staat uit: Wacht op de toets"),
        "address.quiet": ("gemeten", ""),
    }
    assert "0 kandidaten volgens de signaalregels die gemeten zijn" in found.texts()["xlsx"]
    assert all("de regel staat uit" in text for text in found.texts().values())


def test_a_list_of_which_all_was_measured_says_that_nobody_qualified(case: Make) -> None:
    found = made(case, {"address/quiet": QUIET}, code=0)
    assert found.rules == {"address.quiet": ("gemeten", "")}
    assert f"0 {CLEAN}" in found.texts()["xlsx"]


def test_what_could_not_be_read_or_judged_makes_a_rule_measured_in_part(case: Make) -> None:
    unknown = "1 van 13 niet te beoordelen, omdat gegevens ontbreken"
    odd = [row(20, employees_ft=""), row(21, kvk_nr="geen")]
    files = {"est.csv": establishments(*odd)}
    found = made(case, {"address/quiet": BY_COMPANY}, code=0, files=files)
    assert found.rules == {
        "address.quiet": (
            "gedeeltelijk",
            f"{unknown}; onbruikbaar in vestigingen (handelsregister): 1 van 14 rijen",
        )
    }


def test_a_rule_that_can_judge_nothing_was_not_measured(case: Make) -> None:
    files = {"est.csv": establishments(*(row(n, employees_ft="") for n in (20, 21)), good=0)}
    found = made(case, {"address/quiet": BY_COMPANY}, code=0, files=files)
    [(state, reason)] = found.rules.values()
    assert state == "niet gemeten"
    assert reason == "geen van de 2 is te beoordelen, omdat gegevens ontbreken"


def test_a_rule_that_finds_nothing_to_look_at_was_not_measured(case: Make) -> None:
    found = made(case, {"address/quiet": QUIET}, code=0, files={"est.csv": NO_ADDRESS})
    [(state, reason)] = found.rules.values()
    assert (state, reason) == (
        "niet gemeten",
        "in de registers staat niets om deze regel op te meten",
    )


def test_a_code_that_never_occurs_is_said_of_a_rule_without_hits(case: Make) -> None:
    select = "SELECT e.vbo_id AS subject, SUM(r.n) AS companies\nFROM kvk_establishment e\n"
    select += "LEFT JOIN (SELECT est_nr, 1 AS n FROM kvk_establishment WHERE sbi = '9999') r\n"
    select += "ON r.est_nr = e.est_nr GROUP BY e.vbo_id"
    rule = {**QUIET, "select": select.replace("SUM(r.n)", "COUNT(r.n)")}
    found = made(case, {"address/quiet": rule}, code=0)
    [(state, reason)] = found.rules.values()
    assert (state, reason) == (
        "gedeeltelijk",
        "in 'sbi' van vestigingen (handelsregister) komt niet voor: 9999",
    )


def test_what_combines_signals_is_measured_as_far_as_these_are(case: Make) -> None:
    pack = {"address/quiet": QUIET, "address/other": OTHER, "address/together": TOGETHER}
    found = made(case, pack)
    assert found.rules["address.together"] == (
        "niet gemeten",
        "bouwt op wat niet gemeten is: 'Veel bedrijven op één adres'",
    )
    without = {**ESCALATION, "when": {"all": ["address.quiet", {"none": ["address.other"]}]}}
    again = made(case, {**pack, "address/together": without})
    assert again.rules["address.together"][0] == "gedeeltelijk", "absence was not measured"
    files = {"bag.csv": "vbo_id;usage;floor_m2\n9999010000000001;woonfunctie;100\n"}
    whole = made(case, pack, 0, registers=EST | BAG, files=files)
    assert whole.rules["address.together"][0] in {"gemeten", "gedeeltelijk"}


def test_the_overview_counts_what_was_not_measured(case: Make) -> None:
    found = case(pack={"address/quiet": QUIET, "address/other": OTHER})
    found.ask("run", found.folder)
    said = found.ask("lists", found.folder).out
    assert "1 of 2" in said
    assert (
        "niet gemeten: address.other (het register adressen (BAG) ontbreekt in dit project)" in said
    )


def test_every_rule_stands_once_in_the_csv_with_what_the_list_is(case: Make) -> None:
    found = made(case, {"address/quiet": QUIET, "address/other": OTHER})
    text = (found.folder / "tvo-gemeten.csv").read_text("utf-8-sig")
    lines = list(csv.DictReader(text.splitlines(), delimiter=";"))
    assert [(line["Regel"], line["Gemeten"]) for line in lines] == [
        ("address.other", "niet gemeten"),
        ("address.quiet", "gemeten"),
    ]
    assert all(line["Status"].startswith("Gemeentelijk signaal") for line in lines)
