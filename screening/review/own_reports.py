"""Reports of the municipality's own people as rows of the ``signal`` register, and back.

One file in the project holds the rows; a run reads it like any other extract. What people wrote is
never in it, and who they are only as a key that cannot be followed back without that of the site.
"""

from __future__ import annotations

import csv
import hashlib
import io
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from screening.errors import ExtractError, Problem, Where
from screening.files.private import write_private
from screening.project.model import Project
from screening.registers.held import whole
from screening.registers.reading.load import load_registers
from screening.registers.reading.source import Source
from screening.registers.schemas import REGISTERS
from screening.review.models import KnownAddress, Report, ReportStep
from screening.review.reporting import Told, flow

FILE = "eigen-meldingen.csv"
"""In the project; a source of the register ``signal`` names it."""
COLUMNS = tuple(REGISTERS["signal"].columns)
MOST_BYTES = 1_000_000
_CONCRETE = {"ja": "3", "nee": "1"}
"""The answer to whether a report is concrete, as the register counts it; otherwise unknown."""


def accepted() -> Iterable[dict[str, str]]:
    """The rows of the register: reports that were weighed and go on, in the order they came.

    One of which nobody could say which address or company it is about stands at no place, and is
    none: it is kept on the site alone.
    """
    counting = [name for name, state in flow().states.items() if state.counts]
    reports = (
        Report.objects.filter(state__in=counting, content__isnull=False)
        .exclude(content__vbo_id="", content__kvk_nr="")
        .select_related("content")
        .order_by("content__seen_on", "reference")
    )
    concrete = _concreteness(reports)
    for report in reports:
        told = report.content
        key = _reporter_key(told.user_id)
        yield dict.fromkeys(COLUMNS, "") | {
            "signal_id": report.reference,
            "signal_date": told.seen_on.strftime("%d-%m-%Y"),
            "source": told.source,
            "reporter_key": key,
            "topic": told.topic,
            "concreteness": concrete.get(report.pk, ""),
            "vbo_id": told.vbo_id,
            "kvk_nr": told.kvk_nr,
        }


def as_csv() -> str:
    """The rows as a file of the register, with a header; ';' between cells."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(accepted())
    return out.getvalue()


def write_file(project: Project) -> Path:
    """Write the file of the project anew, whole or not at all; its owner alone may read it."""
    path = project.folder / FILE
    write_private(path, as_csv())
    return path


def rewrite_after(project: Project) -> None:
    """Write the file once what is being done now is kept."""
    transaction.on_commit(lambda: write_file(project) and None)


def read_rows(project: Project, content: bytes) -> list[Told]:
    """Rows of the register in a file of the same shape, as reports to receive.

    Raises ExtractError with every line that cannot be used; then none may be received.
    """
    if len(content) > MOST_BYTES:
        found = f"the file is larger than {MOST_BYTES // 1_000} kB"
        raise ExtractError(Problem(found, Where(_SENT), remedy="send it in parts"))
    with tempfile.TemporaryDirectory(prefix="screening-") as folder:
        write_private(Path(folder) / _SENT, content)
        source = Source(path=_SENT, max_quarantined=1.0)
        only = project.model_copy(update={"registers": {"signal": [source]}})
        loaded = load_registers(
            only.placed(Path(folder)), as_of=project.as_of, wanted={"signal": _WANTED}
        )
    refused = loaded.quarantine["signal"]
    if refused.height:
        raise ExtractError(
            Problem(
                str(each["reason"]),
                Where(_SENT, row=each["row"], column=each["column"] or None),
                remedy="correct the file and send it again; nothing was taken",
            )
            for each in refused.iter_rows(named=True)
        )
    rows = whole(loaded.registers["signal"])
    missing = [name for name in _REQUIRED if rows[name].null_count()]
    if missing:
        found = f"rows without {', '.join(missing)}"
        raise ExtractError(Problem(found, Where(_SENT), remedy="fill it in and send it again"))
    ours = set(Report.objects.values_list("reference", flat=True))
    known = dict(
        KnownAddress.objects.filter(pk__in=rows["vbo_id"].drop_nulls().to_list()).values_list(
            "pk", "address"
        )
    )
    return [_told(row, known) for row in rows.to_dicts() if row["signal_id"] not in ours]


_SENT = "meldingen.csv"
_WANTED = frozenset({"source", "topic", "vbo_id", "kvk_nr"})
_REQUIRED = ("topic", "source")


def _told(row: dict[str, Any], known: dict[str, str]) -> Told:
    vbo = row["vbo_id"] or ""
    return Told(
        hashlib.sha256(f"row {row['signal_id']}".encode()).hexdigest(),
        {
            "seen_on": row["signal_date"], "topic": row["topic"], "source": row["source"],
            "vbo_id": vbo, "kvk_nr": row["kvk_nr"] or "", "place": known.get(vbo, ""),
        },
    )  # fmt: skip


def _concreteness(reports: Iterable[Report]) -> dict[int, str]:
    """Per report what the last weighing said."""
    steps = ReportStep.objects.filter(report__in=reports, answers__has_key="concrete")
    return {
        key: _CONCRETE.get(answers["concrete"], "")
        for key, answers in steps.order_by("pk").values_list("report_id", "answers")
    }


def _reporter_key(user: int | None) -> str:
    """Tells reporters apart, no more; nothing for a row that came in with a file."""
    if user is None:
        return ""
    return salted_hmac("screening.review.reports", str(user), algorithm="sha256").hexdigest()[:32]
