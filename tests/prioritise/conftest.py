"""Reasons, links and packs as the earlier stages give them, in one line each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from screening.escalate.links import LINKS_SCHEMA
from screening.packs.models import PackHeader, Priority, RandomShare
from screening.prioritise.reasons import REASON_SCHEMA

DAY = dt.date(2025, 12, 31)


@pytest.fixture
def reasons() -> Callable[..., pl.DataFrame]:
    """Each reason as ``rule severity subject_type:subject`` with changes by keyword."""

    def build(*written: str, **changes: Any) -> pl.DataFrame:
        rows = []
        for text in written:
            rule, severity, where = text.split(" ", 2)
            kind, subject = where.split(":", 1)
            row = {
                "pack": "octopus", "rule": rule, "subject_type": kind, "subject": subject,
                "family": rule.split(".")[0], "severity": int(severity),
                "lists": ["octopus.auto", "tvo"], "title": rule, "text": f"Tekst van {rule}",
                "newest": DAY, "innocent": ["toeval"], "verify": "ga kijken",
                "interventions": [], "concluded": False,
                "rests_on": [f"{rule} @ {where}"], **changes,
            }  # fmt: skip
            rows.append({"facts": row["rests_on"], **row})
        return pl.DataFrame(rows, schema=REASON_SCHEMA)

    return build


@pytest.fixture
def links() -> Callable[..., pl.DataFrame]:
    """Each link as ``name type:id type:id``."""

    def build(*written: str) -> pl.DataFrame:
        split = [text.split(" ") for text in written]
        rows = [(name, *a.split(":", 1), *b.split(":", 1)) for name, a, b in split]
        return pl.DataFrame(rows, schema=LINKS_SCHEMA, orient="row")

    return build


@pytest.fixture
def pack() -> Callable[..., Any]:
    """A pack whose rules feed these lists."""

    def build(name: str, *lists: str, share: float = 0.0, status: str = "active") -> Any:
        header = PackHeader.model_construct(
            id=name, version=2, purpose=f"doel van {name}", registers=_Everything(),
            priority=Priority(), random=RandomShare(share=share),
        )  # fmt: skip
        model = SimpleNamespace(
            id="thb.signal_combo", status=status, lists=list(lists), people_at_risk=True
        )
        rule = SimpleNamespace(model=model)
        return SimpleNamespace(id=name, header=header, documents=(rule,), folder=Path(name))

    return build


class _Everything(dict[str, Any]):
    """A header that allows every column of every register."""

    def get(self, _key: str, _default: Any = None) -> Any:
        return "all"
