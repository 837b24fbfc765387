"""The batch in one screen: check, read, run, publish, review, retention, summary, mail.

Each stage leaves what is there whole or untouched, so a batch that is killed in any of them loses
nothing, and the next one goes on from what stands. What fails before the lists are there leaves
those of the last good run; terms are kept, and the summary is written, all the same. Nobody looks
on, so a second engine always measures and judges the same rules; one on which the two differ is
not listed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from screening.batch.deliveries import late, refused, require_as_large
from screening.batch.last import last_good
from screening.batch.lock import held
from screening.batch.mail import send, settings_of
from screening.batch.news import remove_old_news, write_news
from screening.batch.retention import Due, due, record, remove
from screening.batch.review import bring_site_up_to_date, has_site
from screening.batch.stages import Stage, Stages
from screening.batch.summary import FILE, Facts, summary
from screening.engines import DEFAULT
from screening.errors import Problem, RunError, ScreeningError, Where
from screening.files.private import write_private
from screening.locale import speaking
from screening.pipeline import guard, put, read, screen
from screening.project.model import load_project
from screening.project.prepare import Inputs
from screening.runs.log import RunLog

DONE, FAILED, INCOMPLETE, AFTERWARDS = 0, 1, 3, 5
"""Exit codes; docs/batch.md tells what each says."""


@dataclass(frozen=True)
class Asked:
    """What was asked of a batch."""

    as_of: dt.date | None = None
    only_new: bool = False
    mail: bool = False
    dry_retention: bool = False
    engine: str = DEFAULT
    max_memory: int | None = None
    today: dt.date | None = None
    """The day that terms are held against; that of the machine unless set."""


@dataclass(frozen=True)
class Batch:
    """What became of it: the text of the summary, every problem, and the exit code."""

    summary: str
    problems: tuple[Problem, ...]
    exit_code: int
    run: Path | None


def run_batch(
    folder: Path,
    asked: Asked,
    tell: Callable[[str], None],
    progress: Callable[[str], None] | None = None,
) -> Batch:
    """Do a batch; ``tell`` gets a line of JSON per stage, and nothing else.

    Raises BusyError when another batch is at work, and ProjectError when there is no project to
    work in; every other failure is told in what it gives.
    """
    stages = Stages(tell)
    with ExitStack() as leaving:
        with stages.stage("check"):
            project = load_project(folder)
            mail = settings_of(project) if asked.mail else None
            leaving.enter_context(held(project.folder))
            facts = Facts(project, dry=asked.dry_retention)
            facts.broken_off = _begin(facts)
        inputs = _screen(facts, asked, stages, RunLog(project.operator, progress))
        if has_site(project):
            _review(facts, asked, stages, inputs)
        _retention(facts, asked, stages, inputs)
        with speaking(project.language):
            text = summary(facts)
        with _afterwards(facts), stages.stage("summary") as stage:
            write_private(project.folder / FILE, text)
            stage.counts["lines"] = len(text.splitlines())
        if mail is not None:
            with _afterwards(facts), stages.stage("mail") as stage:
                stage.counts["addresses"] = send(mail, text)
                _note(facts, "mailed", to=list(mail.to))
        code = _code(facts)
        with _afterwards(facts):
            _note(facts, "ended", exit_code=code, stages=[each.as_dict() for each in stages.done])
    failed = [facts.failed] if facts.failed else []
    problems = [each for error in (*failed, *facts.afterwards) for each in error.problems]
    return Batch(text, tuple(problems), _code(facts), facts.run)


def _screen(facts: Facts, asked: Asked, stages: Stages, log: RunLog) -> Inputs | None:
    """The run and its lists; a failure is noted, with what each owner of data is to do."""
    project, inputs = facts.project, None
    before = facts.good = last_good(project.folder)
    try:
        with _told(), stages.stage("read") as stage:
            inputs = guard(project, log, as_of=asked.as_of)
            stage.counts["rules"] = sum(len(pack.rules) for pack in inputs.packs)
            with speaking(project.language):
                facts.remarks = late(project, inputs.as_of)
            loaded = read(inputs, log, engine=asked.engine, verify=True)
            with speaking(project.language):
                facts.remarks = late(project, inputs.as_of, loaded)
            reports = loaded.reports.values()
            stage.counts |= {
                "registers": len(loaded.reports),
                "rows": sum(each.rows_read for each in reports),
                "set_aside": sum(each.rows_quarantined for each in reports),
                "late": len(facts.remarks),
            }
            require_as_large(project, loaded, before)
        with _told(), stages.stage("run") as stage:
            outcome = screen(
                inputs, loaded, log, engine=asked.engine, verify=True, max_memory=asked.max_memory
            )  # fmt: skip
            detection = outcome.detection
            stage.counts |= {
                "signals": detection.signals.height, "conclusions": outcome.conclusions.height,
                "not_measured": len(detection.skipped), "failed": len(detection.failures),
            }  # fmt: skip
            if detection.skipped or detection.failures:
                stage.outcome = "incomplete"
        with _told(), stages.stage("publish") as stage:
            made = put(outcome, log, engine=asked.engine, verify=True)
            facts.outcome, facts.run, facts.good = outcome, made, made
            stage.counts |= {
                "lists": len(outcome.lists),
                "rows": sum(each.rows.height for each in outcome.lists),
            }
            _publish_news(facts, asked, stage)
    except ScreeningError as error:
        if facts.run is None:
            facts.failed = error
            with speaking(project.language):
                facts.remarks = [*facts.remarks, *refused(project, error)]
        else:
            facts.afterwards.append(error)
    return inputs


def _publish_news(facts: Facts, asked: Asked, stage: Stage) -> None:
    """With --only-new the lists of that; without, those of earlier runs go."""
    assert facts.run is not None and facts.outcome is not None  # noqa: S101, PT018 - for types
    remove_old_news(facts.project.folder, facts.run.name)
    if not asked.only_new:
        return
    facts.news = write_news(facts.outcome, facts.run.name)
    stage.counts["new_rows"] = facts.news.rows
    _note(
        facts, "export", run=facts.run.name, recipient=facts.news.recipient, files=facts.news.files
    )  # fmt: skip


def _review(facts: Facts, asked: Asked, stages: Stages, inputs: Inputs | None) -> None:
    """What may no longer be kept goes from the site, and the new run to the people who judge."""
    with _afterwards(facts), stages.stage("review") as stage:
        facts.site = bring_site_up_to_date(
            facts.project, inputs.packs if inputs else (),
            asked.today or dt.date.today(),  # noqa: DTZ011
            dry=asked.dry_retention, load=facts.run is not None,
        )  # fmt: skip
        stage.counts |= facts.site
        if facts.run is None:
            stage.skip("no new run")


def _retention(facts: Facts, asked: Asked, stages: Stages, inputs: Inputs | None) -> None:
    """Remove what may no longer be kept; also after a failed delivery, for terms run on."""
    with _afterwards(facts), stages.stage("retention") as stage:
        if inputs is None:
            stage.skip("no packs")
            return
        project = facts.project
        found = due(project.folder, inputs.packs, asked.today or dt.date.today())  # noqa: DTZ011
        stage.counts |= _counted(found)
        if asked.dry_retention:
            stage.skip("dry run")
        else:
            remove(project.folder, inputs.packs, asked.today or dt.date.today(), found.over,  # noqa: DTZ011
                   project.operator)  # fmt: skip
        facts.due = found


def _counted(found: Due) -> dict[str, int]:
    return {
        "runs": sum(each.what == "run" for each in found.over),
        "entries": sum(each.count for each in found.over if each.what == "record"),
        "kept_last_good": int(found.kept is not None),
    }


@contextmanager
def _told() -> Iterator[None]:
    """What the machine refuses is told as every other problem."""
    try:
        yield
    except OSError as error:
        raise RunError(
            Problem(
                f"a file cannot be read or written: {error.strerror or error}",
                Where(str(error.filename or "")),
                "files and folders that may be read and written, and room on the disk",
                "check the path, its rights and the room on the disk, and try again",
            )
        ) from error


@contextmanager
def _afterwards(facts: Facts) -> Iterator[None]:
    """The lists are there, or not, whatever becomes of this: note it, and go on."""
    try:
        with _told():
            yield
    except ScreeningError as error:
        facts.afterwards.append(error)


def _begin(facts: Facts) -> bool:
    """Note that it began; gives whether the one before never came to its end."""
    entries = record(facts.project.folder).entries()
    last = next((each["action"] for each in reversed(entries)
                 if each["action"] in {"began", "ended"}), "ended")  # fmt: skip
    _note(facts, "began")
    return bool(last == "began")


def _note(facts: Facts, action: str, **said: Any) -> None:
    entry = {"actor": facts.project.operator, "action": action, **said}
    record(facts.project.folder).add(lambda _: [entry])


def _code(facts: Facts) -> int:
    if facts.failed is not None:
        return FAILED
    if facts.afterwards:
        return AFTERWARDS
    detection = facts.outcome.detection if facts.outcome else None
    return INCOMPLETE if detection and (detection.skipped or detection.failures) else DONE
