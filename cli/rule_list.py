"""``screening rules list``: a line per rule, and which to show."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from screening.locale import number, tr

from .console import out, print_json
from .options import AsJson, RulesFolders
from .tables import room_for_last, shortened, show

if TYPE_CHECKING:
    from screening.packs.load import Pack

SHORT = {"designation": "desig"}
"""Lists of which the name is long; those of a theme are shown by their theme."""
MANY = 4
"""From so many themes of one list on, only the list is named."""
LISTS_WIDTH = 14
"""Characters for the names of lists in a terminal; the id and the title need the rest."""
READABLE = 24
"""Characters of a title that say something; for less, status and lists give way in a terminal."""
Pack_ = Annotated[str | None, typer.Option("--pack", help="Only rules of this pack.")]
List_ = Annotated[
    str | None, typer.Option("--list", help="Only rules for this list, such as tvo or octopus.")
]
Status_ = Annotated[
    str | None,
    typer.Option(
        "--status",
        help="Only rules with this status: active, experimental, deprecated or disabled.",
    ),
]
Search_ = Annotated[
    str | None, typer.Option("--search", help="Only rules with this text in the id or the title.")
]


def packs_of(rules: Sequence[str] | None) -> list[Pack]:
    """The packs in the folders that are named, or the shipped ones."""
    from screening.packs.load import load_packs
    from screening.packs.shipped import SHIPPED, rule_folders

    return load_packs(rule_folders(rules or [SHIPPED], Path))


def list_rules(
    rules: RulesFolders = None,
    pack: Pack_ = None,
    on_list: List_ = None,
    status: Status_ = None,
    search: Search_ = None,
    as_json: AsJson = False,
) -> None:
    """List the rules, a line each: id, status, severity, lists and title."""
    every = _rows(packs_of(rules))
    _known("--pack", pack, {row["pack"] for row in every})
    _known("--list", on_list, _list_names(every))
    _known("--status", status, set(_statuses()))
    rows = [row for row in every if _wanted(row, pack, on_list, status, search)]
    if as_json:
        print_json(rows)
        return
    titles: tuple[str, ...] = (tr("Rule"), tr("Status"), tr("Sev."), tr("Lists"), tr("Title"))
    lines: list[tuple[str, ...]] = [
        (
            row["id"], _statuses()[row["status"]], str(row["severity"]),
            shortened(_lists(row["lists"]), LISTS_WIDTH), row["title"],
        )
        for row in rows
    ]  # fmt: skip
    if room_for_last(titles, lines) < READABLE:
        titles = (titles[0], titles[2], titles[4])
        lines = [
            (line[0], line[2], line[4] if row["status"] == "active" else f"({line[1]}) {line[4]}")
            for row, line in zip(rows, lines, strict=True)
        ]  # fmt: skip
    show(titles, lines, right={titles.index(tr("Sev."))}, last="cut")
    said = tr(
        "Rules: {count}, packs: {packs}, active: {active}",
        count=number(len(rows)), packs=len({row["pack"] for row in rows}),
        active=number(sum(row["status"] == "active" for row in rows)),
    )  # fmt: skip
    out.print(said)
    for row in rows:
        if row["status_reason"]:
            out.print(f"{row['id']} {_statuses()[row['status']]}: {row['status_reason']}")


def _rows(packs: Sequence[Pack]) -> list[dict[str, Any]]:
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
        for pack in packs
        for definition in (loaded.model for loaded in pack.documents)
    ]
    return sorted(rows, key=lambda row: (str(row["pack"]), str(row["id"])))


def _statuses() -> dict[str, str]:
    return {
        "active": tr("active"),
        "experimental": tr("trial"),
        "deprecated": tr("ended"),
        "disabled": tr("off"),
    }


def _wanted(
    row: dict[str, Any],
    pack: str | None,
    on_list: str | None,
    status: str | None,
    search: str | None,
) -> bool:
    lists = [name for name in row["lists"] if on_list in (name, name.partition(".")[0])]
    text = f"{row['id']} {row['title']}".casefold()
    return (
        pack in (None, row["pack"])
        and status in (None, row["status"])
        and (on_list is None or bool(lists))
        and (search is None or search.casefold() in text)
    )


def _list_names(rows: Sequence[dict[str, Any]]) -> set[str]:
    names = {name for row in rows for name in row["lists"]}
    return names | {name.partition(".")[0] for name in names}


def _known(option: str, value: str | None, known: set[str]) -> None:
    if value is not None and value not in known:
        message = tr("'{name}' is none of: {known}", name=value, known=", ".join(sorted(known)))
        raise typer.BadParameter(message, param_hint=option)


def _lists(names: Sequence[str]) -> str:
    """The lists in short, for a line that fits."""
    themes = [name for name in names if "." in name]
    plain = [SHORT.get(name, name) for name in names if "." not in name]
    if len(themes) >= MANY:
        return ",".join([themes[0].partition(".")[0], *plain])
    return ",".join([*(name.partition(".")[2] for name in themes), *plain])
