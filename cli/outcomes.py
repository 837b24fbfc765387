"""``screening results``: read filled-in workbooks back, and show what came of each rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from screening.locale import number, percentage, tr, trn

from .console import out, print_json
from .options import HERE, AsJson, ProjectFolder
from .tables import show

if TYPE_CHECKING:
    from screening.project.model import Project
    from screening.review.rule_quality import Followed, Of, RuleQuality, Warned


class _Shown(TyperGroup):
    """Shows what came of each rule where no command is named, as ``screening lists`` does."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words of the user; a project or an option of ``show`` stands for it."""
        first = args[0] if args else "."
        named = first in self.commands or first in ctx.help_option_names
        if not named and (first.startswith("-") or Path(first).exists()):
            args = ["show", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(help="Read results back, and show what came of each rule.", cls=_Shown)


@app.command("show")
def show_results(
    project: ProjectFolder = HERE,
    action: Annotated[
        str | None, typer.Option("--action", help="Only the rows handed out for this control.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show per list and rule what was confirmed and refuted, beside the rows drawn at random."""
    print_results(project, action, as_json=as_json)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="The workbook of a list, filled in.")],
    project: ProjectFolder = HERE,
    correct: Annotated[
        bool, typer.Option("--correct", help="Take these answers where others were kept before.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read the answers in a filled-in workbook of a list; all of them, or none."""
    from screening.project.model import load_project
    from screening.review.results import import_results

    added = import_results(load_project(project), file, correct=correct)
    if as_json:
        print_json(added)
    elif not added:
        out.print(tr("Nothing new: every answer in this workbook was read before."))
    else:
        out.print(trn("Read: answers for {count} row.", "Read: answers for {count} rows.",
                      len(added)))  # fmt: skip


def print_results(folder: Path, action: str | None, *, as_json: bool) -> None:
    """Print what came of each rule; over everything, or of the rows of one control."""
    from screening.project.model import load_project
    from screening.review.quality_of_project import quality_of
    from screening.review.results import store
    from screening.runs.narrowed import control

    project = load_project(folder)
    if action is not None:
        control(project, action)
    every = quality_of(folder, *_of_site(project))
    found = [each for each in every if each.action == action]
    if as_json:
        print_json([_as_dict(each) for each in found])
        return
    if not any(each.reviewed or each.followed.decided for each in found):
        none = not store(folder).entries()
        out.print(
            tr("No results yet: screening results import FILE reads a filled-in workbook.")
            if none
            else tr("No results yet of this control.")
        )
        return
    titles = (
        tr("List"), tr("Rule"), tr("Flags"), tr("Reviewed"), tr("Confirmed"), tr("Refuted"),
        tr("Unknown"), tr("Share confirmed (95% interval)"), tr("Times the random share"),
        tr("Followed"),
    )  # fmt: skip
    rows = [
        (
            each.list, each.rule or tr("(drawn at random)"), number(each.flags),
            number(each.reviewed), number(each.confirmed), number(each.refuted),
            number(each.unknown), _share(each), _lift(each), _followed(each),
        )
        for each in found
        if each.reviewed or each.followed.decided
    ]  # fmt: skip
    show(titles, rows, right={2, 3, 4, 5, 6})
    silent = sum(not (each.reviewed or each.followed.decided) for each in found)
    if silent:
        out.print(trn("{count} line without any result is left out; --json has it.",
                      "{count} lines without any result are left out; --json has them.",
                      silent))  # fmt: skip
    for each in found:
        for warning in each.warnings:
            out.print(f"{each.rule} ({each.list}): {_warned(warning)}", soft_wrap=True)


def _warned(warning: Warned) -> str:
    if warning == "always_followed":
        return tr("nearly every signal is followed: see whether people still judge")
    return tr("followed less often than what was drawn at random")


def _of_site(
    project: Project,
) -> tuple[Mapping[Of, Followed] | None, Mapping[Of, int] | None]:
    """What people decided and suppressed on the site; None where it has no records."""
    from screening.review.site import start

    if not start.has_records(project):
        return None, None
    from screening.review.following import followed, suppressed

    return followed(), suppressed(dt.datetime.now(dt.UTC).date())


def _share(each: RuleQuality) -> str:
    if each.share is None:
        return tr("too few")
    share, lower, upper = each.share
    return f"{percentage(share, 0)} ({percentage(lower, 0)} - {percentage(upper, 0)})"


def _lift(each: RuleQuality) -> str:
    if each.rule is None:
        return ""
    if each.lift is None:
        return tr("too few")
    ratio, lower, upper = each.lift
    if ratio is None or upper is None:
        return tr("at least {times}", times=number(lower, 1))
    return f"{number(ratio, 1)} ({number(lower, 1)} - {number(upper, 1)})"


def _followed(each: RuleQuality) -> str:
    counts = each.followed
    of = tr("{count} of {total}", count=number(counts.followed), total=number(counts.decided))
    if counts.share is None:
        return f"{tr('too few')} ({of})" if counts.decided else ""
    return f"{percentage(counts.share, 0)} ({of})"


def _as_dict(each: RuleQuality) -> dict[str, Any]:
    share = dict(zip(("share", "lower", "upper"), each.share, strict=True)) if each.share else {}
    lift = each.lift and dict(zip(("ratio", "lower", "upper"), each.lift, strict=True))
    return {
        "list": each.list, "rule": each.rule, "action": each.action, "flags": each.flags,
        "reviewed": each.reviewed, "confirmed": each.confirmed, "refuted": each.refuted,
        "unknown": each.unknown, "enough": each.enough, **share, "lift": lift or None,
        "decided": each.followed.decided, "followed": each.followed.followed,
        "suppressed": each.suppressed, "warnings": list(each.warnings),
    }  # fmt: skip
