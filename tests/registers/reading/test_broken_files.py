"""Files that are broken in every way: one clear message, or an account of every row; no traceback.

Three hundred in CI, a sixth of them elsewhere; each is made from its number alone.
"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import random
import sqlite3
import zipfile
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from screening.errors import ExtractError, ScreeningError
from screening.project.mapping.survey import survey
from screening.project.model import Project
from screening.registers.reading.load import load_registers
from screening.registers.reading.source import Source
from tests import thorough
from tests.guided import guide, written

AS_OF = dt.date(2026, 1, 1)
FILES = thorough.part(300, of=6)
HEADER = ("BAG-id", "Waardepeildatum", "WOZ-waarde", "Soort")
SOURCE = Source(
    columns={
        "vbo_id": HEADER[0],
        "ref_date": HEADER[1],
        "value": HEADER[2],
        "usage_class": HEADER[3],
    },
    codes={"usage_class": {"woning": "home", "niet-woning": "other"}},
    max_quarantined=1.0,
)
Rows = list[list[str]]
ODD = [
    "", '"', '""', "'", ";", "\r", "\n", "\0", "\t", "é", "\ufeff", "#N/A", "99-99-9999", "1e309",
    "=1+1", "9" * 40, "-", "NaN", "\u00a0", "12,5,6", "\U0001f600", "x" * 20_000, "00000000",
    "2024JJ00",
]  # fmt: skip


def rows_of(luck: random.Random) -> Rows:
    return [
        [f"99990100{n:08d}", f"{1 + n % 28:02d}-01-2025", str(100_000 + 37 * n),
         luck.choice(["woning", "niet-woning", "Woning", "?"])]
        for n in range(luck.randint(0, 40))
    ]  # fmt: skip


def spoiled(rows: Rows, luck: random.Random) -> Rows:
    """Cells that are no such value, rows that are too short, too long or twice there."""
    table = [list(HEADER), *[list(row) for row in rows]]
    for _ in range(luck.randint(0, 8)):
        row = luck.choice(table)
        what = luck.random()
        if what < 0.6 and row:
            row[luck.randrange(len(row))] = luck.choice(ODD)
        elif what < 0.75:
            row.append(luck.choice(ODD))
        elif what < 0.9 and row:
            row.pop(luck.randrange(len(row)))
        else:
            table.insert(luck.randrange(len(table) + 1), list(row))
    return table


def as_csv(table: Rows, luck: random.Random) -> bytes:
    sign, end = luck.choice(";;;,\t|"), luck.choice(["\n", "\r\n", "\r"])
    quote = luck.random() < 0.4
    lines = [sign.join(f'"{cell}"' if quote else cell for cell in row) for row in table]
    encoding = luck.choice(["utf-8", "utf-8", "cp1252", "utf-16"])
    return (end.join(lines) + end).encode(encoding, "replace")


def as_json(table: Rows, luck: random.Random) -> bytes:
    objects = [dict(zip(HEADER, row, strict=False)) for row in table[1:]]
    if luck.random() < 0.5:
        return "\n".join(map(json.dumps, objects)).encode()
    return json.dumps({"value": objects} if luck.random() < 0.5 else objects).encode()


def as_parquet(table: Rows, _: random.Random) -> bytes:
    written = io.BytesIO()
    cells = [[(row + [""] * 4)[place] for row in table[1:]] for place in range(4)]
    pl.DataFrame(cells, schema=[(name, pl.String) for name in HEADER]).write_parquet(written)
    return written.getvalue()


def as_sqlite(table: Rows, _: random.Random) -> bytes:
    base = sqlite3.connect(":memory:")
    base.execute('CREATE TABLE woz ("BAG-id", "Waardepeildatum", "WOZ-waarde", "Soort")')
    base.executemany(
        "INSERT INTO woz VALUES (?, ?, ?, ?)", [(row + [""] * 4)[:4] for row in table[1:]]
    )
    return base.serialize()


def as_xlsx(table: Rows, _: random.Random) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(table):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell)
    return written.getvalue()


def packed(content: bytes, luck: random.Random) -> tuple[bytes, str]:
    if luck.random() < 0.5:
        return gzip.compress(content), "csv.gz"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        opened.writestr("woz.csv", content)
    return made.getvalue(), "zip"


KINDS: dict[str, Callable[[Rows, random.Random], bytes]] = {
    "csv": as_csv, "json": as_json, "parquet": as_parquet, "sqlite": as_sqlite,
}  # fmt: skip


def broken(number: int) -> tuple[str, bytes]:
    """The name and bytes of one file: a kind, and harm to its values, its rows or its bytes."""
    luck = random.Random(number)
    table = spoiled(rows_of(luck), luck)
    if number % 25 == 0:
        kind, content = "xlsx", as_xlsx(table, luck)
    else:
        kind = luck.choice(["csv"] * 4 + [*KINDS])
        content = KINDS[kind](table, luck)
        if kind == "csv" and luck.random() < 0.2:
            content, kind = packed(content, luck)
    harm = luck.random()
    if harm < 0.25 and content:
        content = content[: luck.randrange(len(content))]
    elif harm < 0.5 and content:
        changed = bytearray(content)
        for _ in range(luck.randint(1, 6)):
            changed[luck.randrange(len(changed))] = luck.randrange(256)
        content = bytes(changed)
    elif harm < 0.55:
        kind = luck.choice(["csv", "json", "parquet", "gz", "zip", "gpkg", "xls"])
    return f"woz_{number}.{kind}", content


def problems_with(folder: Path, number: int) -> str:
    """What is wrong with how a broken file is dealt with; '' when nothing is."""
    name, content = broken(number)
    (folder / name).write_bytes(content)
    source = SOURCE.model_copy(update={"path": name})
    project = Project(name="V", municipality="GM9001", as_of=AS_OF, packs=["octopus"])
    project = project.model_copy(update={"registers": {"woz_value": [source]}}).placed(folder)
    try:
        loaded = load_registers(project, as_of=AS_OF)
    except ScreeningError as error:
        told = [each for each in error.problems if each.found and each.where.file]
        return "" if len(told) == len(error.problems) > 0 else f"{name}: {error.problems}"
    report = loaded.reports["woz_value"]
    whole = ~loaded.quarantine["woz_value"]["reason"].str.contains("the row is loaded")
    if report.rows_read != report.rows_loaded + report.rows_quarantined:
        return f"{name}: {report.rows_read} read, {report.rows_loaded} loaded"
    return "" if whole.sum() == report.rows_quarantined else f"{name}: quarantine"


@pytest.mark.large
def test_a_broken_file_is_a_clear_message_or_accounted_for(tmp_path: Path) -> None:
    assert [text for number in range(FILES) if (text := problems_with(tmp_path, number))] == []


@pytest.mark.large
def test_broken_files_among_deliveries_are_told_and_the_project_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    names = set()
    for number in range(0, FILES, 5):
        name, content = broken(number)
        (tmp_path / "in" / name).write_bytes(content)
        names.add(name)
    found, _ = guide(tmp_path / "project", tmp_path / "in")
    project = written(tmp_path / "project", found)
    load_registers(project, as_of=AS_OF)
    told = (tmp_path / "project" / "screening.yaml").read_text("utf-8")
    patterns = [each.path.rsplit("/", 1)[-1] for each in found.mapped]
    assert all(name in told or any(fnmatch(name, each) for each in patterns) for name in names)


@pytest.mark.large
def test_the_files_are_broken_in_many_ways(tmp_path: Path) -> None:
    """Neither all refused nor all read: otherwise the tests above would prove nothing."""
    refused = 0
    for number in range(40):
        name, content = broken(number)
        (tmp_path / name).write_bytes(content)
        source = SOURCE.model_copy(update={"path": name})
        project = Project(name="V", municipality="GM9001", as_of=AS_OF, packs=["octopus"])
        project = project.model_copy(update={"registers": {"woz_value": [source]}})
        try:
            load_registers(project.placed(tmp_path), as_of=AS_OF)
        except ExtractError:
            refused += 1
    assert 5 < refused < 35


@pytest.mark.parametrize("number", [3, 11])
def test_a_number_makes_the_same_file(number: int) -> None:
    assert broken(number) == broken(number)


def test_a_database_with_a_name_that_is_no_text_is_told(tmp_path: Path) -> None:
    content = as_sqlite([list(HEADER)], random.Random(1)).replace(b"woz", b"w\x9bz")
    (tmp_path / "woz.sqlite").write_bytes(content)
    held, unread = survey(
        Project(name="V", municipality="GM9001", as_of=AS_OF, packs=["octopus"]).placed(tmp_path),
        ["woz.sqlite"],
        str,
    )
    assert not held
    assert [each.problem is not None for each in unread] == [True]
