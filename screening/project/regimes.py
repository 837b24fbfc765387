"""Sources that a project puts under a sector law are read by packs of that law only (T2)."""

from __future__ import annotations

from collections.abc import Iterable

from screening.errors import Problem, ProjectError, Where
from screening.packs.loaded import Pack
from screening.project.model import FILE, Project

_AS_AGGREGATE = {"none", "fiu"}
"""Regimes that need no pack of their own: FIU figures come in as area counts, or not at all."""


def check_source_regimes(project: Project, packs: Iterable[Pack]) -> None:
    """Raise ProjectError when a pack may read a register whose source falls under another law.

    The register itself may be free of any regime: an export of the trade register that was made in
    a Bibob procedure is Bibob data all the same.
    """
    headers = [pack.header for pack in packs]
    problems = [
        Problem(
            f"pack '{header.id}' reads register '{name}', of which a source falls under the "
            f"regime '{source.regime}'",
            Where(FILE, column=f"registers.{name}"),
            f"a pack with 'regimes: [{source.regime}]'; '{header.id}' has "
            f"{', '.join(header.regimes) or 'none'}",
            f"Remove this source, or leave the pack '{header.id}' out of this project.",
        )
        for name, sources in project.registers.items()
        for source in sources
        for header in headers
        if source.regime is not None
        and source.regime not in _AS_AGGREGATE
        and name in header.registers
        and source.regime not in header.regimes
    ]
    if problems:
        raise ProjectError(problems)
