"""``screening rules new``: a file to fill in."""

from __future__ import annotations

from typing import Annotated

import typer

from screening.locale import tr

from .console import out
from .options import RulesFolders


def new(
    rule_id: Annotated[str, typer.Argument(metavar="FAMILY.NAME", help="Id of the new rule.")],
    pack: Annotated[str, typer.Option("--pack", help="Pack to write it in.")],
    subject: Annotated[
        str, typer.Option("--subject", help="What it is about, such as address or company.")
    ],
    rules: RulesFolders = None,
) -> None:
    """Write a new rule to fill in: it passes lint, and so do its tests, from the start."""
    from screening.packs.new import UNFILLED, new_rule

    from .rule_list import packs_of

    file = new_rule(packs_of(rules), rule_id, pack=pack, subject=subject)
    where = "".join(f" --rules {each}" for each in rules or ())
    out.print(tr("Written: {file}", file=file), soft_wrap=True)
    said = tr("Fill in what is marked {mark}, then: {command}", mark=UNFILLED,
              command=f"screening rules test {rule_id}{where}")  # fmt: skip
    out.print(said, soft_wrap=True)
