"""A run into the site: its rows become cases, or the cases they were known as before.

A run is loaded once and as a whole, or not at all. What people decided stays as it is; of each case
is recorded how the run had it, what changed, and which of its signals are gone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from django.db import connection, transaction

from screening.errors import Problem, RunError, Where
from screening.lists import LISTS
from screening.reference.folding import folded
from screening.reference.workflow import workflow_of
from screening.review.cases.matching import JOINED, KNOWN, Matching, matched
from screening.review.cases.outlines import Outlines, outlines_of
from screening.review.cases.packs import add_packs, packs_of
from screening.review.cases.rows import ListOfRun, Row, digest, list_of_run
from screening.review.cases.signals import asked_of, signals_of, vanished
from screening.review.lying import areas_of
from screening.review.models import (
    Case,
    CaseArea,
    CaseLink,
    CaseMember,
    CaseName,
    CaseSeen,
    CaseTopic,
    LoadedRun,
    Standing,
)
from screening.runs.read import (
    find_run,
    list_names,
    read_conclusions,
    read_manifest,
    read_signals,
)

_BATCH = 500
_KNOWN_SIGNALS = {
    "case": pl.Int64, "rule": pl.String, "subject": pl.String, "title": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class Loaded:
    """What loading a run did."""

    run: str
    new: int
    again: int
    gone: int


@dataclass(frozen=True)
class _OfRun:
    """What is known of a run while its lists are loaded."""

    run: LoadedRun
    signals: pl.DataFrame
    conclusions: pl.DataFrame
    outlines: Outlines


def load_run(project: Path, name: str | None = None) -> Loaded | None:
    """Load the named run of a project, or its last; None when it was loaded before.

    Raises RunError (also for a run that is older than what is loaded) and DamagedRunError.
    """
    folder = find_run(project, name)
    if LoadedRun.objects.filter(name=folder.name).exists():
        return None
    facts = read_manifest(folder)
    lists = [list_of_run(folder, each) for each in list_names(folder) if each in LISTS]
    signals, conclusions = read_signals(folder), read_conclusions(folder)
    outlines = outlines_of(project, folder)
    with transaction.atomic():
        _refuse_older(folder, facts["inputs"]["as_of"])
        run = LoadedRun.objects.create(
            name=folder.name,
            as_of=facts["inputs"]["as_of"],
            municipality=next((str(each.facts["Gemeente"]) for each in lists), ""),
            lists={each.kind.name: dict(each.facts) for each in lists},
            packs={each.kind.name: sorted(each.packs) for each in lists},
            map=outlines.drawn,
        )
        of_run = _OfRun(run, signals, conclusions, outlines)
        counts = [_load_list(listed, of_run) for listed in lists]
    gather_statistics()
    return Loaded(folder.name, *(sum(each) for each in zip(*counts, strict=True)))


def gather_statistics() -> None:
    """Let SQLite count what is in its tables, to choose its indexes by; PostgreSQL does itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _refuse_older(folder: Path, as_of: str) -> None:
    last = LoadedRun.objects.last()
    if last is not None and as_of < last.as_of.isoformat():
        raise RunError(
            Problem(
                f"the run {folder.name} is older than {last.name}, which the site shows",
                Where(str(folder)),
                f"a run of {last.as_of} or later",
                "run the screening again with a later reference date",
            )
        )


def _load_list(listed: ListOfRun, of_run: _OfRun) -> tuple[int, int, int]:
    """How many cases of a list are new, are known again, and are no longer on it."""
    cases = {
        case.pk: case
        for case in Case.objects.filter(list=listed.kind.name)
        .exclude(standing__in=(Standing.JOINED, Standing.DESTROYED))
        .select_related("now")
    }
    found = matched(_known(cases), listed.nodes)
    rows = {row: cases[case] for row, case in found.same.iter_rows()}
    again = len(rows)
    fresh = [number for number in range(len(listed.rows)) if number not in rows]
    start = workflow_of(listed.kind.name).start
    made = Case.objects.bulk_create(
        [_new_case(listed, listed.rows[number], start) for number in fresh], _BATCH
    )
    rows |= dict(zip(fresh, made, strict=True))
    before = _signals_before(cases.values())
    gone = vanished(before, of_run.signals)
    lost: dict[int, list[dict[str, Any]]] = {}
    for case, rule, subject, title in gone.iter_rows():
        lost.setdefault(case, []).append({"rule": rule, "subject": subject, "title": title})
    _record_links(found, rows, cases, of_run.run)
    _record_listed(listed, rows, lost, of_run)
    listed_now = {case.pk for case in rows.values()}
    joined = set(found.links.filter(pl.col("kind") == JOINED)["case"].to_list()) - listed_now
    away = [case for pk, case in cases.items() if pk not in listed_now | joined]
    kept = set(before["case"].to_list()) - _all_gone(before, gone)
    return len(made), again, _record_away(away, kept, lost, of_run)


