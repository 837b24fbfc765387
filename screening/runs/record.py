"""Write everything a run leaves behind, in one place, so that nothing else does."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import dataframely as dy

from screening.detect.run import Detection
from screening.escalate.choice import Choice
from screening.files.private import write_private
from screening.frames import Conclusions
from screening.locale import speaking
from screening.packs.lint.facts import tables_measured
from screening.packs.load import Pack
from screening.packs.models import Rule
from screening.packs.resolved import resolved
from screening.prioritise.run import PriorityList
from screening.project.model import Project
from screening.publish.blind import write_keys
from screening.publish.figures import figures, write_figures
from screening.publish.meta import ListMeta, dutch_date
from screening.publish.run import publish
from screening.registers.reading.quarantine import write_quarantine
from screening.registers.reading.report import Loaded, RegisterReport
from screening.runs.hashes import file_hash, file_hashes
from screening.runs.log import RunLog
from screening.runs.manifest import write_manifest
from screening.runs.names import (
    CONCLUSIONS,
    FIGURES,
    KEYS,
    LISTS,
    LOG,
    MANIFEST,
    OUTCOMES,
    QUALITY,
    QUARANTINE,
    SIGNALS,
)


@dataclass(frozen=True)
class Outcome:
    """What the stages of a run made, ready to be written."""

    project: Project
    packs: Sequence[Pack]
    loaded: Loaded
    detection: Detection
    conclusions: dy.DataFrame[Conclusions]
    lists: Sequence[PriorityList]
    as_of: dt.date
    evaluator: Choice
    before: Path | None = None
    """The run that lists were compared with."""
    earlier: str | None = None
    """Tells which earlier decisions the lists tell."""


def write_run(
    folder: Path, name: str, inputs: Mapping[str, Any], outcome: Outcome, log: RunLog
) -> None:
    """Write the files of a run into an empty folder; the log comes last and alone holds times."""
    detection = outcome.detection
    for file, frame in ((SIGNALS, detection.signals), (CONCLUSIONS, outcome.conclusions)):
        content = io.BytesIO()  # so that a full disk is told by the system, and not by polars
        frame.write_parquet(content)
        write_private(folder / file, content.getvalue())
    write_private(folder / OUTCOMES, detection.outcomes.write_csv())
    _write_json(folder / QUALITY, _quality(outcome))
    write_figures(folder / FIGURES, _figures(outcome))
    with speaking(outcome.project.language):
        write_quarantine(outcome.loaded, folder / QUARANTINE)
    metas = {listed.name: list_meta(name, outcome, listed) for listed in outcome.lists}
    blind = outcome.project.blind
    written = publish(outcome.lists, folder / LISTS, metas, blind=blind)
    for about, path in ((metas[each], path) for each, paths in written.items() for path in paths):
        log.record(
            "export", file=f"{LISTS}/{path.name}", recipient=about.recipient,
            packs=list(about.pack_versions), valid_until=about.valid_until, blind=blind,
        )  # fmt: skip
    if blind:
        write_keys(outcome.lists, folder / KEYS)
    purposes = {pack.header.id: pack.header.purpose for pack in outcome.packs}
    versions = {pack.header.id: pack.header.version for pack in outcome.packs}
    facts = {
        **_counts(outcome), "draws": _draws(outcome), "rules": _rules(outcome), "packs": versions,
    }  # fmt: skip
    evaluator = {"name": outcome.evaluator.name, "version": outcome.evaluator.version}
    write_manifest(folder / MANIFEST, inputs, facts, file_hashes(folder), purposes, evaluator)
    digest = file_hash(folder / MANIFEST)
    log.record("run", run=name, manifest=digest, lists=[each.name for each in outcome.lists])
    log.write(folder / LOG)


def _rules(outcome: Outcome) -> dict[str, Any]:
    """Per active rule its version, the hash of its file and the registers it reads."""
    return {
        loaded.id: {
            "version": loaded.rule.version,
            "hash": loaded.hash,
            "reads": sorted(tables_measured(loaded) & set(outcome.loaded.registers)),
            **_dated(loaded.rule, outcome),
        }
        for pack in outcome.packs
        for loaded in pack.rules
        if loaded.rule.status == "active"
    }


def _dated(rule: Rule, outcome: Outcome) -> dict[str, Any]:
    """What parameters came to that are set anew by law: of the reference date, or every step."""
    found = resolved(rule, outcome.project.parameters.get(rule.id, {}), outcome.as_of)
    by_date = {
        name: {str(day): value for day, value in found.dated[name].steps}
        if name in found.dated
        else found.values[name]
        for name, given in rule.parameters.items()
        if given.dated is not None and name not in found.undated
    }
    return {"by_date": by_date} if by_date else {}


def _draws(outcome: Outcome) -> dict[str, Any]:
    """Per list with a random part: seed, population, number drawn and method (T22)."""
    lists = outcome.lists
    return {listed.name: listed.draw.as_dict() for listed in lists if listed.draw is not None}


class Screened(Protocol):
    """What a list says about itself comes from."""

    @property
    def project(self) -> Project:
        """The project."""

    @property
    def packs(self) -> Sequence[Pack]:
        """Its packs."""

    @property
    def loaded(self) -> Loaded:
        """Its registers."""

    @property
    def as_of(self) -> dt.date:
        """The reference date."""


def list_meta(name: str, outcome: Screened, listed: PriorityList) -> ListMeta:
    """What a list of the run called ``name`` says about itself.

    Only purposes of the packs that feed it, and bases of the rules that can put something on it.
    """
    feeding = {pack.id for pack in listed.packs}
    headers = [pack.header for pack in outcome.packs if pack.id in feeding]
    reports = outcome.loaded.reports
    read = sorted({register for header in headers for register in header.registers} & set(reports))
    asked = {
        (pack.id, each.model.basis)
        for pack in outcome.packs
        for each in pack.documents
        if each.model.status == "active" and listed.name in each.model.lists
    }
    bases = {
        f"{basis.code} {basis.article}"
        for header in headers
        for basis in header.bases
        if (header.id, basis.code) in asked
    }
    valid_days = min(header.retention_days["signal"] for header in headers)
    return ListMeta(
        run=name,
        municipality=outcome.project.name,
        purposes=tuple(f"{header.title}: {header.purpose}" for header in headers),
        bases=tuple(sorted(bases)),
        pack_versions=tuple(f"{header.id} versie {header.version}" for header in headers),
        recipient=outcome.project.recipient,
        as_of=outcome.as_of,
        valid_until=outcome.as_of + dt.timedelta(days=valid_days),
        sources=tuple(dict.fromkeys(_source(reports[register]) for register in read)),
        site=outcome.project.review.address,
    )


def _source(report: RegisterReport) -> str:
    day = report.reference_date
    return f"{report.source} ({dutch_date(day) if day else 'datum onbekend'})"


def _counts(outcome: Outcome) -> dict[str, Any]:
    reports = outcome.loaded.reports.values()
    return {
        "rows_read": sum(report.rows_read for report in reports),
        "rows_loaded": sum(report.rows_loaded for report in reports),
        "rows_quarantined": sum(report.rows_quarantined for report in reports),
        "values_quarantined": sum(sum(r.values_quarantined.values()) for r in reports),
        "columns_dropped": sum(len(report.dropped_columns) for report in reports),
        "columns_blocked": sum(len(report.blocked_columns) for report in reports),
        "signals": outcome.detection.signals.height,
        "conclusions": outcome.conclusions.height,
        "lists": {listed.name: listed.rows.height for listed in outcome.lists},
        "rules_failed": {
            rule: [str(problem) for problem in problems]
            for rule, problems in sorted(outcome.detection.failures.items())
        },
        "rules_skipped": dict(sorted(outcome.detection.skipped.items())),
    }


def _quality(outcome: Outcome) -> dict[str, Any]:
    reports = outcome.loaded.reports
    return {name: reports[name].as_dict() for name in sorted(reports)}


def _figures(outcome: Outcome) -> dict[str, Any]:
    detection = outcome.detection
    return figures(
        detection.pictured, outcome.loaded.registers, detection.signals, outcome.packs,
        outcome.project.municipality, outcome.as_of,
    )  # fmt: skip


def _write_json(path: Path, content: Any) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    write_private(path, text + "\n")
