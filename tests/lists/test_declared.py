"""What lists declare: columns and forms that fit together, and reference data behind them."""

from __future__ import annotations

from pathlib import Path

import pytest

from screening.lists import LISTS, ListKind
from screening.lists.column import Column, Shape, arranged
from screening.lists.paper import SHEET_WIDTH
from screening.packs.load import load_packs
from screening.prioritise.schema import type_of
from screening.publish.handbook.list_page import renewed
from screening.publish.notice import NOTICE
from screening.reference.board import phenomena, suggestions
from screening.reference.deadlines import when_passed
from screening.reference.partners import partners_of
from screening.reference.registration import registration_kinds
from screening.reference.suppliers import suppliers
from screening.reference.tables import interventions, themes
from screening.reference.vocabulary import code_lists
from screening.reference.words import judgements
from screening.registers.schemas import REGISTERS

RULES = Path(__file__).resolve().parents[2] / "rules"
KINDS = list(LISTS.values())
META = ["Status", "Doel", "Grondslag", "Ontvanger", "Peildatum", "Geldig tot", "Regelpakket", "Run"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_headings_and_keys_of_a_list_are_told_apart(kind: ListKind) -> None:
    asked = [*kind.columns, *kind.form]
    keys = [each.key for each in asked]
    headings = [each.heading for each in asked]
    assert len({*keys}) == len(keys)
    assert len({*headings, *META}) == len(headings) + len(META)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_columns_stand_in_the_order_of_the_catalogue(kind: ListKind) -> None:
    groups = [column.group for column in kind.columns]
    assert groups == sorted(groups)
    assert kind.form


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_printed_overview_fits_a_sheet(kind: ListKind) -> None:
    widths = {column.key: column.width for column in kind.open_columns}
    assert kind.paper.sheet
    assert sum(widths[key] for key in kind.paper.sheet) <= SHEET_WIDTH


@pytest.mark.parametrize("name", [name for name, kind in LISTS.items() if kind.theme])
def test_a_control_list_has_all_fifteen_groups_of_the_catalogue(name: str) -> None:
    kind = LISTS[name]
    assert {column.group for column in kind.columns} | {14} == set(range(1, 16))
    protected = {column.group for column in kind.columns if column.protected}
    assert protected == {6, 11}
    assert not {column.key for column in kind.open_columns if column.protected}


CATALOGUE = {
    "tvo": {
        "case": 1, "case_about": 1, "phenomena": 1, "suggestion": 2, "suggestion_why": 2,
        "people_at_risk": 3, "people_at_risk_why": 3, "strongest": 4, "subjects": 5,
        "trade_name": 5, "kvk_nr": 5, "expected_roles": 5, "reasons": 6, "happened": 6,
        "sources": 7, "independence": 7, "reports": 7, "innocent": 8, "points": 9,
        "points_parts": 9, "interventions": 10, "missing": 11, "earlier_decision": 12,
        "earlier_decision_date": 12, "case_owner": 12, "case_deadline": 12, "purposes": 13,
        "dpia": 13, "shared_with": 13, "valid_until": 14, "hits": 15, "rules": 15,
    },
    "bibob": {
        "application_id": 1, "application_date": 1, "application_kind": 2, "activity": 2,
        "application_branch": 2, "construction_sum": 3, "reasons": 3, "decision_due": 4,
        "suspended_until": 4, "suspension": 4, "deadline_guard": 4, "own_investigation": 5,
        "own_investigation_rules": 5, "verify": 6, "bibob_register": 7, "procedure": 7,
        "advice_wanted": 8, "result_danger": 9, "result_proportion": 10, "result_decision": 11,
        "hits": 12,
    },
    "designation": {
        "area_name": 1, "branch_group": 1, "period": 2, "figures": 3, "peers": 4, "years": 6,
        "local_findings": 7, "interventions": 8, "result_lighter": 8, "result_bona_fide": 9,
        "result_evaluation": 10, "hits": 11,
    },
}  # fmt: skip
"""What catalogue 9.2 to 9.4 asks for: the row, or the place in the sentence, of what answers it."""


@pytest.mark.parametrize("name", CATALOGUE)
def test_what_the_catalogue_asks_for_stands_in_its_row(name: str) -> None:
    stated, kind = CATALOGUE[name], LISTS[name]
    groups = {column.key: column.group for column in kind.columns}
    assert {key: row for key, row in stated.items() if key in groups} == {
        key: groups[key] for key in stated if key in groups
    }
    assert {*stated} - {*groups} <= {field.key for field in kind.form}
    columns = [column.key for column in kind.columns if column.key in stated]
    assert columns == sorted(columns, key=lambda key: stated[key])
    assert {*groups.values()} <= {*stated.values()}


def test_what_no_register_can_fill_is_named_where_the_lists_are_told() -> None:
    page = (RULES.parent / "docs" / "lists.md").read_text("utf-8")
    told = page.split("## What is empty")[1].split("## Order")[0]
    named = (
        "entrance", "safety", "result_danger", "result_proportion", "result_decision",
        "result_lighter", "result_bona_fide",
    )  # fmt: skip
    assert [key for key in named if f"`{key}`" not in told] == []
    assert "local_findings" not in told


def test_a_key_means_the_same_on_every_list() -> None:
    types: dict[str, set[str]] = {}
    for kind in KINDS:
        for column in kind.columns:
            types.setdefault(column.key, set()).add(str(type_of(column)))
    assert {key: found for key, found in types.items() if len(found) > 1} == {}


def test_a_column_stands_in_a_list_once() -> None:
    with pytest.raises(ValueError, match="twice: rank"):
        arranged((1, (Column("rank", "Nr."),)), (2, (Column("rank", "Plaats"),)))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_structured_values_are_worded_by_their_own_fields(kind: ListKind) -> None:
    for column in kind.columns:
        if isinstance(column.kind, Shape):
            fields = dict(column.kind.fields)
            assert {piece.field for piece in column.kind.pieces} <= {*fields}, column.key


def test_questions_are_answered_by_codes_that_exist() -> None:
    asked = {field.codes for kind in KINDS for field in kind.form if field.codes}
    assert asked <= {*code_lists()}
    for kind in KINDS:
        for field in kind.form:
            assert bool(field.choices) is (field.answer in ("code", "codes")), field.key


def test_every_theme_has_partners_with_a_question_and_a_power() -> None:
    assert {*partners_of()} == {*themes()}
    for asked in partners_of().values():
        assert asked
        for each in asked:
            assert each.partner.power
            assert each.question.endswith("?") or each.question.endswith(".")


def test_every_register_has_somebody_who_supplies_it() -> None:
    assert {*suppliers()} == {*REGISTERS}


def test_every_kind_of_application_has_what_follows_when_its_term_passes() -> None:
    assert {*when_passed()} == {*code_lists()["application_kind"]}
    assert not any("vervalt" in text for text in when_passed().values())


@pytest.mark.large
def test_every_family_of_rules_is_about_a_phenomenon() -> None:
    of_rules = {each.model.family for pack in load_packs(RULES) for each in pack.documents}
    known = [family for each in phenomena().values() for family in each.families]
    assert len({*known}) == len(known)
    assert of_rules <= {*known}


@pytest.mark.large
def test_every_rule_about_a_registration_says_what_an_address_is_looked_into_for() -> None:
    models = [each.model for pack in load_packs(RULES) for each in pack.documents]
    feeding = {model.id for model in models if "adr" in getattr(model, "lists", ())}
    kinds = [rule for each in registration_kinds().values() for rule in each.rules]
    assert len({*kinds}) == len(kinds)
    assert feeding == {*kinds}


def test_the_table_of_suggestions_always_has_an_answer() -> None:
    decisions = dict(code_lists()["board_decision"])
    assert {line.decision for line in suggestions()} <= {*decisions}
    stated = suggestions()[-1].model_dump(exclude={"decision", "why"}, exclude_none=True)
    assert stated == {}
    assert "close" not in {line.decision for line in suggestions()}


def test_the_words_are_neutral() -> None:
    texts = [NOTICE, *(each.title for each in phenomena().values())]
    texts += [line.why for line in suggestions()]
    texts += [each.question for asked in partners_of().values() for each in asked]
    texts += [title for codes in code_lists().values() for title in codes.values()]
    texts += [each.who for each in interventions().values()]
    assert [text for text in texts if judgements(text)] == []


def test_the_page_about_lists_is_what_they_declare() -> None:
    page = (RULES.parent / "docs" / "lists.md").read_text("utf-8")
    made_by = "run: python -m screening.publish.handbook.list_page docs/lists.md"
    assert renewed(page) == page, made_by
