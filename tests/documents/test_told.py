"""Every text that people read is found by the type of its field, and lint looks through all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest

from screening.documents.fields import Model, OnGrounds, Said, Title, Told, Unit
from screening.documents.told import texts_of
from screening.errors import PackError
from screening.packs.lint import lint_packs
from tests.compiled import load_pack

Write = Callable[..., Path]


class Part(Model):
    """A part of a document."""

    label: Title
    unit: Unit = ""
    name: str = "not read by people"


class Whole(Model):
    """A document with texts in every way that a field can hold them."""

    one: Told
    none: Told | None = None
    lawful: OnGrounds = "x"
    listed: list[Title] = []
    named: dict[str, Told] = {}
    parts: dict[str, Annotated[list[Part], "some"]] = {}
    either: str | list[Title] | None = None
    rows: dict[str, list[dict[str, Any]]] = {}
    part: Part | None = None


def test_texts_are_found_by_the_type_of_their_field() -> None:
    whole = Whole(
        one="1", lawful="2", listed=["3"], named={"a": "4"}, rows={"r": [{"c": "no"}]},
        parts={"p": [Part(label="5", unit="6")]}, either=["7"], part=Part(label="8"),
    )  # fmt: skip
    assert dict(texts_of(whole)) == {
        "one": "1", "lawful": "2", "listed.0": "3", "named.a": "4", "parts.p.0.label": "5",
        "parts.p.0.unit": "6", "either.0": "7", "part.label": "8", "part.unit": "",
    }  # fmt: skip
    assert "lawful" not in dict(texts_of(whole, but=Said.OF_GROUNDS))


BLOCKED, JUDGING = "Let op moslims in deze branche.", "Dit is een malafide bedrijf."
IN_A_RULE: dict[str, Callable[[str], dict[str, Any]]] = {
    "title": lambda text: {"title": text},
    "status_reason": lambda text: {"status_reason": text},
    "innocent.0": lambda text: {"innocent": [text]},
    "parameters.max_companies.unit": lambda text: {
        "parameters": {"max_companies": {"value": 2, "unit": text, "why": "Zo is het."}}
    },
    "measures.companies.unit": lambda text: {
        "measures": {"companies": {"label": "bedrijven", "unit": text}}
    },
    "not_applicable.0.reason": lambda text: {
        "not_applicable": [{"if": "companies > 9", "reason": text}]
    },
    "confidential.reason": lambda text: {
        "confidential": {"parameters": ["max_companies"], "reason": text}
    },
    "proxies.postcode": lambda text: {"proxies": {"postcode": text}},
    "uses_own_selection": lambda text: {"uses_own_selection": text},
    "suitability.shown.legal": lambda text: {"suitability": {"shown": {"legal": text}}},
    "history.0.change": lambda text: {
        "version": 2, "history": [{"version": 2, "date": "2026-01-01", "change": text}]
    },
    "pictures.area_count.0.label": lambda text: {
        "pictures": {"area_count": [{"label": text, "count": "companies"}]}
    },
    "tests.0.name": lambda text: {"tests": [{"name": text, "expect": {}}]},
}  # fmt: skip
IN_A_HEADER: dict[str, Callable[[str], dict[str, Any]]] = {
    "title": lambda text: {"title": text},
    "purpose": lambda text: {"purpose": text},
    "task": lambda text: {"task": text},
    "bases.0.article": lambda text: {"bases": [{"code": "G-HR", "article": text}]},
    "owner": lambda text: {"owner": text},
    "joins": lambda text: {"joins": text},
    "not_shown.legal": lambda text: {"not_shown": {"legal": text}},
    "priority.motivation": lambda text: {"priority": {"motivation": text}},
    "lists.adr.eigen.title": lambda text: {"lists": {"adr.eigen": {"title": text}}},
}


def problems(folder: Path) -> Iterator[str]:
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    return (str(each) for each in caught.value.problems)


@pytest.mark.parametrize("path", IN_A_RULE)
def test_no_text_of_a_rule_speaks_of_a_ground(write_pack: Write, path: str) -> None:
    folder = write_pack(IN_A_RULE[path](BLOCKED))
    assert any(f"the text of '{path}' stands for religion" in each for each in problems(folder))


@pytest.mark.parametrize("path", IN_A_HEADER)
def test_no_text_of_a_header_speaks_of_a_ground(write_pack: Write, path: str) -> None:
    folder = write_pack(header=IN_A_HEADER[path](BLOCKED))
    assert any(f"the text of '{path}' stands for religion" in each for each in problems(folder))


def test_no_text_of_a_header_judges(write_pack: Write) -> None:
    folder = write_pack(header={"title": JUDGING})
    found = [each.problem.found for each in lint_packs([load_pack(folder)])]
    assert any("'malafide' in 'title'" in each for each in found)


def test_what_others_published_may_be_called_what_it_is(write_pack: Write) -> None:
    """A publication has the title it has; texts of the rule itself name the word that was found."""
    assert load_pack(write_pack({"sources": [f"Rapport: {BLOCKED}"]})).rules
    assert any("'geloofsovertuiging' in the text of 'innocent.0'" in each for each in problems(
        write_pack({"innocent": ["Een geloofsovertuiging zegt hier niets."]})
    ))  # fmt: skip
