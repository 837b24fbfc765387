"""Whatever a rule pack holds: it loads, or says with file and line what to change. Never more."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.engines import get_engine
from screening.errors import PackError
from screening.packs.loaded import Pack
from screening.ruletests.escalations import run_escalation_tests
from screening.ruletests.rules import run_rule_tests
from tests.compiled import load_pack
from tests.example_pack import ESCALATION, HEADER, RULE
from tests.packs.hostile import EVERYTHING, KEYS, VALUES, places, with_key, with_value
from tests.thorough import part

Write = Callable[..., Path]
FULL = {**RULE, **EVERYTHING}
COMBINED: dict[str, Any] = {
    **ESCALATION,
    "links": ["establishment_address"],
    "when": {
        "any": [
            {"all": ["address.many_companies"]},
            {"at_least": {"k": 1, "of": ["address.many_companies"]}},
            {"families": {"at_least": 1, "of": ["address"]}},
        ]
    },
    "explain": "{signals} ({count}, {families}).",
    "interventions": ["Een gesprek."],
}
AT_LEAST_500 = "AT_LEAST(2, " + ", ".join(["companies > 1"] * 500) + ")"
VALUE = st.integers(0, len(VALUES) - 1)
"""Which of the values: some are too long to be told."""
OFTEN = settings(
    max_examples=part(60),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)


def loads(folder: Path) -> Pack | None:
    """The pack, or None after every problem was found to be one."""
    try:
        return load_pack(folder)
    except PackError as error:
        for problem in error.problems:
            assert problem.where.file, problem
            assert problem.where.line or "pack.yaml" in problem.found, problem
            assert problem.expected or problem.remedy, problem
            assert len(str(problem)) < 20_000
        return None


def in_files(folder: Path, **files: Any) -> Path:
    """A pack of these files; dumped so that any value can stand in it."""
    (folder / "address").mkdir(parents=True, exist_ok=True)
    for name, content in {"pack": HEADER, **files}.items():
        place = folder / "pack.yaml" if name == "pack" else folder / "address" / f"{name}.yaml"
        place.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True))
    return folder


def fits_or_runs(pack: Pack | None) -> None:
    """What loads can be run: its tests end in outcomes, and nothing of the program fails."""
    if pack is not None:
        outcomes = [*run_rule_tests(pack.rules, get_engine())]
        outcomes += run_escalation_tests(pack.escalations)
        assert not any("could not be" in told for each in outcomes for told in each.problems)


def test_the_rule_that_is_changed_is_sound(tmp_path: Path) -> None:
    folder = in_files(tmp_path / "demo", many_companies=FULL, both=COMBINED)
    pack = load_pack(folder)
    assert [each.passed for each in run_rule_tests(pack.rules, get_engine())] == [True]
    assert all(each.passed for each in run_escalation_tests(pack.escalations))


@OFTEN
@given(st.sampled_from(sorted(places(FULL), key=str)), VALUE)
def test_any_value_at_any_place_of_a_rule(tmp_path: Path, path: Any, value: int) -> None:
    changed = with_value(FULL, path, VALUES[value])
    fits_or_runs(loads(in_files(tmp_path / "demo", many_companies=changed)))


@OFTEN
@given(st.sampled_from(sorted(places(FULL), key=str)), st.sampled_from(KEYS))
def test_any_key_at_any_place_of_a_rule(tmp_path: Path, path: Any, key: str) -> None:
    changed = with_key(FULL, path, key)
    fits_or_runs(loads(in_files(tmp_path / "demo", many_companies=changed)))


@OFTEN
@given(st.sampled_from(sorted(places(COMBINED), key=str)), VALUE)
def test_any_value_at_any_place_of_an_escalation(tmp_path: Path, path: Any, value: int) -> None:
    changed = with_value(COMBINED, path, VALUES[value])
    fits_or_runs(loads(in_files(tmp_path / "demo", many_companies=RULE, both=changed)))


@OFTEN
@given(st.sampled_from(sorted(places(HEADER), key=str)), VALUE, st.sampled_from(KEYS))
def test_any_value_at_any_place_of_a_header(
    tmp_path: Path, path: Any, value: int, key: str
) -> None:
    changed = with_value(HEADER, path, VALUES[value])
    renamed = with_key(HEADER, path, key)
    for header in (changed, renamed):
        loads(in_files(tmp_path / "demo", pack=header, many_companies=RULE))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)


@OFTEN
@given(st.sampled_from(sorted(RULE | EVERYTHING)), ANYTHING)
def test_anything_at_a_key_of_a_rule(tmp_path: Path, key: str, value: Any) -> None:
    fits_or_runs(loads(in_files(tmp_path / "demo", many_companies={**FULL, key: value})))


FRAGMENTS = st.lists(
    st.sampled_from(
        ["companies", ">", "=", "1", "'a'", "(", ")", "AND", "OR", "NOT", "?", ":max_companies",
         ":", "AT_LEAST", ",", "IN", "NULL", "BETWEEN", "CASE", "WHEN", "END", "x", ".5", "1e9",
         "DATE", "'2026-02-30'", "MONTHS_AGO", "IS", "-", "*", "/", "||", "SELECT", "FROM", "e",
         "kvk_establishment", "LIKE", "COUNT", "FILTER", "OVER", "²", "$1", "@", "::", "[", "]",
         "{", "}", '"', "'", "--", ";", "\n"]
    ),
    max_size=12,
).map(" ".join)  # fmt: skip


@OFTEN
@given(st.sampled_from(["when", "if", "select", "evidence"]), FRAGMENTS | st.text(max_size=30))
def test_any_text_where_sql_belongs(tmp_path: Path, key: str, text: str) -> None:
    exempt = [{"if": text, "reason": "x"}]
    change = {"not_applicable": exempt} if key == "if" else {key: text}
    fits_or_runs(loads(in_files(tmp_path / "demo", many_companies={**FULL, **change})))


@OFTEN
@given(st.text("{}:!.[]0129aeurpctdnl companies\n", max_size=30))
def test_any_text_where_an_explanation_belongs(tmp_path: Path, text: str) -> None:
    files = {"many_companies": {**FULL, "explain": text}, "both": {**COMBINED, "explain": text}}
    fits_or_runs(loads(in_files(tmp_path / "demo", **files)))


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        ({"explain": "{companies} stuks {."}, "explain:", "a lone '{'"),
        ({"explain": "{companies} }"}, "explain:", "a lone '}'"),
        ({"explain": "{companies:1000000}"}, "explain:", "the hint ':1000000'"),
        ({"explain": "{compannies}"}, "explain:", "Did you mean 'companies'?"),
        ({"explain": "{naam:eur}"}, "explain:", "'naam' is no number"),
        ({"explain": "{jobs:date}"}, "explain:", "'jobs' is no date"),
        ({"explain": "{r_peers}"}, "explain:", "names no value"),
        ({"title": "Veel {bedrijven}"}, "title:", "text without { and }"),
        ({"why": "Omdat } het zo is."}, "why:", "text without { and }"),
        ({"when": "x ?"}, "when:", "no SQL"),
        ({"when": AT_LEAST_500}, "when:", "500 conditions"),
        ({"when": "DATE '2026-02-30' > :today"}, "when:", "is no date"),
        ({"when": "companies >= " + "9" * 5_000}, "when:", "a number of 5000 signs"),
        ({"when": "companies > .5.5"}, "when:", "the number 0.5.5"),
        ({"retention": 3}, "retention:", "unknown key 'retention'"),
    ],
)
def test_the_known_holes_say_where_and_what(
    tmp_path: Path, change: dict[str, Any], line: str, said: str
) -> None:
    folder = in_files(tmp_path / "demo", many_companies={**FULL, **copy.deepcopy(change)})
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    matching = [each for each in caught.value.problems if said in str(each)]
    assert matching, str(caught.value)
    text = (folder / "address" / "many_companies.yaml").read_text().splitlines()
    assert matching[0].where.line is not None
    assert text[matching[0].where.line - 1].startswith(line)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"retention_days": {"run": 365}}, "no retention term for signals"),
        ({"purpose": "Een {doel}"}, "text without { and }"),
    ],
)
def test_a_header_that_would_end_a_run_is_refused(
    tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    folder = in_files(tmp_path / "demo", pack={**HEADER, **change}, many_companies=RULE)
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "when",
    [
        {"all": ["x" * 100_000, "address.many_companies"]},
        {"none": ["x." + "y" * 100_000]},
        {"families": {"at_least": 2, "of": ["address", "z" * 100_000]}},
    ],
)
def test_a_name_of_any_length_is_told_in_short(write_pack: Write, when: dict[str, Any]) -> None:
    assert loads(write_pack({}, {"kind": "escalation", "when": when})) is None


@pytest.mark.parametrize("key", ["title", "why", "explain"])
@pytest.mark.parametrize("blank", ["   ", "\u00a0", "\u200b \u2060", "\n\n"])
def test_a_text_of_blanks_tells_nothing(write_pack: Write, key: str, blank: str) -> None:
    with pytest.raises(PackError, match=key):
        load_pack(write_pack({key: blank}))
