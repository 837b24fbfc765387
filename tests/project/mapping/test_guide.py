"""A folder of extracts becomes a project: what is sure is written, what is not is asked."""

from __future__ import annotations

import re
import shutil
import sqlite3

import polars as pl
import pytest

from screening.pipeline import run
from screening.project.mapping.asked_text import as_text
from screening.project.mapping.questions import read_answers
from screening.project.mapping.text import project_text
from screening.project.model import load_project
from screening.registers.reading.load import load_registers
from tests.guided import AS_OF, guide, written
from tests.layers import city_addresses

FOURTEEN = [
    "gebieden/gebieden.csv", "gebieden/bevolking.csv", "gebieden/misdrijven.csv",
    "gebieden/zicht_op_ondermijning.csv", "gebieden/aanwijzingen.csv", "basis/bekende_plekken.csv",
    "basis/vakantieparken.csv", "handelsregister/insolventies.csv", "vth/vergunningen.xlsx",
    "vth/leidinggevenden.csv", "vth/milieumeldingen.csv", "vth/toezicht.sqlite",
    "meldingen/meldingen.csv", "meldingen/sluitingen.csv",
]  # fmt: skip


def same_registers(demo_folder, tmp_path, paths):
    for path in paths:
        (tmp_path / "in" / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(demo_folder / "extracts" / path, tmp_path / "in" / path)
    found, kept = guide(tmp_path / "project", tmp_path / "in")
    ours = load_registers(written(tmp_path / "project", found), as_of=AS_OF)
    whole = load_project(demo_folder)
    wanted = {name: [s for s in each if (s.path or "").removeprefix("extracts/") in paths
                     or any(p.endswith(".sqlite") and name == "inspection" for p in paths)]
              for name, each in whole.registers.items()}  # fmt: skip
    limited = whole.model_copy(update={"registers": {n: e for n, e in wanted.items() if e}})
    by_hand = load_registers(limited.placed(demo_folder), as_of=AS_OF)
    assert ours.registers.keys() == by_hand.registers.keys()
    days = [{name: each.reference_date for name, each in found.reports.items()}
            for found in (ours, by_hand)]  # fmt: skip
    assert days[0] == days[1]
    for name, frame in by_hand.registers.items():
        columns = frame.columns
        assert ours.registers[name].sort(columns).equals(frame.sort(columns)), name
    return found, kept


@pytest.mark.large
def test_fourteen_deliveries_are_mapped_as_by_hand_with_two_questions(demo_folder, tmp_path):
    found, kept = same_registers(demo_folder, tmp_path, FOURTEEN)
    assert len(FOURTEEN) == 14
    assert [each.id for each in kept.asked] == ["name", "recipient"]
    assert not found.other


@pytest.mark.large
def test_all_deliveries_of_the_demo_are_mapped_as_by_hand(demo_folder, tmp_path):
    every = [
        path.relative_to(demo_folder / "extracts").as_posix()
        for path in (demo_folder / "extracts").rglob("*")
        if path.is_file()
    ]
    found, kept = same_registers(demo_folder, tmp_path, every)
    assert [each.id for each in kept.asked] == ["recipient"]
    assert found.head.map_file.endswith("gebieden.geojson")
    assert (found.head.name, found.head.municipality) == ("Meerwolde", "GM9001")


def called_as(project, demo):
    """The project with its sources called as the demo calls them: that no file says."""

    def place(name, source):
        path = source.path or source.database.get_secret_value()
        return name, path.rsplit("/", 1)[-1]

    names = {place(n, each): each.source for n, held in demo.registers.items() for each in held}
    registers = {
        n: [each.model_copy(update={"source": names[place(n, each)]}) for each in held]
        for n, held in project.registers.items()
    }
    return project.model_copy(update={"registers": registers}).placed(project.folder)


@pytest.mark.large
def test_a_folder_with_the_deliveries_of_the_demo_leads_to_the_run_of_the_demo(
    demo_folder, demo_run, tmp_path
):
    demo = load_project(demo_folder)
    extracts = demo_folder / "extracts"
    found, kept = guide(tmp_path / "project", extracts, {"recipient": demo.recipient})
    assert not kept.open
    project = written(tmp_path / "project", found)
    assert (project.seed, project.municipality) == (demo.seed, demo.municipality)
    result = run(called_as(project, demo))
    for name, key in (
        ("signals", ["rule", "subject"]),
        ("conclusions", ["rule", "subject"]),
        ("outcomes", ["rule", "outcome", "count"]),
    ):
        ours, theirs = getattr(result, name), getattr(demo_run, name)
        assert ours.select(key).sort(key).equals(theirs.select(key).sort(key)), name
    assert result.lists.keys() == demo_run.lists.keys()
    for name, rows in demo_run.lists.items():
        assert result.lists[name].equals(rows), name
    texts = ["subject", "text"]
    assert result.signals.select(texts).equals(demo_run.signals.select(texts))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def wide(name, folder, rows, sign=";"):
    (folder / name).write_text("\n".join(sign.join(row) for row in rows) + "\n", "utf-8")


def establishments(folder, days=("03/04/2025", "05/06/2025", "07/08/2025"), branch="56101"):
    wide("vestigingen_2025-12.csv", folder, [
        ("Vestigingsnummer", "KVK-nummer", "BAG-id", "Handelsnaam", "Begin", "SBI", "Geboorteland"),
        *((f"00000000000{n}", f"0000000{n}", f"999901000000000{n}", f"Zaak {n}", day, branch, "x")
          for n, day in enumerate(days, 1)),
    ])  # fmt: skip


def test_what_the_files_do_not_say_is_asked_and_the_answers_count(folder, tmp_path):
    establishments(folder)
    found, kept = guide(tmp_path / "project", folder)
    asked = {each.id.split()[0]: each for each in kept.asked}
    assert set(asked) == {"date", "sbi", "name", "recipient"}
    assert found.mapped[0].keys["fixed"] == {"sbi_edition": "2025"}
    answers = {asked["date"].id: "mm/dd/yyyy", asked["sbi"].id: "2008", "name": "Meerwolde",
               "recipient": "Team toezicht"}  # fmt: skip
    found, kept = guide(tmp_path / "project", folder, answers)
    assert not kept.open
    rows = load_registers(written(tmp_path / "project", found), as_of=AS_OF).registers
    days = rows["kvk_establishment"].sort("est_nr")["start_date"]
    assert days.to_list()[0].isoformat() == "2025-03-04"
    assert rows["kvk_establishment"]["sbi_edition"].unique().to_list() == ["2008"]
    assert found.head.municipality == "GM9999"
    project = load_project(tmp_path / "project")
    assert (project.recipient, project.seed) == ("Team toezicht", 20260101)


@pytest.mark.parametrize(("answer", "value"), [(None, 85.125), (",", 85.125), (".", 85_125.0)])
def test_a_comma_before_three_digits_is_asked_where_nothing_shows_what_it_is(
    folder, tmp_path, answer, value
):
    wide("bedragen.csv", folder, [
        ("loan_id", "application_id", "amount"),
        ("L1", "A1", "85,125"), ("L2", "A2", "311,000"), ("L3", "A3", "7"),
    ])  # fmt: skip
    _, kept = guide(tmp_path / "project", folder)
    (asked,) = (each for each in kept.asked if each.id.startswith("decimal"))
    given = {} if answer is None else {asked.id: answer}
    found, _ = guide(tmp_path / "project", folder, given)
    assert found.mapped[0].keys["decimal"] == (answer or ",")
    loaded = load_registers(written(tmp_path / "project", found), as_of=AS_OF)
    whole = 311_000.0 if answer == "." else 311.0
    assert loaded.registers["bibob_loan"]["amount"].to_list() == [value, whole, 7.0]
    wide("bedragen.csv", folder, [
        ("loan_id", "application_id", "amount"), ("L1", "A1", "85,125"), ("L2", "A2", "311,5"),
    ])  # fmt: skip
    _, kept = guide(tmp_path / "project", folder)
    assert not [each for each in kept.asked if each.id.startswith("decimal")]


@pytest.mark.parametrize("turned", [False, True])
def test_a_column_with_days_first_beside_one_with_months_first_is_set_aside(
    folder, tmp_path, turned
):
    days, months = ["13/01/2024", "03/04/2024"], ["01/13/2024", "03/04/2024"]
    begin, end = (months, days) if turned else (days, months)
    wide("vestigingen.csv", folder, [
        ("Vestigingsnummer", "KVK-nummer", "BAG-id", "Handelsnaam", "Begindatum", "Einddatum"),
        *((f"00000000000{n}", f"0000000{n}", f"999901000000000{n}", f"Zaak {n}", first, last)
          for n, (first, last) in enumerate(zip(begin, end, strict=True), 1)),
    ])  # fmt: skip
    found, _ = guide(tmp_path / "project", folder)
    assert "de dag voorop" in found.mapped[0].refused
    assert not written(tmp_path / "project", found).registers


def a_row_per_use(demo_folder, folder, months, more=()):
    """The addresses of the demo as a row per use; ``more`` are columns of numbers within a key."""
    whole = city_addresses(demo_folder)
    uses = pl.col("Gebruiksdoelen").str.split("|")
    second = pl.int_range(pl.len()) % 3 == 0
    for month, several in months.items():
        given = whole.with_columns(
            pl.when(second & several)
            .then(pl.lit("kantoorfunctie|winkelfunctie|woonfunctie"))
            .otherwise(uses.list.first())
            .str.split("|")
            .alias("Gebruiksdoelen")
        )
        rows = given.explode("Gebruiksdoelen").with_columns(
            pl.int_range(pl.len()).over("Identificatie").cast(pl.String).alias(name)
            for name in more
        )
        rows.write_csv(folder / f"bag_adressen_{month}.csv", separator=";")
    return whole


@pytest.mark.large
def test_a_row_per_use_of_an_address_is_said_and_not_asked_about(
    demo_folder, folder, tmp_path, ask
):
    whole = a_row_per_use(demo_folder, folder, {"2025-11": False, "2025-12": True})
    found, kept = guide(tmp_path / "project", folder)
    assert not {each.id for each in kept.asked} - {"name", "recipient"}
    (bag,) = found.mapped
    assert (bag.register.name, bag.path) == ("bag_object", "../in/bag_adressen_*.csv")
    assert bag.keys["several"] == ["usage"]
    text = project_text(found.head, found.mapped, found.other)
    assert "\n    several: [usage]\n" in text
    assert re.search(r'usage: "Gebruiksdoelen" +# .*een regel per waarde', text)
    rows = load_registers(written(tmp_path / "project", found), as_of=AS_OF).registers
    uses = rows["bag_object"].get_column("usage")
    assert uses.len() == whole.height
    assert uses.str.contains("kantoorfunctie|winkelfunctie|woonfunctie", literal=True).sum() > 9
    checked = ask("check", tmp_path / "project")
    assert checked.code == 3, "read; rules that need other registers are left out"
    assert f"1 register read, {whole.height} rows." in checked.out


def test_rows_that_may_be_versions_are_left_to_who_knows(demo_folder, folder, tmp_path):
    a_row_per_use(demo_folder, folder, {"2025-12": True}, more=["Volgnr"])
    found, kept = guide(tmp_path / "project", folder)
    assert not {each.id for each in kept.asked} - {"name", "recipient"}
    (bag,) = found.mapped
    assert "several" not in bag.keys
    text = project_text(found.head, found.mapped, found.other)
    assert "en in Volgnr; zijn het waarden en geen versies, zet dan several: [usage]" in text


@pytest.mark.parametrize(
    ("days", "answer", "form", "first"),
    [(("03-04-05", "05-06-07", "31-08-09"), None, "dd-mm-yy", "2005-04-03"),
     (("03-04-05", "05-06-07", "07-08-09"), "yy-mm-dd", "yy-mm-dd", "2003-04-05"),
     (("03-04-98", "05-06-07", "31-08-09"), "", "dd-mm-yy", "1998-04-03"),
     (("98-04-03", "05-06-07", "07-08-31"), "", "yy-mm-dd", "1998-04-03"),
     (("13/04/05", "05/06/07", "07/08/09"), "", "dd/mm/yy", "2005-04-13")],
)  # fmt: skip
def test_years_of_two_figures_are_seen_and_asked_about(folder, tmp_path, days, answer, form, first):
    establishments(folder, days=days, branch="45112")
    found, kept = guide(tmp_path / "project", folder)
    asked = [each.id for each in kept.asked if each.id.split()[0] in ("date", "years")]
    assert bool(asked) == (answer != "")
    if answer:
        found, kept = guide(tmp_path / "project", folder, {asked[0]: answer})
    assert found.mapped[0].keys["date"] == [form]
    rows = load_registers(written(tmp_path / "project", found), as_of=AS_OF).registers
    read = rows["kvk_establishment"].sort("est_nr")["start_date"]
    assert read.to_list()[0].isoformat() == first


def test_evidence_spares_questions(folder, tmp_path):
    establishments(folder, days=("13/04/2025", "05/06/2025", "07/08/2025"), branch="45112")
    found, kept = guide(tmp_path / "project", folder)
    assert [each.id for each in kept.asked] == ["name", "recipient"]
    assert found.mapped[0].keys["date"] == ["dd/mm/yyyy"]
    assert found.mapped[0].keys["fixed"] == {"sbi_edition": "2008"}


def test_no_value_that_leads_to_a_person_is_shown(folder, tmp_path):
    establishments(folder)
    found, _ = guide(tmp_path / "project", folder)
    text = project_text(found.head, found.mapped, found.other)
    assert "Zaak 1" not in text
    assert "000000000001" not in text
    assert "bijv. 03/04/2025" in text
    assert "Wordt nooit gelezen: Geboorteland." in text


def test_the_file_of_questions_is_read_back_and_a_wrong_answer_is_told(folder, tmp_path):
    establishments(folder)
    _, kept = guide(tmp_path / "project", folder)
    file = tmp_path / "vragen.yaml"
    text = as_text(kept.open, "abc", str(file))
    file.write_text(text.replace("    answer:", "    answer: '2008'", 2), "utf-8")
    with pytest.raises(Exception, match="the answer '2008' is no option"):
        read_answers(file)
    sbi = text.index('- id: "sbi')
    file.write_text(
        text[:sbi] + text[sbi:].replace("    answer:", "    answer: '2008'", 1), "utf-8"
    )
    given, of = read_answers(file)
    assert of == "abc"
    assert list(given.values()) == ["2008"]


def test_deliveries_of_one_form_become_a_pattern_and_bad_files_a_reason(folder, tmp_path):
    for month in ("2025-11", "2025-12"):
        wide(f"woz_{month}.csv", folder, [
            ("BAG-id", "Waardepeildatum", "WOZ-waarde"),
            *((f"999901000000000{n}", "01-01-2025", f"{200 + n}.000") for n in range(1, 5)),
        ])  # fmt: skip
    (folder / "kapot.xlsx").write_bytes(b"PK\3\4nee")
    (folder / "leeg.zip").write_bytes(b"PK\5\6" + bytes(18))
    (folder / "brief.docx").write_bytes(b"x")
    (folder / "iets.csv").write_text("kleur;vorm\nrood;rond\nblauw;vierkant\n")
    found, _ = guide(tmp_path / "project", folder)
    (woz,) = found.mapped
    assert woz.path == "../in/woz_*.csv"
    assert woz.keys["thousands"] == "."
    said = {each.name.rsplit("/", 1)[-1]: each.reason for each in found.other}
    assert said.keys() == {"kapot.xlsx", "brief.docx", "iets.csv", "leeg.zip"}
    assert "lijken op geen register" in said["iets.csv"]
    value = load_registers(written(tmp_path / "project", found), as_of=AS_OF).registers["woz_value"]
    assert value.select(pl.col("value").max()).item() == 204_000.0


@pytest.mark.parametrize(
    ("names", "pattern", "said"),
    [(("woz jan 2025", "woz feb 2025"), "woz *.csv", "telt de regel in de nieuwste"),
     (("woz_1_2", "woz_2_1"), "woz_*.csv", "zeggen niet welke de nieuwste is")],
)  # fmt: skip
def test_of_a_pattern_is_said_whether_the_names_tell_the_newest(
    names, pattern, said, folder, tmp_path
):
    rows = [(f"999901000000000{n}", "01-01-2025", f"{200 + n}.000") for n in range(1, 5)]
    for name in names:
        wide(f"{name}.csv", folder, [("BAG-id", "Waardepeildatum", "WOZ-waarde"), *rows])
    (woz,) = guide(tmp_path / "project", folder)[0].mapped
    assert woz.path == f"../in/{pattern}"
    assert said in woz.why[-1]


def test_what_a_run_would_refuse_stands_in_the_file_as_a_comment(folder, tmp_path):
    rows = [(f"99990100000000{number}", "geen", "200") for number in range(10, 40)]
    wide("woz.csv", folder, [("BAG-id", "Waardepeildatum", "WOZ-waarde"), *rows])
    found, _ = guide(tmp_path / "project", folder)
    assert all(each.refused for each in found.mapped) or not found.mapped
    project = written(tmp_path / "project", found)
    assert not project.registers


def test_of_one_file_only_the_part_that_cannot_be_read_is_set_aside(folder, tmp_path):
    base = sqlite3.connect(folder / "basis.sqlite")
    base.execute("CREATE TABLE woz (bag_id, waardepeildatum, woz_waarde)")
    base.execute("CREATE TABLE sluitingen (sluiting, bag_id, dicht_vanaf)")
    base.execute("CREATE TABLE bekende_plekken (bag_id, soort, sinds)")
    for n in range(1, 9):
        vbo = f"999901000000000{n}"
        base.execute("INSERT INTO woz VALUES (?, '2025-01-01', 200000)", [vbo])
        day = "2025-02-03" if n > 5 else "geen"
        base.execute("INSERT INTO sluitingen VALUES (?, ?, ?)", [f"S{n}", vbo, day])
    base.commit()
    base.close()
    found, _ = guide(tmp_path / "project", folder)
    assert {each.register.name: bool(each.refused) for each in found.mapped} == {
        "closure": True, "woz_value": False,
    }  # fmt: skip
    assert [each.reason for each in found.other] == ["er staan geen regels in"]
    assert list(written(tmp_path / "project", found).registers) == ["woz_value"]


def test_a_header_alone_is_a_list_that_may_be_empty(folder, tmp_path):
    (folder / "bekende_plekken.csv").write_text("BAG-id;Soort;Bekend sinds\n")
    found, _ = guide(tmp_path / "project", folder)
    (places,) = found.mapped
    assert (places.register.name, places.keys["may_be_empty"], places.refused) == (
        "known_place", True, "",
    )  # fmt: skip