def _known(cases: Mapping[int, Case]) -> pl.DataFrame:
    members = CaseMember.objects.filter(case__in=cases).values_list("case_id", "node")
    return pl.DataFrame(list(members), schema=KNOWN, orient="row")


def _new_case(listed: ListOfRun, row: Row, start: str) -> Case:
    place_type = str(row.row["place_type"])
    return Case(list=listed.kind.name, place_type=place_type, title=row.title, state=start)


def _signals_before(cases: Iterable[Case]) -> pl.DataFrame:
    known = [
        (case.pk, signal["rule"], signal["subject"], signal["title"])
        for case in cases
        for signal in (case.now.signals if case.now else ())
    ]
    return pl.DataFrame(known, schema=_KNOWN_SIGNALS, orient="row").unique(maintain_order=True)


def _all_gone(before: pl.DataFrame, gone: pl.DataFrame) -> set[int]:
    left = before.join(gone, on=["case", "rule", "subject"], how="anti")["case"]
    return set(before["case"].to_list()) - set(left.to_list())


def _record_links(
    found: Matching, rows: Mapping[int, Case], cases: Mapping[int, Case], run: LoadedRun
) -> None:
    """Joins and splits, never silent; a case that went into another is not judged any further."""
    CaseLink.objects.bulk_create(
        CaseLink(kind=kind, run=run, source=cases[case], target=rows[row], shared=shared)
        for case, row, kind, shared in found.links.iter_rows()
    )
    joined = found.links.filter(pl.col("kind") == JOINED)["case"].unique().to_list()
    Case.objects.filter(pk__in=joined).update(standing=Standing.JOINED, rank=None, new=False)


def _record_listed(
    listed: ListOfRun,
    rows: Mapping[int, Case],
    lost: Mapping[int, list[dict[str, Any]]],
    of_run: _OfRun,
) -> None:
    """How the run has every case on the list, and by what each is known and searched."""
    asked = asked_of([row.row for row in listed.rows])
    signals = signals_of(asked, of_run.signals, of_run.conclusions)
    seen = [
        _seen(rows[number], row, signals.get(number, []), lost, of_run.run)
        for number, row in enumerate(listed.rows)
    ]
    for one, point in zip(seen, of_run.outlines.points([r.row for r in listed.rows]), strict=True):
        one.point = point
    made = CaseSeen.objects.bulk_create(seen, _BATCH)
    for one, (number, row) in zip(made, enumerate(listed.rows), strict=True):
        _stands(rows[number], row, one)
    lying = _lying(listed, rows)
    Case.objects.bulk_update(
        rows.values(),
        [
            "title",
            "standing",
            "rank",
            "new",
            "changed",
            "district",
            "neighbourhood",
            "now",
            "term",
        ],
        _BATCH,
    )
    pks = [case.pk for case in rows.values()]
    CaseMember.objects.filter(case__in=pks).delete()
    CaseMember.objects.bulk_create(
        [CaseMember(case=rows[row], node=node) for row, node in listed.nodes.iter_rows()], _BATCH
    )
    CaseName.objects.filter(case__in=pks).delete()
    CaseName.objects.bulk_create(_names(listed, rows), _BATCH)
    CaseArea.objects.filter(case__in=pks).delete()
    CaseArea.objects.bulk_create(lying, _BATCH)
    CaseTopic.objects.filter(case__in=pks).delete()
    CaseTopic.objects.bulk_create(_topics(listed, rows), _BATCH)
    fresh = {number for number, one in enumerate(made) if one.new}
    followed = LoadedRun.objects.filter(name=listed.before or "").exists()
    packs = packs_of(listed, of_run.signals, of_run.conclusions, fresh, followed=followed)
    add_packs({rows[number].pk: names for number, names in enumerate(packs)})


