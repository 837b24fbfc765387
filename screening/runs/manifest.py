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
from screening.files.private import write_private

LIBRARIES = [
    "babel",
    "dataframely",
    "numpy",
    "polars",
    "pydantic",
    "scipy",
    "sqlglot",
    "xlsxwriter",
]
"""Libraries whose version can change a result or a byte of the output.

Not durable_rules: what it concludes is what the fixed point concludes, so it is named beside the
inputs. The same inputs give the same run, whichever of the two the machine has.
"""


def inputs_of_run(
    *,
    as_of: dt.date,
    engine: str,
    verified_by: str | None = None,
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
        **({"verified_by": verified_by} if verified_by else {}),
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
    evaluator: Mapping[str, str],
) -> None:
    """Write manifest.json: inputs, purpose per pack, counts, and the hash of every file.

    ``evaluator`` is the name and version of what combined the signals. It is a record and no input:
    it is not in the name of the run.
    """
    content = {
        "inputs": inputs,
        "evaluator": evaluator,
        "purposes": purposes,
        "counts": counts,
        "files": files,
    }
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    write_private(path, text + "\n")


def canonical(content: Mapping[str, Any]) -> str:
    """JSON without freedom: sorted keys, no white space."""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )
