"""docs/seed.md and its Dutch page name commands and tests that exist, an ask a row."""

from __future__ import annotations

import re

import pytest

from screening.lists import LISTS
from tests.named_tests import ROOT, left_out, named_in
from tests.shipped import shipped_packs

PAGE = (ROOT / "docs/seed.md").read_text(encoding="utf-8")
DUTCH = (ROOT / "docs/uitvoeringsplan.md").read_text(encoding="utf-8")
NAMED = named_in(PAGE)


def rows(page: str, heading: str) -> list[list[str]]:
    table = page[page.index(f"| {heading} |") :].split("\n\n", maxsplit=1)[0]
    return [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]


def numbers(page: str, heading: str) -> list[str]:
    """What each row is about: the numbers of the plan before its first word."""
    return [row[0].partition(",")[0].replace(" en ", " and ") for row in rows(page, heading)]


def test_every_ask_has_an_answer_a_test_and_what_is_lacking() -> None:
    asks = rows(PAGE, "ask")
    assert len(asks) >= 18
    for ask, answered, held, lacking in asks:
        assert ask
        assert answered
        assert lacking
        assert re.fullmatch(r"`tests/[\w/]+\.py::test_\w+`(, `tests/[\w/]+\.py::test_\w+`)*", held)


def test_what_the_field_names_has_a_rule_or_what_it_would_need() -> None:
    named = rows(PAGE, "indicator")
    assert len(named) == 14
    for indicator, here, lacking in named:
        assert "rule `" in here or (here == "-" and lacking != "-"), indicator
    lacking_something = [row for row in named if row[2] != "-"]
    assert len(rows(DUTCH, "kenmerk")) == len(lacking_something)


def test_the_dutch_page_has_the_same_rows() -> None:
    mine, theirs = numbers(PAGE, "ask"), numbers(DUTCH, "vraag")
    assert [each.split(":")[0].split()[0] for each in mine[:-2]] == [
        each.split(":")[0].split()[0] for each in theirs[:-2]
    ]
    assert len(mine) == len(theirs)


@pytest.mark.parametrize(("file", "name"), NAMED, ids=lambda part: part)
def test_every_named_test_exists(file: str, name: str) -> None:
    assert not left_out(file, name)


@pytest.mark.parametrize("page", [PAGE, DUTCH], ids=["seed", "uitvoeringsplan"])
def test_every_named_command_list_and_rule_exists(page: str) -> None:
    import typer

    from cli.main import app

    known = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    asked = set(re.findall(r"`screening (\w+)", page))
    assert asked
    assert asked <= known
    named = set(re.findall(r"(?:list|lijst) `([\w.]+)`", page))
    assert named
    assert named <= set(LISTS)
    rules = {each.id for pack in shipped_packs().values() for each in pack.documents}
    told = set(re.findall(r"rule `([a-z]+\.[a-z_]+)`", page))
    assert told <= rules
