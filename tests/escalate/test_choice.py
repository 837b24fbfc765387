from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.escalate import choice
from screening.escalate.fixed_point import FixedPointEvaluator


@pytest.fixture(autouse=True)
def asked_anew() -> Iterator[None]:
    choice.chosen.cache_clear()
    yield
    choice.chosen.cache_clear()


def test_durable_rules_concludes_where_it_can_be_imported() -> None:
    engine = pytest.importorskip("durable.engine", exc_type=ImportError)
    assert engine is not None
    found = choice.chosen()
    assert (found.name, found.version, found.reason) == ("durable_rules", "2.0.28", None)


@pytest.mark.parametrize(
    "broken",
    [
        "raise ImportError('durable_rules_engine.so: undefined symbol: PyEval_CallObject')",
        "import a_module_nobody_has",
        "import sys; sys.maxint",
        "this is no Python",
        "raise SystemError('made for another Python')",
    ],
)
def test_where_it_cannot_be_imported_the_fixed_point_concludes_and_says_why(
    broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "durable").mkdir()
    (tmp_path / "durable" / "__init__.py").touch()
    (tmp_path / "durable" / "engine.py").write_text(broken)
    for name in [name for name in sys.modules if name.split(".")[0] == "durable"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)
    found = choice.chosen()
    assert found.name == "fixed-point"
    assert found.make is FixedPointEvaluator
    assert found.reason is not None
    assert found.reason.startswith("durable_rules cannot be imported: ")


def test_an_engine_without_its_own_version_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another package may be called durable."""
    from importlib import metadata

    def unknown(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", unknown)
    assert choice.chosen().name == "fixed-point"
