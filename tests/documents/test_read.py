from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.documents.build import LONGEST_KEY, MAX_KEYS, MAX_VALUES
from screening.documents.read import MAX_BYTES, Document, read_yaml


def _read(tmp_path: Path, content: str | bytes) -> Document:
    path = tmp_path / "file.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_yaml(path)


def test_values_are_those_of_yaml_1_2(tmp_path: Path) -> None:
    text = """
if: x
on: yes
no: off
yes_no: true
id: 0114200000000001
sbi: '01'
number: 12
grouped: 10_000
real: 1.5
small: 1e-3
day: 2024-02-29
empty:
tilde: ~
quoted: "true"
version: 1.2.3
octal: 0111
clock: 1:30
moment: 2024-02-29 10:00:00
huge: .inf
nothing: .nan
hex: 0x1F
longest: 999999999999999999
"""
    document = _read(tmp_path, text)
    assert document.problems == []
    assert document.data == {
        "if": "x",
        "on": "yes",
        "no": "off",
        "yes_no": True,
        "id": "0114200000000001",
        "sbi": "01",
        "number": 12,
        "grouped": 10_000,
        "real": 1.5,
        "small": 0.001,
        "day": dt.date(2024, 2, 29),
        "empty": None,
        "tilde": None,
        "quoted": "true",
        "version": "1.2.3",
        "octal": "0111",
        "clock": "1:30",
        "moment": "2024-02-29 10:00:00",
        "huge": ".inf",
        "nothing": ".nan",
        "hex": "0x1F",
        "longest": 999_999_999_999_999_999,
    }


def test_every_key_knows_its_line(tmp_path: Path) -> None:
    document = _read(
        tmp_path,
        "id: a\nselect: |\n  SELECT 1\n  FROM x\ntests:\n  - name: n\n    given: {a: [1]}\n",
    )
    assert document.lines["select"] == 2
    assert document.text_lines["select"] == 3
    assert document.text_lines["id"] == 1
    assert document.lines["tests.0.name"] == 6
    assert document.lines["tests.0.given.a.0"] == 7


def test_a_key_twice_names_both_lines(tmp_path: Path) -> None:
    document = _read(tmp_path, "a: 1\nb: {c: 1, c: 2}\na: 2\n")
    assert [(p.where.line, p.found) for p in document.problems] == [
        (2, "the key 'c' a second time (first on line 2)"),
        (3, "the key 'a' a second time (first on line 1)"),
    ]
    assert document.data["a"] == 1


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join(['*' + old] * 9)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (BOMB, "a reference to another place (*a)"),
        ("a: &x [*x]\n", "a reference to another place (*x)"),
        ("a: {<<: *b}\n", "a reference to another place (*b)"),
        ("a: !!python/object/apply:os.system ['true']\n", "a type tag"),
        ("a: !!binary aGk=\n", "a type tag"),
        ("!!set {a, b}\n", "a type tag"),
        ("a: 1\n---\nb: 2\n", "a second document"),
        ("- a\n- b\n", "the file holds a list"),
        ("just text\n", "the file holds 'just text'"),
        ("", "the file holds nothing"),
        ("# only a comment\n", "the file holds nothing"),
        ("a:\n\tb: 1\n", "a tab"),
        ("a: 'open\n", "cannot be read as YAML"),
        ("a: b: c\n", "cannot be read as YAML"),
        (b"\x00\x01\x02", "a control character (U+0000) in column 1"),
        (b"a: x\nb: \x1b[31m", "a control character (U+001B) in column 4"),
        ('a: "\\e[31m"', "a control character (U+001B)"),
        ('a: "x\\0"', "a control character (U+0000)"),
        ('a: "x\\ry"', "a control character (U+000D)"),
        ('a: "x\\u202ey"', "an invisible character (U+202E)"),
        ('"x\\u0430": 1', "a Greek or Cyrillic character (U+0430)"),
        ('a: "\\uD800"', "cannot be read as YAML"),
        ("a: &x 1\n", "a name to refer to (&x)"),
        ("a: &x [1]\n", "a name to refer to (&x)"),
        ("&x a: 1\n", "a name to refer to (&x)"),
        ("a: {<<: {b: 1}}\n", "a group that is merged from elsewhere"),
        ("a: " + "9" * 5_000, "a whole number of 5,000 digits"),
        ("a: -" + "9" * 19, "a whole number of 19 digits"),
        ("a: [1e999]", "a number too large or too long"),
        ("a: 0." + "1" * 5_000, "a number too large or too long"),
        ("a: [" + "1," * (MAX_VALUES + 1) + "]", "more than 50,000 values"),
        ("".join(f"a{n}: 1\n" for n in range(MAX_KEYS + 1)), "more than 5,000 keys"),
        ("x" * (LONGEST_KEY + 1) + ": 1", "a key of 201 characters"),
        (b"a: \xff\xfe\xfa\n", "not text in UTF-8"),
        ("a: x\n".encode("utf-16"), "not text in UTF-8"),
        ("a: " + "[" * 100_000, "more than 40 levels"),
        ("{" * 100_000, "a key that is not text"),
        ("? [a, b]\n: c\n", "a key that is not text"),
        ("? {a: {b: c}}\n: [d]\n", "a key that is not text"),
        ("day: 2024-02-30\n", "the date 2024-02-30"),
        ("a: na\u200btionaliteit\n", "an invisible character (U+200B)"),
        ("a: \u202efdsa\n", "an invisible character (U+202E)"),
        ("select: n\u0430tionaliteit\n", "a Greek or Cyrillic character (U+0430)"),
        ("x" * (MAX_BYTES + 1), "the file is 524,289 bytes"),
    ],
)
def test_hostile_files_are_refused_with_a_remedy(
    tmp_path: Path, content: str | bytes, said: str
) -> None:
    document = _read(tmp_path, content)
    matching = [problem for problem in document.problems if said in problem.found]
    assert matching, [problem.found for problem in document.problems]
    assert matching[0].expected
    assert matching[0].remedy
    assert matching[0].where.file.endswith("file.yaml")


def test_a_bomb_takes_no_room(tmp_path: Path) -> None:
    document = _read(tmp_path, BOMB)
    assert len(str(document.data)) < 1000


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    document = read_yaml(tmp_path / "none.yaml")
    assert "cannot be read" in document.problems[0].found


def test_a_folder_is_a_problem(tmp_path: Path) -> None:
    assert "not a file" in read_yaml(tmp_path).problems[0].found


def test_a_byte_order_mark_and_windows_lines_are_fine(tmp_path: Path) -> None:
    document = _read(tmp_path, b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert document.problems == []
    assert document.data == {"a": 1, "b": 2}
    assert document.lines["b"] == 2


@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_content_raises(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "file.yaml"
    path.write_bytes(content)
    document = read_yaml(path)
    assert document.problems or document.data or content.strip() == b"{}"
