from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screening.errors import PackError
from screening.language.reads import Read
from screening.packs.claims import Alternative
from screening.packs.lint import Finding, all_checks, lint_packs
from screening.packs.lint.checks.facts import _coded
from tests.compiled import load_pack

Write = Callable[..., Path]

POSTCODE = (
    "SELECT e.vbo_id AS subject, COUNT(*) AS companies FROM kvk_establishment e "
    "JOIN bag_object b ON b.vbo_id = e.vbo_id WHERE b.postcode LIKE '78%' GROUP BY e.vbo_id"
)
CHANGE = {"version": 1, "date": "2026-01-01", "change": "Eerste opzet."}
REASON = "De regeling geldt alleen in dit gebied; een kleinere afbakening bestaat niet."


def _lint(folder: Path) -> list[Finding]:
    return lint_packs([load_pack(folder)])


def _checks(folder: Path) -> set[str]:
    return {finding.check for finding in _lint(folder)}


def test_the_example_is_clean(write_pack: Write) -> None:
    assert _lint(write_pack({}, {"kind": "escalation"})) == []


def test_checks_are_found_and_described() -> None:
    names = [check.identifier() for check in all_checks()]
    assert names == sorted(names)
    assert len(set(names)) == len(names)
    assert {"blocked_feature", "unjustified_proxy", "missing_tests", "sql_gate"} <= set(names)
    for check in all_checks():
        assert check.description
        assert check.__doc__
        assert not (check.blocks and check.severity == "warning")


def test_a_finding_says_where_and_how(write_pack: Write) -> None:
    (finding,) = _lint(write_pack({"verify": ""}))
    assert finding.check == "missing_verify"
    assert finding.as_dict()["rule"] == "address.many_companies"
    assert finding.problem.where.line
    assert finding.problem.remedy


@pytest.mark.parametrize(
    ("change", "check", "severity"),
    [
        ({"tests": []}, "missing_tests", "error"),
        ({"innocent": []}, "missing_innocent", "error"),
        ({"suitability": None}, "missing_suitability", "error"),
        ({"history": [{**CHANGE, "version": 2}]}, "stale_history", "error"),
        ({"version": 2}, "stale_history", "error"),
        ({"version": 2, "history": [CHANGE]}, "stale_history", "error"),
        ({"innocent": [" "]}, "missing_innocent", "error"),
        ({"verify": " "}, "missing_verify", "error"),
        ({"sources": []}, "missing_sources", "warning"),
        ({"sources": ["ergens gelezen"]}, "unclear_source", "warning"),
        ({"status": "disabled"}, "unexplained_status", "error"),
        ({"status": "deprecated"}, "unexplained_status", "error"),
        ({"title": "Verdacht veel bedrijven"}, "judging_word", "error"),
        ({"innocent": ["geen fraudeur"]}, "judging_word", "error"),
        ({"measures": {"companies": {"label": "malafide firma's"}}}, "judging_word", "error"),
        ({"measures": {}}, "unlabelled_measure", "error"),
        (
            {"measures": {}, "when": "companies > :max_companies", "explain": "Veel."},
            "unlabelled_measure",
            "error",
        ),
        ({"measures": {}, "explain": "{companies}."}, "unlabelled_measure", "error"),
        ({"proxies": {"postcode": REASON}}, "unused_justification", "warning"),
        ({"uses_own_selection": "hercontrole telt mee"}, "feedback", "warning"),
    ],
)
def test_what_makes_a_rule_poor_is_found(
    write_pack: Write, change: dict[str, Any], check: str, severity: str
) -> None:
    found = {finding.check: finding for finding in _lint(write_pack(change))}
    assert check in found
    assert found[check].severity == severity


def test_each_missing_kind_of_test_is_named(write_pack: Write) -> None:
    tests = [
        {
            "name": "x",
            "kind": "hit",
            "given": {"kvk_establishment": []},
            "expect": {"hit": ["9999010000000001"]},
        }
    ]
    found = [finding.problem.found for finding in _lint(write_pack({"tests": tests}))]
    assert found == ["no test of kind 'near_miss'", "no test of kind 'null'"]


def test_a_test_that_expects_nothing_is_found(write_pack: Write) -> None:
    tests = [
        {"name": kind, "kind": kind, "given": {}, "expect": {}}
        for kind in ("hit", "near_miss", "null")
    ]
    assert _checks(write_pack({"tests": tests})) == {"empty_expectation"}


def test_a_disabled_rule_needs_no_tests(write_pack: Write) -> None:
    change = {"status": "disabled", "status_reason": "wacht op gegevens", "tests": []}
    assert _checks(write_pack(change)) == set()


def test_sources_may_be_addresses_or_keys(write_pack: Write) -> None:
    sources = ["https://www.example.nl/a", "KK1", "EMM §2.3", "P"]
    assert _checks(write_pack({"sources": sources})) == set()


COMPARE = {
    "turnover": {"kind": "amount", "value": "companies", "groups": [["companies"]]},
}


