"""The report of a run: what it says, what it may not say, and what it is made of."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import xml.etree.ElementTree as ET
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
import yaml

from screening.errors import DamagedRunError, ProjectError, RunError
from screening.pipeline import run
from screening.prioritise.within import codes_below
from screening.project.build import build_project
from screening.reference.words import is_neutral
from screening.runs.read import read_figures, read_list, read_signals
from screening.runs.report import FIRST, NO_MAP, make_report
from tests.bad_input.project import PACK, RULE

if TYPE_CHECKING:
    from screening.pipeline import RunResult

DAY = dt.date(2026, 1, 1)
MAP = Path("extracts/gebieden/gebieden.geojson")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def page(demo_run: RunResult) -> str:
    return make_report(demo_run.folder.parents[1])


@pytest.fixture(scope="module")
def parts(page: str) -> dict[str, ET.Element]:
    return sections(page)


def sections(page: str) -> dict[str, ET.Element]:
    """The parts by their anchor; the page is XML too, but for what HTML leaves open."""
    body = page[page.index("<body>") : page.index("</html>")]
    return {each.get("id", ""): each for each in ET.fromstring(body).iter("section")}


def said(part: ET.Element) -> str:
    return " ".join("".join(part.itertext()).split())


def cells(table: ET.Element) -> list[list[str]]:
    return [[said(cell) for cell in row] for row in table.iter("tr")]


@pytest.mark.large
def test_the_page_asks_for_nothing_from_elsewhere_and_runs_nothing(page: str) -> None:
    bare = page.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"<script|<link|<img|<iframe|<object|\bsrc=|url\((?!#)|@import", bare)
    assert not re.search(r"\bon[a-z]+=|javascript:|data:|https?:", bare)
    assert "default-src 'none'" in unescape(page)
    assert {*re.findall(r'href="([^"]+)"', bare)} == {
        f"#{anchor}" for anchor in ["inhoud", *sections(page)]
    }


@pytest.mark.large
def test_the_same_run_gives_the_same_bytes(demo_run: RunResult, page: str) -> None:
    assert make_report(demo_run.folder.parents[1]) == page


def test_headings_tables_and_pictures_are_there_for_who_does_not_see(
    page: str, parts: dict[str, ET.Element]
) -> None:
    assert '<html lang="nl">' in page
    levels = [int(n) for n in re.findall(r"<h(\d)", page)]
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    for part in parts.values():
        for table in part.iter("table"):
            assert said(table.find("caption"))  # type: ignore[arg-type]
            heads = table.findall("thead/tr/th")
            assert heads
            assert {head.get("scope") for head in heads} == {"col"}
            for row in table.iterfind("tbody/tr"):
                assert row[0].get("scope") == "row"
                assert len(row) == len(heads)
        for picture in part.iter(f"{SVG}svg"):
            assert picture.get("role") == "img"
            assert said(picture.find(f"{SVG}desc"))  # type: ignore[arg-type]
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_what_came_in_is_what_the_run_read(
    demo_run: RunResult, parts: dict[str, ET.Element]
) -> None:
    loaded = demo_run.outcome.loaded.reports
    [table] = parts["binnengekomen"].iter("table")
    rows = {row[0].split()[-1]: row for row in cells(table)[1:]}  # the Dutch name comes first
    assert rows.keys() == loaded.keys()
    read = f"{loaded['bag_object'].rows_read:,}".replace(",", ".")
    assert rows["bag_object"][1:4] == ["BAG (Kadaster, via PDOK)", "31-12-2025", read]
    assert rows["kvk_establishment"][4] == str(loaded["kvk_establishment"].rows_quarantined)
    assert "geboorteland" in rows["brp_count"][7]


def test_every_rule_has_its_four_outcomes(
    demo_run: RunResult, parts: dict[str, ET.Element]
) -> None:
    counted = demo_run.outcomes.group_by("rule").agg(
        pl.col("count").filter(pl.col("outcome") == name).sum().alias(name)
        for name in ("hit", "clear", "not_applicable", "not_evaluable")
    )
    [table] = parts["uitkomsten"].iter("table")
    shown = {row[0]: [int(cell.replace(".", "")) for cell in row[2:7]] for row in cells(table)[1:]}
    assert shown == {rule: [*rest, sum(rest)] for rule, *rest in counted.iter_rows()}


def test_every_list_says_how_it_came_about(
    demo_run: RunResult, parts: dict[str, ET.Element]
) -> None:
    [table] = parts["lijsten"].iter("table")
    shown = {row[0]: row for row in cells(table)[1:]}
    for listed in demo_run.outcome.lists:
        content = read_list(demo_run.folder, listed.name)
        row = shown[content["title"]]
        assert row[4] == str(content["candidates"])
        assert row[6] == str(len(content["rows"]))
    for draw in (listed.draw for listed in demo_run.outcome.lists if listed.draw is not None):
        facts = draw.as_dict()
        population = f"{facts['population']:,}".replace(",", ".")
        assert f"{facts['drawn']} uit {population} plaatsen" in said(parts["lijsten"])


def test_what_could_not_run_is_said_with_the_reason(parts: dict[str, ET.Element]) -> None:
    table = next(parts["niet-gemeten"].iter("table"))
    [_, elsewhere, row] = cells(table)
    assert elsewhere[0] == "care.next_municipality"
    assert "is te beoordelen, omdat gegevens ontbreken" in elsewhere[2]
    assert row[0] == "establishment.random_check"
    assert row[2].startswith("de regel staat uit")


def test_the_own_municipality_stands_in_every_funnel_with_the_figures_of_its_signal(
    demo_run: RunResult, parts: dict[str, ET.Element]
) -> None:
    figures = read_figures(demo_run.folder)
    assert figures is not None
    text = said(parts["vergeleken"])
    pictures = list(parts["vergeleken"].iter(f"{SVG}svg"))
    assert len(pictures) > 8
    for picture in pictures:
        assert "Meerwolde" in [said(each) for each in picture.iter(f"{SVG}text")]
    hit = read_signals(demo_run.folder).filter(
        pl.col("rule") == "area.suspicious_transactions_rate", pl.col("subject") == "GM9001"
    )
    values = {each["name"]: each["text"] for each in hit["values"][0]}
    assert values["tx_value"] == "164,45"
    assert "Meerwolde heeft 164,4 (1.780 op 108.240)" in text
    assert "gemiddelde van de vergelijkingsgroep is 69,3" in text


def test_nothing_is_said_of_a_single_address_firm_or_person(demo_run: RunResult, page: str) -> None:
    """T53, T65: no id, address or name of what was flagged or not; only areas are named."""
    signals = read_signals(demo_run.folder)
    ids = signals.filter(~pl.col("subject_type").is_in(["area", "area_branch"]))["subject"]
    assert not [each for each in ids.unique() if each in page]
    for listed in demo_run.outcome.lists:
        for row in read_list(demo_run.folder, listed.name)["rows"]:
            names = [*(row.get("trade_name") or []), row.get("address"), row.get("application_id")]
            assert not [name for name in names if name and str(name) in page]


def test_words_that_judge_stand_nowhere(page: str) -> None:
    assert is_neutral(re.sub(r"<[^>]+>", " ", page))


def test_the_page_says_for_whom_what_for_and_until_when(
    demo_run: RunResult, parts: dict[str, ET.Element]
) -> None:
    """T46, T60: the report is an export as well."""
    told = [said(each) for each in parts["verantwoording"].iter("dd")]
    assert "Demo, alle afnemers" in told
    versions = [(p.header.id, p.header.version) for p in demo_run.outcome.packs]
    assert "; ".join(f"{name} versie {number}" for name, number in sorted(versions)) in told
    metas = [read_list(demo_run.folder, each.name)["meta"] for each in demo_run.outcome.lists]
    days = {dt.datetime.strptime(meta["Geldig tot"], "%d-%m-%Y").date() for meta in metas}  # noqa: DTZ007
    assert f"{min(days):%d-%m-%Y}" in told
    for pack in demo_run.outcome.packs:
        assert pack.header.purpose in told


def small(folder: Path, **settings: object) -> RunResult:
    """A run of one rule on one register: no areas, no packs that are shipped."""
    shops = pl.DataFrame({"est_nr": ["000000000001"], "kvk_nr": ["00000001"],
                          "vbo_id": ["9999010000000001"], "start_date": [dt.date(2020, 1, 1)],
                          "end_date": [None]},
                         schema_overrides={"end_date": pl.Date})  # fmt: skip
    usual = {"name": "Dorp", "municipality": "GM9001", "as_of": DAY, "recipient": "Team"}
    project = build_project(
        {"kvk_establishment": shops}, rules=[yaml.safe_dump(RULE, sort_keys=False)],
        pack=yaml.safe_dump(PACK, sort_keys=False), folder=folder,
        **{**usual, **settings},
    )  # fmt: skip
    return run(project)


def test_a_run_without_areas_signals_or_a_run_before_says_so(tmp_path: Path) -> None:
    small(tmp_path)
    parts = sections(make_report(tmp_path))
    assert "Geen regel vergeleek een telling" in said(parts["vergeleken"])
    assert "Geen regel vergeleek bedragen" in said(parts["verdeling"])
    assert NO_MAP in said(parts["kaart"])
    assert FIRST in said(parts["veranderd"])
    assert "gestarte vestigingen" in said(parts["maanden"]) or "per maand" in said(parts["maanden"])
    assert not list(parts["vergeleken"].iter(f"{SVG}svg"))


def test_a_hostile_name_is_a_text(tmp_path: Path) -> None:
    small(tmp_path, name='<script>alert("x")</script>&\u202e')
    page = make_report(tmp_path)
    assert "<script" not in page
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;" in page
    assert "\u202e" not in page


def test_changes_are_those_since_the_run_of_the_date_before(tmp_path: Path) -> None:
    first = small(tmp_path, as_of=dt.date(2025, 1, 1))
    second = small(tmp_path)
    text = said(sections(make_report(tmp_path))["veranderd"])
    assert first.folder.name in text
    assert FIRST in said(sections(make_report(tmp_path, first.folder.name))["veranderd"])
    assert second.folder.name in said(
        sections(make_report(tmp_path, first.folder.name, second.folder.name))["veranderd"]
    )


def test_what_is_new_is_counted_with_every_cause_in_dutch(tmp_path: Path) -> None:
    small(tmp_path, as_of=dt.date(2025, 1, 1))
    small(tmp_path, parameters={"address.many": {"most": 1}})
    [signals] = sections(make_report(tmp_path))["veranderd"].iter("table")
    assert cells(signals)[1][:6] == [
        "address.many", "Veel bedrijven op één adres", "1", "0", "0", "0",
    ]  # fmt: skip
    assert cells(signals)[1][6] == (
        "parameter most: zoals geleverd -> 1; peildatum 01-01-2025 -> 01-01-2026"
    )


def test_a_damaged_run_before_is_named_and_stops_no_report(tmp_path: Path) -> None:
    first = small(tmp_path, as_of=dt.date(2025, 1, 1))
    small(tmp_path)
    (first.folder / "outcomes.csv").write_text("x")
    text = said(sections(make_report(tmp_path))["veranderd"])
    assert f"De vorige run ({first.folder.name}) is niet meer" in text
    with pytest.raises(DamagedRunError):
        make_report(tmp_path, first.folder.name)


def test_a_run_from_before_figures_were_kept_has_a_report_without_pictures(tmp_path: Path) -> None:
    folder = small(tmp_path).folder
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    del manifest["files"]["figures.json"]
    (folder / "figures.json").unlink()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "log.jsonl").write_text('{"action": "run"}\n')
    text = said(sections(make_report(tmp_path))["vergeleken"])
    assert "Deze run is gemaakt voordat een run hiervoor cijfers bewaarde" in text


def test_an_unknown_run_ends_in_one_problem(tmp_path: Path) -> None:
    small(tmp_path)
    with pytest.raises(RunError, match="there is no run '2020-nope'"):
        make_report(tmp_path, "2020-nope")
    with pytest.raises(RunError, match="there is no run '2020-nope'"):
        make_report(tmp_path, None, "2020-nope")


@pytest.fixture
def demo(demo_run: RunResult, tmp_path: Path) -> Path:
    """The runs, settings and map of the demo, to be changed."""
    whole, folder, file = demo_run.folder.parents[1], tmp_path / "demo", Path("screening.yaml")
    shutil.copytree(whole / "runs", folder / "runs")
    for each in (file, MAP):
        (folder / each).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(whole / each, folder / each)
    return folder


def test_the_map_shows_rounded_numbers_and_none_that_are_small(
    demo_run: RunResult, parts: dict[str, ET.Element]
) -> None:
    [table] = parts["kaart"].iter("table")
    rows = cells(table)[1:]
    counts = [cell for row in rows for cell in row[2:4] if cell != "niet getoond"]
    assert all(int(cell.replace(".", "")) % 5 == 0 for cell in counts)
    assert all(row[3] in {"0", "niet getoond"} or int(row[3]) >= 10 for row in rows)
    areas = demo_run.outcome.loaded.registers["area"]
    own = codes_below(areas, demo_run.outcome.project.municipality)
    neighbourhoods = pl.col("level") == "neighbourhood", pl.col("area_code").is_in(own.implode())
    named = areas.filter(*neighbourhoods)["name"].sort()
    assert [row[1] for row in rows] == named.to_list()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "does not exist"),
        ("{", "the map is no JSON"),
        ("[]", "without a list of features"),
        ('{"features": []}', "no features"),
        ('{"features": [{"properties": {"code": "GM0363"}}]}', "none of the areas of this run"),
        ('{"features": [{"properties": {"c": "BU90010100"}, "geometry": {"type": "Point"}}]}',
         "is no polygon"),
        ("\ufffe".encode("utf-16").decode("latin-1"), "the map is no JSON"),
    ],
)  # fmt: skip
def test_a_map_that_is_none_ends_in_one_problem(
    demo: Path, content: str | None, message: str
) -> None:
    file = demo / MAP
    if content is None:
        file.unlink()
    else:
        file.write_text(content, "utf-8")
    with pytest.raises(ProjectError) as caught:
        make_report(demo)
    [problem] = caught.value.problems
    assert message in problem.found
    assert problem.remedy
    assert problem.where.file
