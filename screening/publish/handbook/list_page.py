"""The page of documentation about lists: their columns and forms, as they are declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from screening.lists import LISTS, ListKind
from screening.lists.column import Column, Shape
from screening.lists.form import Field
from screening.reference.vocabulary import code_lists

MARK = "<!-- below: python -m screening.publish.handbook.list_page docs/lists.md -->"


def tables() -> str:
    """Every list with its columns and form, lists that share both once, and the codes."""
    parts: dict[tuple[tuple[Column, ...], tuple[Field, ...]], list[ListKind]] = {}
    for kind in _shipped():
        parts.setdefault((kind.columns, kind.form), []).append(kind)
    lines: list[str] = []
    for kinds in parts.values():
        lines += _of_list(kinds)
    return "\n".join([*lines, *_codes()])


def _of_list(kinds: list[ListKind]) -> Iterator[str]:
    kind = kinds[0]
    yield f"\n## {', '.join(f'`{each.name}`' for each in kinds)}\n"
    yield from _table(
        ("key", "heading", "kind", "row of the catalogue"),
        ((f"`{c.key}`", _heading(c), _kind(c), str(c.group)) for c in kind.columns),
    )
    yield "\nThe form:\n"
    yield from _table(
        ("key", "heading", "answer"),
        ((f"`{f.key}`", f.heading, f"{f.answer} `{f.codes}`" if f.codes else f.answer)
         for f in kind.form),
    )  # fmt: skip


def _heading(column: Column) -> str:
    return f"{column.heading} (annex)" if column.protected else column.heading


def _kind(column: Column) -> str:
    if isinstance(column.kind, Shape):
        return f"list of {{{', '.join(name for name, _ in column.kind.fields)}}}"
    return column.kind


def _codes() -> Iterator[str]:
    yield "\n## Answers\n"
    yield from _table(
        ("list", "codes"),
        (
            (f"`{name}`", ", ".join(f"`{code}`" for code in code_lists()[name]))
            for name in sorted(_asked())
        ),
    )


def _shipped() -> list[ListKind]:
    """What packs bring is theirs to describe."""
    return [LISTS[name] for name in LISTS.shipped]


def _asked() -> set[str]:
    return {field.codes for kind in _shipped() for field in kind.form if field.codes}


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def renewed(page: str) -> str:
    """The page with the tables as they are now."""
    return f"{page.split(MARK, maxsplit=1)[0]}{MARK}\n{tables()}\n"


if __name__ == "__main__":
    import sys
    from pathlib import Path

    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(renewed(path.read_text("utf-8")), "utf-8")