def test_a_comparison_states_its_minimum_group(write_pack: Write) -> None:
    change = {"compare": COMPARE, "when": "turnover_strong AND companies > :max_companies"}
    assert "peers_without_minimum" in _checks(write_pack(change))
    stated = {"turnover": {**COMPARE["turnover"], "min_group": 20}}
    assert _checks(write_pack({**change, "compare": stated})) == set()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"select": POSTCODE}, "'postcode' (postcode)"),
        ({"select": POSTCODE, "proxies": {"postcode": "nodig"}}, "'postcode' (postcode)"),
        ({"select": POSTCODE.replace("b.postcode LIKE '78%'", "b.area_code = 'GM9001'")},
         "'area_code' (neighbourhood)"),
        ({"select": POSTCODE.replace("b.postcode LIKE '78%'", "b.x_rd > 1000")},
         "'x_rd' (distance)"),
        ({"select": POSTCODE.replace("b.postcode LIKE '78%'", "b.status = 'x'").replace(
            "COUNT(*) AS companies", "COUNT(*) AS companies, MAX(b.floor_m2) AS afstand"),
          "when": "companies > 2 AND afstand > 1"}, "'afstand' (distance)"),
        ({"select": "SELECT b.vbo_id AS subject, MAX(p.inhabitants) AS companies "
          "FROM bag_object b CROSS JOIN area_population p WHERE p.area_code = 'GM9001' "
          "GROUP BY b.vbo_id"}, "'area_population' (figures of the neighbourhood)"),
        ({"select": "SELECT b.vbo_id AS subject, COUNT(*) AS companies FROM bag_object b "
          "JOIN bag_object c USING (postcode) GROUP BY b.vbo_id"}, "'postcode' (postcode)"),
    ],
)  # fmt: skip
def test_a_proxy_blocks_until_justified(
    write_pack: Write, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(PackError) as caught:
        load_pack(write_pack(change))
    assert said in str(caught.value)


def test_a_place_for_caravans_is_a_proxy_for_who_live_there(write_pack: Write) -> None:
    pitches = (
        "SELECT b.vbo_id AS subject, COUNT(*) AS companies FROM bag_object b "
        "WHERE b.object_type = 'standplaats' GROUP BY b.vbo_id"
    )
    with pytest.raises(PackError, match="'standplaats' \\(places where caravans stand\\)"):
        load_pack(write_pack({"select": pitches}))
    load_pack(write_pack({"select": pitches, "proxies": {"standplaats": REASON}}))


def test_a_justified_proxy_runs(write_pack: Write) -> None:
    folder = write_pack({"select": POSTCODE, "proxies": {"postcode": REASON}})
    assert load_pack(folder).rules[0].rule.proxies == {"postcode": REASON}
    assert _checks(folder) == set()


def test_showing_a_postcode_is_no_condition(write_pack: Write) -> None:
    evidence = "SELECT address, postcode FROM bag_object WHERE vbo_id = :subject"
    assert _checks(write_pack({"evidence": evidence})) == set()


def test_areas_may_be_about_areas(write_pack: Write) -> None:
    change = {
        "subject": "area",
        "select": "SELECT area_code AS subject, MAX(inhabitants) AS companies "
        "FROM area_population GROUP BY area_code",
    }
    assert _checks(write_pack(change)) == set()


def _inspections(where: str) -> dict[str, Any]:
    return {
        "select": "SELECT vbo_id AS subject, COUNT(*) AS companies FROM inspection "
        f"WHERE {where} GROUP BY vbo_id"
    }


@pytest.mark.parametrize(
    "where",
    [
        "caused_by_selection",
        "caused_by_selection = TRUE",
        "caused_by_selection IS NOT FALSE",
    ],
)
def test_own_output_does_not_come_back_unsaid(write_pack: Write, where: str) -> None:
    with pytest.raises(PackError, match="W-FEEDBACK"):
        load_pack(write_pack(_inspections(where)))


@pytest.mark.parametrize(
    ("where", "checks"),
    [
        ("NOT caused_by_selection", set()),
        ("caused_by_selection = FALSE", set()),
        ("caused_by_selection IS NOT TRUE", set()),
        ("COALESCE(caused_by_selection, FALSE) = FALSE", set()),
        ("NOT COALESCE(caused_by_selection, FALSE)", set()),
        ("severity >= 3", {"feedback"}),
    ],
)
def test_own_output_comes_back_only_when_said(
    write_pack: Write, where: str, checks: set[str]
) -> None:
    assert _checks(write_pack(_inspections(where))) == checks


def test_labelled_own_output_is_still_reported(write_pack: Write) -> None:
    change = {**_inspections("caused_by_selection"), "uses_own_selection": "hercontroles"}
    (finding,) = _lint(write_pack(change))
    assert finding.check == "feedback"
    assert "W-FEEDBACK" in finding.problem.found
    assert "hercontroles" in finding.problem.found


def test_a_mistyped_intervention_is_refused_with_a_suggestion(write_pack: Write) -> None:
    with pytest.raises(PackError) as refused:
        load_pack(write_pack({}, {"kind": "escalation", "interventions": ["drug_closur"]}))
    (problem,) = refused.value.problems
    assert "drug_closur" in problem.found
    assert "drug_closure" in problem.remedy
    own = {"kind": "escalation", "interventions": ["Overleg met de wijkagent (APV)"]}
    assert load_pack(write_pack({}, own)).escalations


SAME = {"id": "address.more_companies", "when": "companies >= 2 * :max_companies"}


def test_two_rules_of_a_list_that_rest_on_the_same_are_named(write_pack: Write) -> None:
    (finding,) = _lint(write_pack({}, SAME))
    assert (finding.check, finding.severity) == ("same_fact", "warning")
    assert "address.many_companies and address.more_companies" in finding.problem.found
    assert "kvk_establishment.kvk_nr" in finding.problem.found


@pytest.mark.parametrize(
    "change",
    [
        {"lists": ["adr"]},
        {"status": "disabled", "status_reason": "Wacht."},
        {"select": "SELECT e.vbo_id AS subject, COUNT(DISTINCT e.trade_name) AS companies\n"
                   "FROM kvk_establishment e GROUP BY e.vbo_id"},
        {"select": "SELECT e.vbo_id AS subject, COUNT(DISTINCT e.kvk_nr) AS companies\n"
                   "FROM kvk_establishment e WHERE e.sbi = '5610' GROUP BY e.vbo_id"},
    ],
    ids=["another list", "off", "another column", "another filter"],
)  # fmt: skip
def test_rules_with_facts_of_their_own_are_left_alone(
    write_pack: Write, change: dict[str, Any]
) -> None:
    assert "same_fact" not in _checks(write_pack({}, {**SAME, **change}))


def test_who_reads_two_row_sets_of_a_register_shares_no_fact_with_who_reads_one() -> None:
    """Also when the sets come in another order, as they do in another process."""

    def coded(*codes: str) -> frozenset[str]:
        nothing = frozenset[str]()
        reads = (Read("bibob_event", (), (each,), nothing, nothing, nothing) for each in codes)
        return _coded(Alternative((), frozenset(reads), nothing, nothing, nothing))

    both = coded("asked", "received")
    assert both == {"bibob_event[asked]", "bibob_event[received]"}
    assert both not in (coded("asked"), coded("received"))


def test_a_rule_rests_on_a_register_it_asks_of(write_pack: Write) -> None:
    assert _lint(write_pack({"rests_on": ["kvk_establishment"]})) == []
    with pytest.raises(PackError, match="rests on 'kvk_establisment'") as caught:
        _lint(write_pack({"rests_on": ["kvk_establisment"]}))
    assert "kvk_establishment" in caught.value.problems[0].remedy


def test_another_term_than_the_law_is_told(write_pack: Write) -> None:
    rule = {
        "id": "bibob.deadline_guard",
        "parameters": {"advice_days": {"value": 42, "unit": "dagen", "why": "praktijk"}},
        "when": "companies >= :advice_days",
        "explain": "{companies} (grens {advice_days}).",
    }
    found = [
        each
        for each in lint_packs([load_pack(write_pack(rule))])
        if each.check == "other_legal_term"
    ]
    assert [each.problem.found for each in found] == [
        "bibob.deadline_guard: parameter 'advice_days' is 42 dagen"
    ]
    assert found[0].problem.expected.startswith("56 from 2013-07-01 dagen: ")


@pytest.mark.parametrize(
    ("rule_id", "name", "value", "why", "told"),
    [
        ("bibob.deadline_guard", "advice_days", 56, "praktijk", True),
        ("x.own", "days", 5, "De termijn staat in de eigen verordening.", True),
        ("x.own", "days", 5, "Artikel 5 van de APV zegt vijf dagen.", True),
        ("x.own", "days", 5, "De norm is vijf dagen. Eigen keuze.", False),
        ("x.own", "days", 5, "Een week is genoeg.", False),
        (
            "x.own",
            "days",
            [{"from": "2024-01-01", "value": 5, "source": "s"}],
            "Uit de APV.",
            False,
        ),
    ],
)
def test_a_term_of_the_law_says_from_which_day_on_it_holds(
    write_pack: Write, rule_id: str, name: str, value: Any, why: str, told: bool
) -> None:
    rule = {
        "id": rule_id,
        "parameters": {name: {"value": value, "unit": "dagen", "why": why}},
        "when": f"companies >= :{name}",
        "explain": f"{{companies}} (grens {{{name}}}).",
    }
    checks = [each.check for each in lint_packs([load_pack(write_pack(rule))])]
    assert ("undated_legal_term" in checks) is told


def test_a_term_by_date_is_told_apart_from_the_law_as_well(write_pack: Write) -> None:
    steps = [{"from": "2024-01-01", "value": 56, "source": "s"}]
    rule = {
        "id": "bibob.deadline_guard",
        "parameters": {"advice_days": {"value": steps, "unit": "dagen", "why": "praktijk"}},
        "when": "companies >= :advice_days",
        "explain": "{companies} (grens {advice_days}).",
    }
    lines = [each for each in _lint(write_pack(rule)) if each.check == "other_legal_term"]
    assert [each.problem.found for each in lines] == [
        "bibob.deadline_guard: parameter 'advice_days' is 56 from 2024-01-01 dagen"
    ]
