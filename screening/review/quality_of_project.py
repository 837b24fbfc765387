"""Rule quality of a project: from its record of results, its runs, and what was handed out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from screening.review.flagged import flagged_rows
from screening.review.results import results_of, store
from screening.review.rule_quality import Followed, Of, RuleQuality, qualities


def quality_of(
    project: Path,
    followed: Mapping[Of, Followed] | None = None,
    suppressed: Mapping[Of, int] | None = None,
) -> list[RuleQuality]:
    """What came of every rule of a project; what the site knows of decisions comes with it.

    Raises DamagedRunError for a record or a run that is not as it was written.
    """
    results = results_of(store(project).entries())
    rows = flagged_rows(project, dict.fromkeys(each.run for each in results))
    return qualities(rows, results, followed, suppressed)
