"""``screening rules``: look at rules, test them, check them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from screening.errors import PackError, Problem, suggestion
from screening.locale import number, tr, trn
from screening.locale.told import told, told_facts, told_problem

from .console import ExitCode, err, out, print_json
from .memory import MaxMemory, working
from .new_rule import new
from .options import AsJson, RulesFolders
from .rule_docs import docs
from .rule_list import list_rules, packs_of
from .tables import show

if TYPE_CHECKING:
    from screening.packs.load import LoadedEscalation, LoadedRule, Pack

EXAMPLE_DAY = dt.date(2026, 1, 1)
"""Reference date of the SQL shown for a rule whose tests name none."""

app = typer.Typer(help="Look at rules, test them, check them.", no_args_is_help=True)

app.command("new")(new)
app.command("docs")(docs)
app.command("list")(list_rules)

RuleId = Annotated[str, typer.Argument(help="Rule id, such as address.many_companies.")]
OnlyRule = Annotated[str | None, typer.Argument(help="Only this rule.", show_default="all rules")]


def found(packs: Sequence[Pack], rule_id: str) -> LoadedRule | LoadedEscalation:
    """The rule or escalation with this id; PackError with the nearest id when there is none."""
    by_id: dict[str, LoadedRule | LoadedEscalation] = {}
    for pack in packs:
        by_id |= {loaded.rule.id: loaded for loaded in pack.rules}
        by_id |= {loaded.escalation.id: loaded for loaded in pack.escalations}
    if rule_id not in by_id:
        raise PackError(
            Problem(
                found=f"there is no rule '{rule_id}'",
                expected="the id of a rule; see: screening rules list",
                remedy=suggestion(rule_id, by_id),
            )
        )
    return by_id[rule_id]


@app.command("show")
def show_rule(
    rule_id: RuleId,
    sql: Annotated[bool, typer.Option("--sql", help="Print the SQL as it runs.")] = False,
    rules: RulesFolders = None,
    as_json: AsJson = False,
) -> None:
    """Show one rule: what it measures, when it flags, and why."""
    loaded = found(packs_of(rules), rule_id)
    if sql:
        _print_sql(loaded, as_json=as_json)
        return
    definition = loaded.model
    content: dict[str, Any] = definition.model_dump(mode="json", by_alias=True, exclude={"tests"})
    content |= {"pack": loaded.pack.id, "hash": loaded.hash, "tests": len(definition.tests)}
    if as_json:
        print_json(content)
        return
    out.print(Text.assemble((definition.id, "bold"), f" {definition.title}"))
    for key, value in content.items():
        if key not in {"id", "title"} and value not in (None, "", [], {}):
            out.print(Text.assemble((f"{key}:", "bold"), f" {_plain(value)}"))


@app.command("test")
def run_tests(
    rule_id: OnlyRule = None,
    rules: RulesFolders = None,
    max_memory: MaxMemory = None,
    as_json: AsJson = False,
) -> None:
    """Run the tests inside the rule files; exit code 1 when one fails."""
    from screening.engines import get_engine
    from screening.ruletests.escalations import run_escalation_tests
    from screening.ruletests.rules import run_rule_tests

    packs = packs_of(rules)
    if rule_id is not None:
        found(packs, rule_id)
    wanted = [
        loaded for pack in packs for loaded in pack.rules if rule_id in (None, loaded.rule.id)
    ]
    chained = [
        loaded
        for pack in packs
        for loaded in pack.escalations
        if rule_id in (None, loaded.escalation.id)
    ]
    with working(max_memory) as say:
        say(trn("testing {count} rule", "testing {count} rules", len(wanted) + len(chained)))
        outcomes = [
            *run_rule_tests(wanted, get_engine()),
            *run_escalation_tests(chained),
        ]
    failed = [outcome for outcome in outcomes if not outcome.passed]
    if as_json:
        print_json(
            [
                {
                    "rule": outcome.rule, "test": outcome.test, "kind": outcome.kind,
                    "passed": outcome.passed,
                    "problems": [told(each) for each in outcome.problems],
                }
                for outcome in outcomes
            ]
        )  # fmt: skip
    else:
        rows = [
            (outcome.rule, tr("passed") if outcome.passed else tr("failed"), outcome.test)
            for outcome in outcomes
        ]
        show((tr("Rule"), tr("Result"), tr("Test")), rows, last="cut")
        for outcome in failed:
            for problem in outcome.problems:
                err.print(f"{outcome.rule}: {outcome.test}: {told(problem)}")
        said = tr(
            "Tests: {tests}, rules: {rules}, failed: {failed}",
            tests=number(len(outcomes)), failed=number(len(failed)),
            rules=number(len({outcome.rule for outcome in outcomes})),
        )  # fmt: skip
        out.print(said)
    if failed:
        raise typer.Exit(ExitCode.WRONG)


@app.command("lint")
def lint_rules(rules: RulesFolders = None, as_json: AsJson = False) -> None:
    """Check the rule packs; exit code 1 when a check fails."""
    from screening.packs.lint import lint_packs

    findings = lint_packs(packs_of(rules))
    errors = [finding for finding in findings if finding.severity == "error"]
    if as_json:
        print_json(
            [
                {"check": each.check, "severity": each.severity, "rule": each.rule_id}
                | told_facts(each.problem)
                for each in findings
            ]
        )
    else:
        for each in findings:
            severity = tr("error") if each.severity == "error" else tr("warning")
            err.print(f"{severity}: [{each.check}] {told_problem(each.problem)}")
        said = tr(
            "Errors: {errors}, warnings: {warnings}",
            errors=len(errors), warnings=len(findings) - len(errors),
        )  # fmt: skip
        out.print(said)
    if errors:
        raise typer.Exit(ExitCode.WRONG)


@app.command("schema")
def print_schema(
    project: Annotated[
        bool, typer.Option("--project", help="That of screening.yaml instead.")
    ] = False,
) -> None:
    """Print the JSON Schema of rule, escalation and pack files, for editors."""
    from screening.packs.schema import file_schema
    from screening.project.schema import project_schema

    print_json(project_schema() if project else file_schema())


def _print_sql(loaded: LoadedRule | LoadedEscalation, *, as_json: bool) -> None:
    from screening.packs.compiled import compile_rule
    from screening.packs.load import LoadedRule as Measured

    if not isinstance(loaded, Measured):
        raise PackError(
            Problem(
                found=f"'{loaded.escalation.id}' is an escalation and has no SQL",
                expected="a rule that measures",
                remedy="leave out --sql to see its conditions",
            )
        )
    day = loaded.rule.tests[0].as_of if loaded.rule.tests else EXAMPLE_DAY
    compiled = compile_rule(loaded, as_of=day)
    shown = {dialect: compiled.sql(dialect) for dialect in ("polars", "duckdb")}
    if as_json:
        print_json({"rule": loaded.rule.id, "as_of": day, "sql": shown})
        return
    for dialect, text in shown.items():
        out.print(tr("-- {dialect}, as of {day}", dialect=dialect, day=day))
        out.print(text)


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "; ".join(value)
    import json

    return json.dumps(value, ensure_ascii=False, indent=2)
