"""The run manifest: everything needed to repeat a run and get the same bytes (T35)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from screening.files.private import write_private


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
