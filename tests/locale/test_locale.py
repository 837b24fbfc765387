from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.locale import (
    Language,
    ask,
    dutch_number,
    follow,
    language,
    look_at,
    number,
    percentage,
    tr,
    trn,
)
from screening.locale.of_project import language_of


@pytest.fixture(autouse=True)
def nobody_asked() -> Iterator[None]:
    def forget() -> None:
        ask(None)
        follow(None)

    forget()
    look_at({})
    yield
    forget()
    look_at({"LANGUAGE": "en"})


@pytest.mark.parametrize(
    ("machine", "expected"),
    [
        ({}, "nl"),
        ({"LANG": "C.UTF-8", "LC_ALL": "en_US.UTF-8"}, "nl"),
        ({"LANGUAGE": "en_US:en"}, "nl"),
        ({"LANGUAGE": "de:en"}, "nl"),
        ({"LANGUAGE": "en"}, "en"),
        ({"LANGUAGE": "en:nl"}, "en"),
    ],
)
def test_dutch_unless_the_machine_asks_for_english_in_so_many_words(
    machine: dict[str, str], expected: str
) -> None:
    look_at(machine)
    assert language() == expected


def test_who_asks_comes_before_the_project_and_that_before_the_machine() -> None:
    look_at({"LANGUAGE": "en"})
    follow("nl")
    assert (language(), tr("row")) == ("nl", "rij")
    ask("en")
    assert (language(), tr("row")) == ("en", "row")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("language: en\n", "en"),
        ("name: X\nlanguage: 'nl' # Dutch\n", "nl"),
        ("name: language\n", None),
        ("language: fy\n", None),
        ("lists:\n  language: en\n", None),
        ("\ufefflanguage: en\n", "en"),
        ("\x00\udcff", None),
    ],
)
def test_the_language_of_a_project_is_read_before_the_rest_of_it(
    tmp_path: Path, written: str, expected: Language | None
) -> None:
    (tmp_path / "screening.yaml").write_bytes(written.encode("utf-8", "surrogateescape"))
    assert language_of(tmp_path) == expected
    assert language_of(tmp_path / "nowhere") is None


def test_numbers_the_dutch_way_and_in_english_as_they_were() -> None:
    assert [number(12978), number(0.25, 2), percentage(0.002)] == ["12.978", "0,25", "0,2%"]
    assert trn("{count} row", "{count} rows", 1) == "1 rij"
    assert trn("{count} row", "{count} rows", 12978) == "12.978 rijen"
    ask("en")
    assert [number(12978), number(0.25, 2), percentage(0.002)] == ["12978", "0.25", "0.2%"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("12978", "12.978"), ("5.9%", "5,9%"), ("-1234.5", "-1.234,5"), ("0111", "0111")],
)
def test_a_number_of_the_source_the_dutch_way(text: str, expected: str) -> None:
    assert dutch_number(text) == expected