def _lying(listed: ListOfRun, rows: Mapping[int, Case]) -> list[CaseArea]:
    """Where cases lie whose list does not say so, by their addresses; the one place is theirs."""
    silent = [number for number, case in rows.items() if not (case.district or case.neighbourhood)]
    places = areas_of(listed.nodes.filter(pl.col("row").is_in(silent)))
    for number, found in places.items():
        for at, name in enumerate(("district", "neighbourhood")):
            names = {each[at] for each in found}
            if len(names) == 1:
                setattr(rows[number], name, names.pop())
    return [
        CaseArea(case=rows[number], name=name)
        for number, found in places.items()
        for name in sorted({name for pair in found for name in pair if name})
    ]


def _seen(
    case: Case,
    row: Row,
    signals: list[dict[str, Any]],
    lost: Mapping[int, list[dict[str, Any]]],
    run: LoadedRun,
) -> CaseSeen:
    return CaseSeen(
        case=case,
        run=run,
        standing=Standing.LISTED,
        key=row.key,
        rank=row.row.get("rank"),
        new=case.now is None,
        changed=row.changed,
        vanished=lost.get(case.pk, []),
        origin=row.origin,
        row=dict(row.row),
        told=dict(row.told),
        annex=dict(row.annex),
        signals=signals,
        digest=digest(row.told, row.annex, signals),
    )


def _stands(case: Case, row: Row, seen: CaseSeen) -> None:
    case.title, case.standing, case.rank = row.title, Standing.LISTED, row.row.get("rank")
    case.new, case.changed = seen.new, bool(seen.changed or seen.vanished)
    case.district, case.neighbourhood = row.place("district"), row.place("neighbourhood")
    case.now = seen
    told = row.row.get("case_deadline")
    case.term = dt.date.fromisoformat(str(told)[:10]) if told else None


def _topics(listed: ListOfRun, rows: Mapping[int, Case]) -> list[CaseTopic]:
    return [
        CaseTopic(case=rows[number], name=name)
        for number, row in enumerate(listed.rows)
        for name in sorted({each[:120] for each in row.topics})
    ]


def _names(listed: ListOfRun, rows: Mapping[int, Case]) -> list[CaseName]:
    return [
        CaseName(case=rows[number], folded=name)
        for number, row in enumerate(listed.rows)
        for name in sorted({search_form(each)[:300] for each in row.names})
    ]


def _record_away(
    away: Iterable[Case],
    kept: set[int],
    lost: Mapping[int, list[dict[str, Any]]],
    of_run: _OfRun,
) -> int:
    """Cases that were on the list: some still have signals and fell below, of others all are gone.

    Recorded when that changed since it was recorded last.
    """
    moved = []
    cases = list(away)
    told = dict(
        CaseSeen.objects.filter(case__in=cases).order_by("pk").values_list("case_id", "vanished")
    )
    for case in cases:
        standing = Standing.BELOW if case.pk in kept else Standing.GONE
        if case.standing == standing and lost.get(case.pk, []) == told[case.pk]:
            continue
        case.standing, case.rank, case.new = standing, None, False
        case.changed = case.pk in lost
        moved.append(case)
    CaseSeen.objects.bulk_create(
        [
            CaseSeen(
                case=case,
                run=of_run.run,
                standing=case.standing,
                key=case.now.key if case.now else "",
                vanished=lost.get(case.pk, []),
                digest=digest(case.standing, lost.get(case.pk, [])),
            )
            for case in moved
        ],
        _BATCH,
    )
    Case.objects.bulk_update(moved, ["standing", "rank", "new", "changed"], _BATCH)
    return len(moved)


def search_form(text: str) -> str:
    """A text as names are searched: plain small letters, single spaces."""
    return " ".join(folded(text).casefold().split())
