"""Text is split into rows and cells in one way, and no line of it is lost."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.errors import ExtractError, Problem
from screening.project.model import load_project
from screening.registers.reading import text_rows
from screening.registers.reading.limits import Limits
from screening.registers.reading.load import load_registers
from screening.registers.reading.source import Defaults, Source
from screening.registers.reading.table import Table
from screening.registers.reading.text_file import read_text
from tests.registers.conftest import AS_OF, HEAD
from tests.thorough import part

ENDS = st.sampled_from(["\n", "\r\n", "\r"])
PLAIN = st.text(st.sampled_from("a1 é\t#'="), max_size=4)
ODD = st.text(st.sampled_from('a1;"\n\r é'), max_size=6)


def read(text: str | bytes, **settings: object) -> Table:
    data = text.encode() if isinstance(text, str) else text
    return read_text(data, "x.csv", Source(**settings), Defaults(), Limits())


def rows(table: Table) -> list[tuple[str | None, ...]]:
    return table.cells.rows()


@given(st.lists(st.tuples(PLAIN, PLAIN), max_size=6), st.lists(ENDS, min_size=6, max_size=6))
def test_without_quotes_every_line_is_a_row_whatever_ends_it(
    cells: list[tuple[str, str]], ends: list[str]
) -> None:
    text = "a;b\r\n" + "".join(f"{x};{y}{end}" for (x, y), end in zip(cells, ends, strict=False))
    table = read(text)
    assert rows(table) == [(x or None, y or None) for x, y in cells if x or y]
    assert table.rows.to_list() == [n for n, (x, y) in enumerate(cells, 2) if x or y]
    assert table.faults is None


@given(st.lists(st.tuples(ODD, ODD), max_size=6), ENDS, st.booleans())
def test_what_the_csv_module_writes_is_read_back(
    cells: list[tuple[str, str]], end: str, every: bool
) -> None:
    written = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if every else csv.QUOTE_MINIMAL
    writer = csv.writer(written, delimiter=";", lineterminator=end, quoting=quoting)
    writer.writerows([("kop a", "kop b"), *cells])
    if not every and any(set(text) & set("\r\n") for row in cells for text in row):
        return  # older Pythons do not quote a line end that is not the one they write
    table = read(written.getvalue())
    lone = '"' not in written.getvalue() or "\n" not in written.getvalue()
    said = [tuple(re.sub("\r\n?", "\n", c) if lone else c for c in row) for row in cells]
    assert rows(table) == [(x or None, y or None) for x, y in said if x or y]
    assert table.faults is None


@given(st.lists(st.lists(PLAIN, max_size=4), min_size=1, max_size=6))
def test_a_row_of_another_width_is_marked_and_the_others_stay(cells: list[list[str]]) -> None:
    table = read("a;b\n" + "".join(";".join(row) + "\n" for row in cells))
    faults = [] if table.faults is None else table.faults.to_list()
    wrong = dict(zip(table.rows.to_list(), faults, strict=False))
    for number, row in enumerate(cells, 2):
        if any(row) and (len(row) < 2 or any(row[2:])):
            assert f"row has {max(len(row), 1)} fields, the header has 2" in str(wrong[number])
        elif any(row):  # one more blank cell is nothing
            assert wrong.get(number) is None


@settings(max_examples=part(300))
@given(st.lists(st.tuples(ODD, ODD), min_size=1, max_size=5), st.data())
def test_what_is_not_in_a_cell_stands_in_a_row_set_aside(
    odd: list[tuple[str, str]], data: st.DataObject
) -> None:
    """Whatever signs stand between: a mark on every line is read, or its row is set aside."""
    lines = [f"t{n}x;{a}{b}" for n, (a, b) in enumerate(odd)]
    ends = data.draw(st.lists(ENDS, min_size=len(lines), max_size=len(lines)))
    text = "a;b\n" + "".join(line + end for line, end in zip(lines, ends, strict=True))
    table = read(text)
    known = "\n".join(cell for row in rows(table) for cell in row if cell)
    lost = [n for n in range(len(odd)) if f"t{n}x" not in known]
    set_aside = 0 if table.faults is None else table.faults.drop_nulls().len()
    assert len(lost) <= set_aside
    assert len(table.rows) == table.cells.height


def test_a_quote_that_is_not_closed_costs_its_own_line_only() -> None:
    table = read('a;b\n1;x\n2;"y\n3;z\n4;"p"q\n5;"r ""s"""\n')
    assert rows(table) == [
        ("1", "x"), (None, None), ("3", "z"), (None, None), ("5", 'r "s"')
    ]  # fmt: skip
    assert table.rows.to_list() == [2, 3, 4, 5, 6]
    assert table.faults is not None
    assert [bool(fault) for fault in table.faults] == [False, True, False, True, False]
    assert "a quote is not closed" in table.faults[1]


