"""The random part of a list, and the list that does not tell which part that is (T22-T24)."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import openpyxl
import polars as pl
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from screening.lists import LISTS
from screening.prioritise.capacity import divide
from screening.prioritise.sample import draw_random
from screening.publish.formats import written_as
from screening.runs.published import published

if TYPE_CHECKING:
    from screening.pipeline import RunResult

RunTown = Callable[..., "RunResult"]
DRAWN, DESK = "steekproef", "alleen bureauonderzoek"
LIST = "octopus.auto"


def drawn_places(result: RunResult) -> list[str]:
    (made,) = result.outcome.lists
    return made.rows.filter(pl.col("origin") == DRAWN)["place"].sort().to_list()


@given(
    st.integers(1, 200),
    st.integers(0, 400),
    st.floats(0, 0.5, allow_nan=False).map(lambda share: round(share, 2)),
)
def test_the_share_is_exact_within_rounding(capacity: int, candidates: int, share: float) -> None:
    room = divide(capacity, candidates, share)
    length = room.flagged + room.random
    assert length <= capacity
    assert room.flagged <= candidates
    assert abs(room.random - share * length) <= 1


def test_the_share_of_a_project_is_on_the_list_and_recorded(run_town: RunTown) -> None:
    result = run_town(share=0.2)
    (made,) = result.outcome.lists
    assert made.rows.height == 30
    assert len(drawn_places(result)) == 6
    counts = json.loads((result.folder / "manifest.json").read_text("utf-8"))["counts"]
    draw = counts["draws"][LIST]
    assert (draw["seed"], draw["population"], draw["drawn"], draw["share"]) == (1, 60, 6, 0.2)


def test_the_same_seed_draws_the_same_places_and_another_seed_others(run_town: RunTown) -> None:
    first, again = run_town(name="a"), run_town(name="b")
    assert drawn_places(first) == drawn_places(again)
    assert drawn_places(run_town(seed=2, name="c")) != drawn_places(first)


def test_only_what_has_no_signal_is_drawn(run_town: RunTown) -> None:
    result = run_town()
    registers = result.outcome.loaded.registers
    flagged = registers["kvk_establishment"].join(
        result.outcome.detection.signals, left_on="est_nr", right_on="subject", how="semi"
    )
    assert flagged.height == 40
    assert not set(drawn_places(result)) & set(flagged["vbo_id"])


def test_every_unflagged_place_has_an_equal_chance() -> None:
    """Chi-square over 1,500 seeds; counts of places drawn without replacement are correlated."""
    size, drawn, rounds = 40, 4, 1_500
    places = [f"{number:02d}" for number in range(size)]
    population = pl.DataFrame({"place_type": ["address"] * size, "place": places})
    counts = np.zeros(size)
    for seed in range(rounds):
        sample, _ = draw_random(
            population, drawn, seed=seed, purpose="octopus.auto:2026-01-01", share=0.1, desk=True
        )
        counts[sample["place"].cast(pl.Int64).to_numpy()] += 1
    expected = rounds * drawn / size
    spread = expected * (1 - drawn / size) * size / (size - 1)
    assert ((counts - expected) ** 2).sum() / spread < stats.chi2.ppf(0.999, size - 1)


def test_the_order_of_the_population_decides_nothing() -> None:
    rows = [("address", f"{number:02d}") for number in range(30)]
    there = pl.DataFrame(rows, schema=["place_type", "place"], orient="row")
    back = there.reverse()
    drawn = [draw_random(each, 5, seed=3, purpose="x", share=0.1, desk=True)[0]
             for each in (there, back)]  # fmt: skip
    assert drawn[0].equals(drawn[1])


def test_a_random_row_is_for_desk_work_in_every_format(run_town: RunTown) -> None:
    folder = run_town().folder / "lists"
    rows = json.loads((folder / f"{LIST}.json").read_text("utf-8"))["rows"]
    assert {row["handling"] for row in rows if row["origin"] == DRAWN} == {DESK}
    assert {row.get("handling") for row in rows if row["origin"] != DRAWN} == {None}
    table = pl.read_csv(folder / f"{LIST}.csv", separator=";", infer_schema=False)
    assert set(table.filter(pl.col("Herkomst") == DRAWN)["Werkwijze"]) == {DESK}
    sheet = openpyxl.load_workbook(folder / f"{LIST}.xlsx")["Lijst"]
    assert [cell.value for row in sheet.iter_rows() for cell in row].count(DESK) == 6


def _blind(run_town: RunTown) -> tuple[Path, list[dict[str, object]], set[str]]:
    result = run_town(extra="blind: true")
    rows = json.loads((result.folder / "lists" / f"{LIST}.json").read_text("utf-8"))["rows"]
    return result.folder, rows, set(drawn_places(result))


def test_a_blind_list_does_not_tell_which_rows_are_random(run_town: RunTown) -> None:
    folder, rows, drawn = _blind(run_town)
    assert len(rows) == 30
    assert [row["rank"] for row in rows] == list(range(1, 31))
    assert [row["vbo_id"] for row in rows] == sorted(str(row["vbo_id"]) for row in rows)
    assert drawn < {str(row["vbo_id"]) for row in rows}
    random = [row for row in rows if row["vbo_id"] in drawn]
    others = [row for row in rows if row["vbo_id"] not in drawn]
    for column in rows[0].keys() - {"registrations"}:  # the registers themselves, not the selection
        filled = [{row[column] not in (None, []) for row in part} for part in (random, others)]
        assert filled[0] == filled[1], column
    for path in (folder / "lists").iterdir():
        content = path.read_bytes()
        if path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path)
            cells = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row]
            content = " ".join(cells).encode()
        for word in (DRAWN, "signalen", "Autohandel sinds"):
            assert word.encode() not in content, (path.name, word)


@pytest.mark.large
def test_a_blind_list_on_paper_does_not_tell_either(run_town: RunTown, tmp_path: Path) -> None:
    folder, rows, drawn = _blind(run_town)
    files = written_as(published(folder, LIST), tmp_path / "blind.pdf")
    assert {file.name for file in files} == {"blind.pdf", "blind-afgeschermd.pdf"}
    texts = [_pages(file) for file in files]
    said = "\n".join(page for pages in texts for page in pages)
    for word in (DRAWN, "signalen", "Autohandel sinds", "punten", "startgetal"):
        assert word not in said, word
    assert all(f"{row['vbo_id']}" in said for row in rows)
    told = {
        str(row["vbo_id"]): _labels(next(page for page in texts[0] if str(row["vbo_id"]) in page))
        for row in rows
    }
    assert {told[each] for each in drawn} == {told[each] for each in told.keys() - drawn}


def _pages(file: Path) -> list[str]:
    """The words of each page, wherever its lines were broken."""
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(file).pages]


def _labels(page: str) -> tuple[str, ...]:
    """What stands before the values on the page of a row; registers say more of some places."""
    known = {column.heading for column in LISTS[LIST].columns} - {
        "Registraties (DOR, RDW, milieu, inzamelaars)"
    }
    return tuple(sorted(name for name in known if name in page))


def test_the_key_of_a_blind_list_stands_apart_and_for_its_owner_only(run_town: RunTown) -> None:
    folder, rows, drawn = _blind(run_town)
    path = folder / "keys" / f"{LIST}.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    key = pl.read_csv(path, separator=";", infer_schema=False)
    assert set(key.filter(pl.col("Herkomst") == DRAWN)["Plaats"]) == drawn
    by_rank = {str(row["rank"]): row["vbo_id"] for row in rows}
    assert dict(zip(key["Nr."], key["Plaats"], strict=True)) == by_rank


def test_without_blinding_there_is_no_key(run_town: RunTown) -> None:
    assert not (run_town().folder / "keys").exists()
