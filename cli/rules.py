"""``screening rules``: look at rules, test them, check them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from screening.errors import PackError, Problem, suggestion

from .console import ExitCode, err, out, print_json
from .memory import MaxMemory, working
from .new_rule import new
from .options import AsJson, RulesFolders
from .rule_docs import docs

if TYPE_CHECKING:
    from screening.packs.load import LoadedEscalation, LoadedRule, Pack
    from screening.packs.models import Escalation, Rule

EXAMPLE_DAY = dt.date(2026, 1, 1)
"""Reference date of the SQL shown for a rule whose tests name none."""

app = typer.Typer(help="Look at rules, test them, check them.", no_args_is_help=True)

app.command("new")(new)
app.command("docs")(docs)

RuleId = Annotated[str, typer.Argument(help="Rule id, such as address.many_companies.")]
OnlyRule = Annotated[str | None, typer.Argument(help="Only this rule.", show_default="all rules")]


def packs_of(rules: Sequence[str] | None) -> list[Pack]:
    """The packs in the folders that are named, or the shipped ones."""
    from screening.packs.load import load_packs
    from screening.packs.shipped import SHIPPED, rule_folders

    return load_packs(rule_folders(rules or [SHIPPED], Path))


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


def _definitions(pack: Pack) -> list[Rule | Escalation]:
    return [*(each.rule for each in pack.rules), *(each.escalation for each in pack.escalations)]


@app.command("list")
def list_rules(rules: RulesFolders = None, as_json: AsJson = False) -> None:
    """List every rule with its pack, status, severity and lists."""
    rows = [
        {
            "id": definition.id,
            "pack": pack.header.id,
            "kind": definition.kind,
            "status": definition.status,
            "status_reason": definition.status_reason,
            "version": definition.version,
            "severity": definition.severity,
            "basis": definition.basis,
            "subject": definition.subject,
            "lists": list(definition.lists),
            "title": definition.title,
        }
        for pack in packs_of(rules)
        for definition in _definitions(pack)
    ]
    rows.sort(key=lambda row: (str(row["pack"]), str(row["id"])))
    if as_json:
        print_json(rows)
        return
    table = Table("Rule", "Pack", "Status", "Sev.", "Basis", "Subject", "Lists", "Title")
    for row in rows:
        lists = row["lists"]
        table.add_row(
            str(row["id"]), str(row["pack"]), str(row["status"]), str(row["severity"]),
            str(row["basis"]), str(row["subject"]),
            ", ".join(lists) if isinstance(lists, list) else "", str(row["title"]),
        )  # fmt: skip
    out.print(table)
    active = sum(row["status"] == "active" for row in rows)
    packs = len({row["pack"] for row in rows})
    out.print(f"{len(rows)} rules in {packs} packs, {active} active")
    for row in rows:
        if row["status_reason"]:
            out.print(f"{row['id']} is {row['status']}: {row['status_reason']}")


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
        say(f"testing {len(wanted) + len(chained)} rules")
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
                    "passed": outcome.passed, "problems": [str(each) for each in outcome.problems],
                }
                for outcome in outcomes
            ]
        )  # fmt: skip
    else:
        table = Table("Rule", "Test", "Kind", "Result")
        for outcome in outcomes:
            result = Text("passed", "green") if outcome.passed else Text("failed", "red")
            table.add_row(outcome.rule, outcome.test, outcome.kind, result)
        out.print(table)
        for outcome in failed:
            for problem in outcome.problems:
                err.print(f"{outcome.rule}: {outcome.test}: {problem}")
        tested = len({outcome.rule for outcome in outcomes})
        out.print(f"{len(outcomes)} tests of {tested} rules, {len(failed)} failed")
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
                | each.problem.as_dict()
                for each in findings
            ]
        )
    else:
        for each in findings:
            err.print(f"{each.severity}: [{each.check}] {each.problem}")
        out.print(f"{len(errors)} errors, {len(findings) - len(errors)} warnings")
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
    values = {name: parameter.value for name, parameter in loaded.rule.parameters.items()}
    compiled = compile_rule(loaded, as_of=day, parameters=values)
    shown = {dialect: compiled.sql(dialect) for dialect in ("polars", "duckdb")}
    if as_json:
        print_json({"rule": loaded.rule.id, "as_of": day, "sql": shown})
        return
    for dialect, text in shown.items():
        out.print(f"-- {dialect}, as of {day}")
        out.print(text)


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "; ".join(value)
    import json

    return json.dumps(value, ensure_ascii=False, indent=2)