def test_a_quote_inside_a_text_is_a_sign_like_any_other() -> None:
    assert rows(read('a;b\n1;12" buis\n2;x\n3;3"\n')) == [
        ("1", '12" buis'),
        ("2", "x"),
        ("3", '3"'),
    ]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_a_header_in_quotes_may_hold_line_ends(end: str) -> None:
    table = read(f'"kvk\nnr";"naam ""x"""{end}1;2{end}')
    assert table.headers == ("kvk\nnr", 'naam "x"')
    assert rows(table) == [("1", "2")]
    assert table.rows.to_list() == [2]


def test_a_broken_row_says_nothing_of_cells_that_are_not_its_own(load) -> None:
    text = "vbo_id;ref_date;value\n\n9999010000000001;01-01-2025;1\n;;\n;;3;4\n"
    loaded = load("  woz_value: {path: w.csv}\n", {"w.csv": text})
    assert loaded.reports["woz_value"].rows_read == 2
    (line,) = loaded.quarantine["woz_value"].to_dicts()
    assert line == {
        "source_file": "w.csv", "row": 5, "column": "", "value": "",
        "reason": "row has 4 fields, the header has 3",
    }  # fmt: skip


def test_rows_above_the_header_are_left_out() -> None:
    for end in ("\n", "\r", "\r\n"):
        table = read(end.join(["titel;;;", "", "a;b", "1;2", ""]), header_row=3)
        assert (table.headers, rows(table), table.rows.to_list()) == (("a", "b"), [("1", "2")], [4])
    table = read('een "titel"\r\na;b\r\n1;x\r2;y\r\n', header_row=2)
    assert rows(table) == [("1", "x"), ("2", "y")]
    with pytest.raises(ExtractError, match="the header is blank"):
        read("a;b\n1;2\n", header_row=10**12)


def test_the_quick_way_and_the_careful_one_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a;b\r\n1;2\r\n\r\n;\r\n 3 ;#4\r\n5;6"
    quick = read(text)
    monkeypatch.setattr(text_rows, "_quick", lambda *_: None)
    careful = read(text)
    assert rows(quick) == rows(careful)
    assert quick.rows.to_list() == careful.rows.to_list() == [2, 5, 6]


def load(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "w.csv").write_bytes(content)
        register = "  woz_value: {path: w.csv, max_quarantined: 1}\n"
        (folder / "screening.yaml").write_text(HEAD + register, encoding="utf-8")
        loaded = load_registers(load_project(folder), as_of=AS_OF)
    report = loaded.reports["woz_value"]
    assert report.rows_read == report.rows_loaded + report.rows_quarantined
    assert loaded.registers["woz_value"].height == report.rows_loaded
    whole = ~loaded.quarantine["woz_value"]["reason"].str.contains("the row is loaded")
    assert whole.sum() == report.rows_quarantined


def refused(content: bytes) -> list[Problem]:
    """What is told when the extract is refused as a whole."""
    try:
        load(content)
    except ExtractError as error:
        return error.problems
    return []


BYTES = st.lists(
    st.sampled_from([b"9999010000000001", b"01-01-2025", b"100", b"1,5", b";", b";", b'"', b'""',
                     b"\r", b"\n", b"\r\n", b"\t", b"|", b" ", b"\xe9", "é".encode(), b"x"]),
    max_size=30,
).map(b"".join)  # fmt: skip


@pytest.mark.large
@settings(max_examples=part(300), deadline=None)
@given(BYTES)
def test_rows_read_are_rows_loaded_and_rows_set_aside_whatever_the_bytes(content: bytes) -> None:
    for problem in refused(b"vbo_id;ref_date;value\n9999010000000009;01-01-2025;1\n" + content):
        assert problem.where.file
        assert problem.remedy


@settings(max_examples=part(150), deadline=None)
@given(st.binary(max_size=60) | BYTES)
def test_no_bytes_at_all_end_in_anything_but_a_message(content: bytes) -> None:
    for problem in refused(content):
        assert problem.where.file


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        (b"a\r\nb\r\n", False),
        (b"a\rb\n", True),
        (b"a\n\r", True),
        (b"a\r\n\rb", True),
        (b"a\n", False),
    ],
)
def test_a_line_end_of_one_sign_is_seen_wherever_it_stands(monkeypatch, text, alone):
    wanted = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if alone else text
    for piece in (1, 2, 3, 100):
        monkeypatch.setattr(text_rows, "_PIECE", piece)
        assert text_rows.one_end(text) == wanted
