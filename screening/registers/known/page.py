"""The table of known shapes in ``docs/first-project.md``, made from the shapes."""

from __future__ import annotations

from screening.registers.known import shapes


def shape_rows() -> str:
    """A row of Markdown per shape, in the order of their names."""
    filled = {each.title: [fill.into for fill in each.fills] for each in shapes().values()}
    rows = (
        f"| {title} | {', '.join(dict.fromkeys(names)) or 'nothing'} |"
        for title, names in filled.items()
    )
    return "\n".join(rows)
