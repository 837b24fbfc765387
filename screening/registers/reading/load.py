"""Extracts to registers: read, interpret, pseudonymise, judge, measure; nothing is lost."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import polars as pl

from screening.errors import ExtractError, Problem, ProjectError, ScreeningError, Where
from screening.registers.held import Held, height
from screening.registers.reading import fiu
from screening.registers.reading.dated import dated
from screening.registers.reading.deliveries import Deliveries, deliveries
from screening.registers.reading.drafts import (
    Draft,
    Keys,
    Part,
    check_regime,
    hashed,
    in_full,
    pseudonymous,
)
from screening.registers.reading.extract import read_source, size
from screening.registers.reading.header_line import plain
from screening.registers.reading.headers import asked_for
from screening.registers.reading.held_before import read_once
from screening.registers.reading.interpret import interpret
from screening.registers.reading.kept_registers import Kept
from screening.registers.reading.merged import with_merged
from screening.registers.reading.mergers import listed
from screening.registers.reading.pseudonym import Pseudonyms
from screening.registers.reading.quality import fill_rates, match_rates, oldest, without_dangling
from screening.registers.reading.quarantine import no_lines, rows_of, told, values_of
from screening.registers.reading.report import Loaded, RegisterReport, SourceFile
from screening.registers.reading.source import Extracts, Source
from screening.registers.reading.streamed import is_large, stream_draft
from screening.registers.reading.unread import set_aside_whole
from screening.registers.reading.validate import (
    differing,
    only_valid,
    valid_rows,
    without_duplicates,
)
from screening.registers.schemas import REGISTERS, Register

Wanted = Mapping[str, frozenset[str]]


def load_registers(
    extracts: Extracts,
    *,
    as_of: dt.date,
    wanted: Wanted | None = None,
    progress: Callable[[str], None] | None = None,
    keep: Path | None = None,
    scanned: bool = False,
) -> Loaded:
    """Load the registers the project maps; of ``wanted`` registers only, and only their columns.

    Key columns and required columns of a register are always read. Every frame has all declared
    columns; those not read are null. Row order is that of the sources. With ``keep`` registers are
    kept there for the next time; where they may be ``scanned``, large ones are not held in memory.

    Raises ExtractError (or ProjectError, for the key) with the problems of all registers.
    """
    names = [name for name in REGISTERS if name in extracts.registers]
    if wanted is not None:
        names = [name for name in names if name in wanted or name == "area"]
    keys = cache(lambda: Pseudonyms(extracts.key()))
    drafts: dict[str, Draft] = {}
    problems: list[Problem] = []
    refused: type[ScreeningError] = ExtractError
    columns = {name: None if wanted is None else wanted.get(name, frozenset()) for name in names}
    # Polars works outside the lock; two threads more, since some always wait for it.
    with ThreadPoolExecutor(pl.thread_pool_size() + 2) as pool:
        # The largest first: started last, it would keep one core busy while the others wait.
        large = sorted(names, key=lambda n: -sum(size(extracts, s) for s in extracts.registers[n]))
        read = {
            n: pool.submit(_draft, extracts, REGISTERS[n], columns[n], keys, keep, scanned=scanned)
            for n in large
        }
        for name in names:
            if progress:
                progress(f"reading {name}")
            try:
                drafts[name] = read[name].result()
            except ScreeningError as error:
                problems += error.problems
                refused = ProjectError if isinstance(error, ProjectError) else refused
    if not problems:
        drafts = _follow_required_keys(with_merged(drafts, as_of))
        problems = [
            each for name, draft in drafts.items() for each in _too_many(name, draft, extracts)
        ]
    if problems:
        raise refused(dict.fromkeys(problems))
    if wanted is not None:
        drafts = {name: draft for name, draft in drafts.items() if name in wanted}
    return _finish(drafts, as_of)


def _draft(
    extracts: Extracts,
    register: Register,
    wanted: frozenset[str] | None,
    keys: Keys,
    keep: Path | None,
    *,
    scanned: bool,
) -> Draft:
    columns = frozenset(register.columns if wanted is None else register.always_read | wanted)
    read = partial(_read, extracts, register, columns, keys)
    if keep is None:
        return read()
    if is_large(extracts, register):
        return (scanned and stream_draft(extracts, register, columns, keys, keep)) or read()
    return read_once(Kept(keep, extracts, register, columns, keys), read)


def _read(extracts: Extracts, register: Register, columns: frozenset[str], keys: Keys) -> Draft:
    parts, problems = _parts(extracts, register, columns)
    if problems:
        raise ExtractError(problems)
    parts, small = _fiu(register, parts)
    delivered = [
        name for name in register.columns if any(name in p.content.delivered for p in parts)
    ]
    rows = pl.concat([part.content.rows for part in parts], how="diagonal_relaxed")
    rows = hashed(rows, register, keys)
    unread = [pseudonymous(part.content.unread, register, keys) for part in parts]
    rows, half, halved, mergers = listed(rows, register)
    unread += [set_aside_whole(half, register)] if half.height else []
    rows, doubles, unclear = without_duplicates(rows, register, delivered, _deliveries(parts))
    good, failing, unfit = valid_rows(in_full(rows, register), register)
    apart = [part.content.beside for part in parts]
    invalid = pl.concat([*(part.content.quarantine for part in parts), halved, failing])
    return Draft(
        good, parts, invalid, pl.concat([doubles, mergers, small, *apart]), doubles.height,
        only_valid(pl.concat([*unread, unclear, unfit]), register),
    )  # fmt: skip


def _parts(
    extracts: Extracts, register: Register, columns: frozenset[str]
) -> tuple[list[Part], list[Problem]]:
    parts: list[Part] = []
    problems: list[Problem] = []
    for source in extracts.registers[register.name]:
        try:
            check_regime(register, source)
            for raw in read_source(extracts, source, asked_for(register, source)):
                content = interpret(raw, register, source, extracts, columns)
                day, found = dated(raw, source, extracts.defaults)
                file = SourceFile(raw.file, raw.sha256, content.rows_read, day, found)
                parts.append(Part(file, source, raw.table.headers, content))
        except ExtractError as error:
            problems += _placed(error.problems, extracts, register, source)
    return parts, problems


def _deliveries(parts: list[Part]) -> Deliveries:
    sources = {id(part.source): part.source for part in parts}.values()
    return deliveries([part.file.path for part in parts if part.source is s] for s in sources)


def _placed(
    problems: list[Problem], extracts: Extracts, register: Register, source: Source
) -> list[Problem]:
    """A database has no file to look in, so its problems stand where it is named."""
    if source.database is None:
        return problems
    where = extracts.place("registers", register.name)
    return [
        replace(
            problem,
            found=f"{problem.where.file}: {problem.found}",
            where=replace(where, row=problem.where.row, column=problem.where.column),
        )
        for problem in problems
    ]


def _fiu(register: Register, parts: list[Part]) -> tuple[list[Part], pl.DataFrame]:
    """Area figures of the FIU judged as a whole, and their small cells set aside."""
    if register.name not in ("area_count", "area_branch"):
        return parts, no_lines()
    small, kept, problems = [no_lines()], [], []
    for part in parts:
        rows = part.content.rows
        phenomena = rows["phenomenon"].unique().to_list() if "phenomenon" in rows.columns else []
        if fiu.is_fiu(part.source, phenomena):
            problems += fiu.refusals(part.file.path, part.headers, rows, register.key)
            rows, few = fiu.without_small_cells(rows, part.source)
            small.append(few)
        kept.append(replace(part, content=replace(part.content, rows=rows)))
    if problems:
        raise ExtractError(problems)
    return kept, pl.concat(small)


def _follow_required_keys(drafts: dict[str, Draft]) -> dict[str, Draft]:
    followed = {}
    for name, draft in drafts.items():
        rows, dangling = without_dangling(name, draft.rows, {n: d.rows for n, d in drafts.items()})
        followed[name] = replace(draft, rows=rows, invalid=pl.concat([draft.invalid, dangling]))
    return followed


def _too_many(name: str, draft: Draft, extracts: Extracts) -> list[Problem]:
    """Extracts of which so many rows fail that they were most likely read wrongly."""
    unusable = pl.concat([draft.invalid, differing(draft.other)])
    if unusable.is_empty():
        return []
    rows = unusable.unique(["source_file", "row"])
    failed = dict(rows.group_by("source_file").len().iter_rows())
    problems = []
    for part in draft.parts:
        limit = part.source.max_quarantined
        limit = extracts.defaults.max_quarantined if limit is None else limit
        count = failed.get(part.file.path, 0)
        if not count or count <= limit * part.file.rows:
            continue
        of_file = unusable.filter(pl.col("source_file") == part.file.path)
        usual = of_file.group_by("column", "reason").agg(pl.len(), pl.col("row").min()).sort(
            ["len", "column", "reason"], descending=[True, False, False]
        ).row(0, named=True)  # fmt: skip
        problems.append(
            Problem(
                f"{count} of {part.file.rows} rows cannot be used as {name}; most often "
                f"({usual['len']} rows): {usual['reason']}",
                Where(part.file.path, row=usual["row"], column=usual["column"] or None),
                f"at most {limit:.0%} of the rows fail",
                "correct the mapping or the extract, or raise max_quarantined for this source",
            )
        )
    return problems


def _finish(drafts: dict[str, Draft], as_of: dt.date) -> Loaded:
    registers = {name: draft.rows.drop("source_file", "row") for name, draft in drafts.items()}
    quarantine = {
        name: told(pl.concat([draft.invalid, draft.other])) for name, draft in drafts.items()
    }
    with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
        rates = pool.map(partial(match_rates, registers=registers), registers)
        reports = {
            name: _report(REGISTERS[name], draft, registers[name], matched, as_of)
            for (name, draft), matched in zip(drafts.items(), rates, strict=True)
        }
    unread = {name: draft.unread for name, draft in drafts.items() if draft.unread.height}
    return Loaded(dict(registers), reports, quarantine, unread)


def _added_up(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return dict(sorted(total.items()))


def _excused(part: Part) -> Iterable[tuple[str, str]]:
    """Headers of an extract that are read although they seem to name what is never used."""
    reasons = {plain(name): why for name, why in part.source.not_blocked.items()}
    return [(name, reasons[plain(name)]) for name in part.headers if plain(name) in reasons]


def _report(
    register: Register,
    draft: Draft,
    rows: Held,
    rates: dict[str, float],
    as_of: dt.date,
) -> RegisterReport:
    contents = [part.content for part in draft.parts]
    sources = list(dict.fromkeys(id(part.source) for part in draft.parts))
    distinct = [next(p.source for p in draft.parts if id(p.source) == one) for one in sources]
    reference = oldest(part.file.day for part in draft.parts)
    limits = [source.max_age_days for source in distinct if source.max_age_days is not None]
    stale = any(
        (as_of - part.file.day).days > part.source.max_age_days
        for part in draft.parts
        if part.file.day is not None and part.source.max_age_days is not None
    )
    delivered = {name for content in contents for name in content.delivered}
    return RegisterReport(
        name=register.name,
        files=tuple(part.file for part in draft.parts),
        rows_read=sum(content.rows_read for content in contents),
        rows_loaded=height(rows),
        rows_quarantined=rows_of(draft.invalid) + rows_of(draft.other),
        values_quarantined=values_of(draft.invalid),
        repaired=_added_up(content.repaired for content in contents),
        unknown=_added_up(content.unknown for content in contents),
        dropped_columns=tuple(sorted({name for content in contents for name in content.dropped})),
        blocked_columns=tuple(sorted({name for content in contents for name in content.blocked})),
        excused_columns=dict(sorted(why for part in draft.parts for why in _excused(part))),
        missing_columns=tuple(name for name in register.columns if name not in delivered),
        assumed=dict(sorted((c, m) for each in contents for c, m in each.assumed.items())),
        source=" + ".join(dict.fromkeys(s.source or register.name for s in distinct)),
        reference_date=reference,
        age_days=None if reference is None else (as_of - reference).days,
        max_age_days=min(limits, default=None),
        stale=stale,
        fill=fill_rates(rows),
        duplicate_keys=draft.duplicates,
        match_rate=rates,
        regime=next((s.regime for s in distinct if s.regime), register.regime),
    )
