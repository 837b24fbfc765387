"""Documentation of the rules: a page per rule, escalation and pack, as Markdown or HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl
from markdown_it import MarkdownIt

from screening.files.private import new_folder, write_private
from screening.packs.loaded import LoadedEscalation, LoadedRule, Pack
from screening.publish.handbook.markdown import cell, plain
from screening.publish.handbook.rule_page import POINTS, STATUS, escalation_page, rule_page
from screening.publish.meta import dutch_date

INDEX = "index"
_PAGE = """<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><title>{title}</title>
<style>
body{{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;
color:#222}}
table{{border-collapse:collapse;width:100%}}td,th{{border:1px solid #d0d7de;padding:.3rem .6rem;
text-align:left;vertical-align:top}}th{{background:#e7edf3}}pre{{background:#f6f8fa;padding:.8rem;
overflow:auto}}blockquote{{border-left:4px solid #d0d7de;margin:0;padding:0 1rem}}a{{color:#154273}}
</style></head><body>
{body}</body></html>
"""


def examples_of(signals: pl.DataFrame, conclusions: pl.DataFrame) -> dict[str, str]:
    """Per rule and escalation the explanation of its first signal or conclusion in a run."""
    told = pl.concat([frame.select("rule", "subject", "text") for frame in (signals, conclusions)])
    first = told.sort("rule", "subject").unique("rule", keep="first", maintain_order=True)
    return dict(first.select("rule", "text").iter_rows())


def documentation(
    packs: Iterable[Pack],
    examples: Mapping[str, str],
    outcomes: Mapping[str, Sequence[str]] | None = None,
    *,
    public: bool,
) -> dict[str, str]:
    """Every page as Markdown, by name without ending; ``examples`` is text per rule id.

    ``outcomes`` are sentences per rule id about what came of it.
    """
    found = outcomes or {}
    ordered = sorted(packs, key=lambda pack: pack.id)
    pages = {INDEX: _index(ordered, public=public)}
    for pack in ordered:
        pages[f"pack-{pack.id}"] = _pack_page(pack)
        for loaded in pack.rules:
            pages[loaded.id] = rule_page(
                loaded, examples.get(loaded.id), found.get(loaded.id, ()), public=public
            )
        for drawn in pack.escalations:
            pages[drawn.id] = escalation_page(drawn, examples.get(drawn.id), public=public)
    return pages


def write_docs(
    pages: Mapping[str, str], folder: Path, *, as_html: bool, public: bool = False
) -> list[Path]:
    """Write the pages, overwriting earlier ones; OSError when that cannot be done.

    Pages that are not ``public`` hold what a rule keeps confidential: for their owner alone.
    """
    written = []
    if public:
        folder.mkdir(parents=True, exist_ok=True)
    else:
        new_folder(folder)
    for name, text in pages.items():
        path = folder / f"{name}.{'html' if as_html else 'md'}"
        content = _as_html(text) if as_html else text
        if public:
            path.write_text(content, encoding="utf-8")
        else:
            write_private(path, content)
        written.append(path)
    return written


def _as_html(text: str) -> str:
    title = html.escape(re.sub(r"\\(.)", r"\1", text.splitlines()[0].removeprefix("# ")))
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)
    return _PAGE.format(title=title, body=body.replace('.md">', '.html">'))


def _index(packs: Iterable[Pack], *, public: bool) -> str:
    kind = "openbare versie" if public else "volledige versie, niet voor publicatie"
    lines = [
        "# Regels van de screening",
        f"Dit is de {kind}. Een signaal is een reden om te kijken en nooit een bevinding.",
    ]
    for pack in packs:
        lines += [f"## [{plain(pack.header.title)}](pack-{pack.id}.md)", _rules(pack)]
    return "\n\n".join(lines) + "\n"


def _rules(pack: Pack) -> str:
    rows = [
        f"| [{cell(plain(each.model.title))}]({each.id}.md) | `{each.id}` "
        f"| {STATUS[each.model.status]} | {each.model.severity} | {_open_points(each)} |"
        for each in pack.documents
    ]
    head = ["| Regel | Naam | Stand | Ernst | Nog niet aangetoond |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows])


def _open_points(loaded: LoadedRule | LoadedEscalation) -> str:
    record = loaded.model.suitability
    if record is None:
        return "alles"
    open_ = [POINTS[name] for name, point in record.points.items() if not point.shown]
    return "; ".join(open_).lower() or "niets"


def _pack_page(pack: Pack) -> str:
    header = pack.header
    bases = "\n".join(f"- {basis.code}: {plain(basis.article)}" for basis in header.bases)
    registers = "\n".join(
        f"- `{name}`: {'alle kolommen' if columns == 'all' else ', '.join(columns)}"
        for name, columns in sorted(header.registers.items())
    )
    terms = "\n".join(
        f"- {plain(name)}: {days} dagen" for name, days in header.retention_days.items()
    )
    checks = "\n".join(
        f"- {name}: {plain(check.reference)} ({dutch_date(check.date)})"
        for name, check in (("DPIA", header.dpia), ("IAMA", header.iama))
        if check is not None
    )
    review = dutch_date(header.review_date) if header.review_date else "niet vastgelegd"
    sections = {
        "Doel": plain(header.purpose),
        "Taak": plain(header.task),
        "Grondslagen": bases,
        "Verantwoordelijk": f"{plain(header.controller)}; eigenaar: {plain(header.owner)}; "
        f"contact: {plain(header.contact)}",
        "Toetsen": f"{checks or 'Geen.'}\n- herzien voor: {review}",
        "Bewaartermijnen": terms or "Geen.",
        "Wat dit pakket mag lezen": registers,
        "Puntentelling": plain(header.priority.motivation) or "Standaard.",
        "Regels": _rules(pack),
    }
    body = [part for title, text in sections.items() for part in (f"## {title}", text.strip())]
    return "\n\n".join(
        [f"# {plain(header.title)}", f"Pakket `{pack.id}`, versie {header.version}.", *body]
    )
