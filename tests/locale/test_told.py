"""Messages that come from far are found back by the text around their values."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.messages import is_prose, template
from catalogue.update import po_file, read
from screening.errors import Problem, Where
from screening.locale import MESSAGES, ask
from screening.locale.told import HOLE, plain, told, told_facts, told_in, told_problem


@pytest.fixture(autouse=True)
def in_dutch() -> Iterator[None]:
    ask("nl")
    yield
    ask(None)


def filled(text: str) -> str:
    return plain(HOLE.sub(lambda hole: f"Xq{hole[1]}", text))


def test_every_message_is_found_back_whatever_its_values() -> None:
    known = {str(each.id): str(each.string) for each in read(po_file(MESSAGES)) if each.id}
    beside = {one for one in known if "}{" in HOLE.sub("{}", one)}  # which value is which is open
    wrong = {one for one, said in known.items() if told(filled(one)) != filled(said)}
    assert not wrong - beside


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("there is no rule 'address.many'", "er is geen regel 'address.many'"),
        ("there is no rule 'is missing'", "er is geen regel 'is missing'"),
        ("Did you mean 'tvo'?", "Bedoelde u 'tvo'?"),
        (
            "2 of 18700 rows and 5 values of other rows",
            "2 van 18.700 rijen en 5 waarden van andere rijen",
        ),
        (
            "area_count.files (90.9% of the rows), area.address_density (13.0% of the rows)",
            "area_count.files (90,9% van de rijen), area.address_density (13,0% van de rijen)",
        ),
        (
            "not a whole number; the row is loaded, this is unknown",
            "geen heel getal; de rij is geladen, dit is onbekend",
        ),
        (
            "12 x est_nr: identical to an earlier row (first: a.csv, row 3)",
            "12 x est_nr: gelijk aan een eerdere rij (eerste: a.csv, rij 3)",
        ),
        (
            "not a date on the calendar; expected dd-mm-yyyy or yyyy-mm-dd",
            "geen datum van de kalender; verwacht: dd-mm-yyyy of yyyy-mm-dd",
        ),
        (
            "may be 111, or 0111 that lost its zero; export the column as text",
            "kan 111 zijn, of 0111 die de nul kwijt is; exporteer de kolom als tekst",
        ),
    ],
)
def test_a_message_with_values_and_messages_in_it(text: str, expected: str) -> None:
    assert told(text) == expected
    ask("en")
    assert told(text) == text


def test_what_is_no_message_stays_as_it_is() -> None:
    for text in ("", "Straatweg 1; 2 hoog, achter", "x" * 10_000, "{0}", "a\nb"):
        assert told(text) == text


@given(st.text(max_size=60))
def test_any_value_in_quotes_comes_through_untouched(value: str) -> None:
    ask("nl")
    assert told(f"there is no rule '{value}'") == f"er is geen regel '{value}'"


def test_a_problem_and_its_labels() -> None:
    problem = Problem(
        "unknown key 'titel'", Where("a.yaml", 3, None, "titel"), "a known key", "Correct the name."
    )
    assert told_problem(problem) == (
        "a.yaml:3, kolom 'titel': onbekende sleutel 'titel'\n"
        "  verwacht:  een bekende sleutel\n"
        "  oplossing: Verbeter de naam."
    )
    assert told_facts(problem)["remedy"] == "Verbeter de naam."
    assert told_in({"remedy": ["Correct the name.", 3]}) == {"remedy": ["Verbeter de naam.", 3]}
    ask("en")
    assert told_problem(problem) == str(problem)


def test_what_reads_as_prose_is_a_message_and_code_is_not() -> None:
    assert template(["at most ", None, " of {x}"]) == "at most {0} of {{x}}"
    assert is_prose("there is no rule '{0}'")
    assert not is_prose("SELECT a AS b FROM {0}")
    assert not is_prose("vestigingen zonder adres tellen niet mee in een lijst")
    assert not is_prose(r"^(?:some|pattern)\d of it$")
    assert not is_prose("octopus.auto")


def test_a_message_that_holds_the_sign_between_messages() -> None:
    lost = "may be 12, or 012 that lost its zero; export the column as text"
    said = "kan 12 zijn, of 012 die de nul kwijt is; exporteer de kolom als tekst"
    assert told(f"{lost}; the row is loaded, this is unknown") == (
        f"{said}; de rij is geladen, dit is onbekend"
    )
