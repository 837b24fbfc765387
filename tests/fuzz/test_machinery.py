"""The search itself: what it must notice is noticed, and a finding becomes small."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
import pytest

from tests.compiled import compile_query
from tests.conftest import ROOT
from tests.fuzz import engines
from tests.fuzz.compare import difference
from tests.fuzz.data import Tables, tables
from tests.fuzz.grammar import Statement
from tests.fuzz.shrink import shrunk
from tests.fuzz.trial import trial
from tests.fuzz.watch import Watched

_PLAIN = "SELECT b.vbo_id AS subject, b.build_year AS m FROM bag_object b"


@pytest.fixture
def watched() -> Iterator[Watched]:
    worker = Watched(seconds=60.0)
    yield worker
    worker.close()


@pytest.mark.large
def test_a_worker_that_dies_or_hangs_is_a_finding_and_the_next_goes_on(watched: Watched) -> None:
    nonsense: Any = object
    assert [found.what for found in watched.case(nonsense, {}).findings] == ["dies"]
    assert watched.case(Statement("select", _PLAIN), tables("x")).findings == []
    watched.patience = 0.0
    hanging = watched.case(Statement("select", _PLAIN), tables("x"))
    assert [found.what for found in hanging.findings] == ["hangs"]


def test_what_is_asked_of_the_machine_is_heard() -> None:
    asking = """
import contextlib, socket
from tests.fuzz.guard import asking_nothing, install
install()
with asking_nothing("x") as asked:
    with contextlib.suppress(OSError):
        open("/etc/hostname")
        print("opened")
    with contextlib.suppress(ImportError, OSError):
        import wave
    with contextlib.suppress(OSError):
        socket.socket()
        print("connected")
open("/etc/hostname").close()
print(*sorted({each.split(" ")[0] for each in asked}))
"""
    said = subprocess.run(
        [sys.executable, "-c", asking], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert said.stdout.split() == ["import", "open", "socket.__new__"], said.stderr


def _gives(frame: pl.DataFrame | None) -> engines.Run:
    def run(queries: Mapping[str, Any], _tables: Tables) -> Mapping[str, Any]:
        if frame is None:
            raise BaseExceptionGroup("panic", [RuntimeError("panic")])
        return dict.fromkeys(queries, frame)

    return run


@pytest.mark.parametrize(
    ("other", "what"),
    [
        (pl.DataFrame({"subject": ["a"], "m": [1]}), None),
        (pl.DataFrame({"subject": ["a"], "m": [2]}), "differs"),
        (pl.DataFrame({"subject": ["a", "a"], "m": [1, 1]}), "differs"),
        (None, "fails"),
    ],
)
def test_engines_that_disagree_are_found(
    other: pl.DataFrame | None, what: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = pl.DataFrame({"subject": ["a"], "m": [1]})
    monkeypatch.setattr(engines, "ENGINES", {"first": _gives(one), "second": _gives(other)})
    found = trial({0: Statement("select", _PLAIN)}, {}, 60.0, ["first", "second"], print)
    assert [each.what for each in found.findings] == ([] if what is None else [what])


def test_the_gate_is_judged_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    def let_through() -> list[str]:
        must_not = Statement("outside", _PLAIN, refuse=True)
        return [each.what for each in trial({0: must_not}, {}, 60.0, [], print).findings]

    assert let_through() == ["let through"]
    slow = trial({0: Statement("select", _PLAIN)}, {}, 0.0, [], print)
    assert [each.what for each in slow.findings] == ["slow"]
    monkeypatch.setattr("tests.fuzz.door.compile_query", lambda *_, **__: 1 / 0)
    broken = trial({0: Statement("select", _PLAIN)}, {}, 60.0, [], print)
    assert [each.what for each in broken.findings] == ["traceback"]


def test_reals_are_the_same_to_twelve_digits() -> None:
    def rows(value: float | None) -> pl.DataFrame:
        return pl.DataFrame({"a": ["x", "y"], "b": [value, 1.0]})

    assert difference(rows(0.1), rows(0.1 * (1 + 1e-13))) is None
    assert difference(rows(0.1), rows(0.1)[::-1]) is None
    assert difference(rows(0.1), rows(0.1 * (1 + 1e-9))) is not None
    assert difference(rows(0.0), rows(None)) is not None
    assert difference(rows(0.1), rows(0.1).head(1)) is not None


def test_a_finding_becomes_small() -> None:
    text = (
        "WITH w AS (SELECT i.vbo_id, MAX(i.severity) AS n FROM inspection i GROUP BY i.vbo_id) "
        "SELECT COALESCE(b.vbo_id, 'none') AS subject, CASE WHEN b.floor_m2 > :p THEN "
        "LENGTH(LOWER(b.pand_id)) + 1 END AS m, w.n AS n FROM bag_object b JOIN w ON w.vbo_id = "
        "b.vbo_id AND b.floor_m2 / 2 > 3 WHERE b.build_year IN (1, 2, 3) OR b.pand_id LIKE 'a%'"
    )

    def stays(statement: Statement, over: Tables) -> bool:
        query = compile_query(statement.text, parameters=statement.parameters)
        return "LENGTH(" in query.sql() and over["bag_object"].height > 0

    def passes_and_stays(statement: Statement, over: Tables) -> bool:
        try:
            return stays(statement, over)
        except Exception:  # noqa: BLE001 - what the gate refuses shows nothing
            return False

    start = Statement("select", text, {"p": 2.5})
    small, over = shrunk(start, tables("seed 4"), passes_and_stays, 1_500)
    assert len(small.text) < 80
    assert small.parameters == {}
    assert over["bag_object"].height == 1
    assert over["inspection"].height == 0
