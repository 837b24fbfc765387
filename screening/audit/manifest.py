"""The run manifest: everything needed to repeat a run and get the same bytes (T35)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import screening

LIBRARIES = [
    "babel",
    "dataframely",
    "durable_rules",
    "numpy",
    "polars",
    "pydantic",
    "scipy",
    "sqlglot",
    "xlsxwriter",
]
"""Libraries whose version can change a result or a byte of the output."""


def inputs_of_run(
    *,
    as_of: dt.date,
    engine: str,
    seed: int,
    packs: Mapping[str, str],
    extracts: Mapping[str, Sequence[tuple[str, str]]],
    settings: Mapping[str, Any],
) -> dict[str, Any]:
    """Everything that decides the outcome of a run.

    ``packs`` maps pack id to hash; ``extracts`` maps register to (file, hash) pairs; ``settings``
    are the resolved parameters, list capacities and recipient.
    """
    return {
        "as_of": as_of.isoformat(),
        "engine": engine,
        "seed": seed,
        "version": screening.__version__,
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "packs": dict(sorted(packs.items())),
        "extracts": {
            name: [list(pair) for pair in pairs] for name, pairs in sorted(extracts.items())
        },
        "settings": settings,
    }


def run_name(inputs: Mapping[str, Any]) -> str:
    """``<as-of>-<hash>``: the same inputs give the same name on every machine."""
    digest = hashlib.sha256(canonical(inputs).encode("utf-8")).hexdigest()
    return f"{inputs['as_of']}-{digest[:12]}"


def write_manifest(
    path: Path,
    inputs: Mapping[str, Any],
    counts: Mapping[str, Any],
    files: Mapping[str, str],
    purposes: Mapping[str, str],
) -> None:
    """Write manifest.json: inputs, purpose per pack, counts, and the hash of every file."""
    content = {"inputs": inputs, "purposes": purposes, "counts": counts, "files": files}
    path.write_text(
        json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n",
        encoding="utf-8",
    )


def canonical(content: Mapping[str, Any]) -> str:
    """JSON without freedom: sorted keys, no white space."""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )
