"""Screening engine: declarative rules over municipal registers, explained lists out.

The Python API; docs/python.md shows how it is used. What is heavy is loaded when it is asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screening.api import (
        Checked,
        Loaded,
        Narrow,
        Pack,
        Project,
        RuleQuality,
        RunResult,
        TableComparison,
        WhatIf,
        build_project,
        check,
        compare,
        explain,
        import_results,
        issue,
        load_packs,
        load_project,
        load_registers,
        narrow,
        results,
        run,
        what_if,
    )

__version__ = "0.1.0"
__all__ = [
    "Checked",
    "Loaded",
    "Narrow",
    "Pack",
    "Project",
    "RuleQuality",
    "RunResult",
    "TableComparison",
    "WhatIf",
    "__version__",
    "build_project",
    "check",
    "compare",
    "explain",
    "import_results",
    "issue",
    "load_packs",
    "load_project",
    "load_registers",
    "narrow",
    "results",
    "run",
    "what_if",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'screening' has no attribute '{name}'")
    return getattr(importlib.import_module("screening.api"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
