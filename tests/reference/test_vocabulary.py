"""Every code has words, and what a column can hold is said in one place: the list of its codes."""

from __future__ import annotations

import pytest

from screening.errors import GateError
from screening.lists import LISTS
from screening.reference.deadlines import when_passed
from screening.reference.vocabulary import also_written, code_lists, words
from screening.reference.words import is_neutral
from screening.reference.workflow import questions
from screening.registers.schemas import REGISTERS
from tests.compiled import compile_query

CLOSED = {
    ("signal", "topic"): "signal_topic",
    ("signal", "source"): "signal_source",
    ("web_finding", "kind"): "web_kind",
    ("inspection", "finding_code"): "finding",
    ("inspection", "domain"): "finding_domain",
    ("permit", "kind"): "permit_kind",
    ("permit", "status"): "permit_status",
    ("bag_object", "status"): "bag_object_status",
    ("bag_pand", "status"): "bag_pand_status",
    ("kvk_company", "legal_form"): "legal_form",
    ("brk_right", "right"): "right",
    ("rdw_recognition", "kind"): "recognition",
    ("closure", "article"): "closing_power",
    ("permit_application", "kind"): "application_kind",
    ("bibob_event", "result"): "bibob_result",
    ("care_contract", "kind"): "care_kind",
    ("area_certificate", "kind"): "area_certificate",
    ("permit_application", "status"): "application_status",
    ("area_share", "bound"): "share_bound",
}
OPEN = {
    ("area_count", "phenomenon"): "phenomenon",
    ("area_share", "topic"): "share_topic",
    ("area_branch", "branch"): "branch",
    ("area_designation", "branch"): "branch",
    ("permit_application", "branch"): "branch",
}
"""What an extract may hold more of, and rules may not."""


@pytest.mark.parametrize(("column", "name"), CLOSED.items(), ids=str)
def test_the_column_holds_the_codes_of_its_list(column: tuple[str, str], name: str) -> None:
    register, field = column
    declared = REGISTERS[register].columns[field]
    assert (declared.metadata or {})["values"] == list(words(name))


def test_every_list_is_used() -> None:
    on_forms = {field.codes for kind in LISTS.values() for field in kind.form if field.codes}
    weighed = {question.codes for question in questions().values()}
    every = {*CLOSED.values(), *OPEN.values()} | on_forms | weighed | {"bag_usage"}
    assert every == {*code_lists()}
    assert not {*CLOSED.values()} & on_forms


def test_a_list_that_includes_another_begins_with_it() -> None:
    assert list(words("application_kind"))[: len(list(words("permit_kind")))] == list(
        words("permit_kind")
    )
    assert "bouw" in list(words("application_kind"))
    assert "bouw" not in list(words("permit_kind"))


def test_the_words_are_neutral_and_no_codes() -> None:
    for values in code_lists().values():
        for code, told in values.items():
            assert is_neutral(told), (code, told)
            assert "_" not in told, (code, told)


@pytest.mark.parametrize(("column", "name"), (CLOSED | OPEN).items(), ids=str)
def test_a_rule_that_asks_for_a_code_of_no_list_is_refused(
    column: tuple[str, str], name: str
) -> None:
    register, field = column
    number = next(iter(REGISTERS[register].columns))
    asked = f"SELECT r.{number} AS subject, r.{field} = '{{}}' AS asked FROM {register} r"
    compile_query(asked.format(next(iter(words(name)))))
    with pytest.raises(GateError, match=f"'nergens' is no code of {register}.{field}"):
        compile_query(asked.format("nergens"))


def test_what_a_column_joins_is_closed_too() -> None:
    asked = "SELECT b.vbo_id AS subject, b.usage {} AS asked FROM bag_object b"
    assert (REGISTERS["bag_object"].columns["usage"].metadata or {})["parts"] == list(
        words("bag_usage")
    )
    for fine in ("LIKE '%woonfunctie%'", "= 'kantoorfunctie|woonfunctie'", "IN ('celfunctie')"):
        compile_query(asked.format(fine))
    for wrong in ("LIKE '%woning%'", "= 'kantoor|woonfunctie'", "IN ('celfunctie', 'winkel')"):
        with pytest.raises(GateError, match=r"is no code of bag_object\.usage"):
            compile_query(asked.format(wrong))


def test_what_else_is_written_stands_for_a_code_and_is_none() -> None:
    for name in code_lists():
        small = {code.lower() for code in words(name)}
        for written, code in also_written(name).items():
            assert written == written.lower(), (name, written)
            assert code in words(name), (name, code)
            assert written not in small, (name, written)


def test_a_change_of_the_plan_and_an_activity_under_it_are_two_kinds() -> None:
    kinds, other = words("application_kind"), also_written("application_kind")
    assert "omgevingsplan" not in {*kinds, *other}  # it may be either
    assert other["bopa"] == other["buitenplanse omgevingsplanactiviteit"]
    assert other["bopa"] == "omgevingsplanactiviteit"
    assert other["wijziging omgevingsplan"] == "planwijziging"
    when = when_passed()
    assert when["omgevingsplanactiviteit"] == when["bouw"]
    assert "gemeenteraad" in when["planwijziging"]
