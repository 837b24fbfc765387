"""What decides the outcome of a run, and the name that follows from it (T35)."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from importlib import metadata
from typing import Any

import screening
from screening.engines import second_of
from screening.packs.loaded import Pack
from screening.project.model import Project
from screening.registers.reading.report import Loaded
from screening.runs.record import Outcome

LIBRARIES = [
    "altair",
    "dataframely",
    "numpy",
    "polars",
    "pyarrow",
    "pydantic",
    "pyproj",
    "python-calamine",
    "scipy",
    "segno",
    "shapely",
    "sqlglot",
    "tzdata",
    "vl-convert-python",
    "xlsxwriter",
]
"""Libraries whose version can change a result or a byte of the output.

Not durable_rules: what it concludes is what the fixed point concludes, so it is named beside the
inputs. The same inputs give the same run, whichever of the two the machine has.
"""
OF_ENGINES = {"duckdb": "duckdb", "spark": "pyspark"}
"""Engine to the library that it is, where that is none that every run uses."""
_VERIFYING = ("duckdb",)
"""What is verified is worked out in it again, whichever engine measured."""
_BY_CONTENT = {"rules", "pseudonym_key", "as_of", "seed", "packs"}
"""Settings whose content stands in the inputs under a name of its own."""
_LATER = {"map", "actions", "review", "batch"}
"""Settings that no file of a run depends on: the map of the report, controls that are planned,
the review site (but for its address), and what a batch does around its run."""
_REACHED = {"spark"}
"""How an engine is reached: tokens and passwords stand in it, and the same rows come out."""
_OF_SOURCES = {"owner"}
"""The same of every extract: who is told that it is late."""


def inputs_of_run(outcome: Outcome, engine: str, *, verify: bool) -> dict[str, Any]:
    """Everything that decides the outcome of a run.

    The whole project file is in it, how extracts are mapped and read included, and of every
    extract, pack and library the content or version. Secrets are not: of a database the rows that
    came out count, of the pseudonym key a value that cannot be turned back into it, and of Spark
    the names of its settings. The run before is in it by name, since lists say what is new since,
    and earlier decisions by their digest, since lists tell them.
    """
    return {
        "as_of": outcome.as_of.isoformat(),
        "engine": engine,
        **({"spark": _of_spark(outcome.project)} if engine == "spark" else {}),
        **({"verified_by": second_of(engine)} if verify else {}),
        "libraries": _versions({engine, *(_VERIFYING if verify else ())}),
        **given(outcome.project, outcome.packs, outcome.loaded),
        **({"before": outcome.before.name} if outcome.before else {}),
        **({"earlier_decisions": outcome.earlier} if outcome.earlier else {}),
    }


def given(project: Project, packs: Iterable[Pack], loaded: Loaded) -> dict[str, Any]:
    """What a run is given: packs, extracts and settings, and the version that reads them."""
    return {
        "seed": project.seed,
        "version": screening.__version__,
        "packs": {pack.header.id: pack.hash for pack in packs},
        "extracts": {
            name: [
                [file.path, file.sha256, *([str(file.day)] if file.dated_by else [])]
                for file in report.files
            ]
            for name, report in sorted(loaded.reports.items())
        },
        "pseudonyms": _pseudonyms(project),
        "settings": _settings(project),
    }


def _settings(project: Project) -> dict[str, Any]:
    found = project.model_dump(mode="json", exclude=_BY_CONTENT | _LATER | _REACHED)
    if project.review.address:  # printed on the pages of lists
        found["site"] = project.review.address
    for sources in found["registers"].values():
        for source in sources:
            for name in _OF_SOURCES:
                del source[name]
    return found


def _versions(engines: Iterable[str]) -> dict[str, str]:
    """The libraries of every run, and those of the engines that measured and verified."""
    own = {OF_ENGINES[name] for name in engines if name in OF_ENGINES}
    return {name: metadata.version(name) for name in sorted({*LIBRARIES, *own})}


def _of_spark(project: Project) -> dict[str, Any]:
    """Which tables are read in place of extracts, and which settings are given: never a value."""
    return {"tables": project.spark.tables, "config": sorted(project.spark.config)}


def run_name(inputs: Mapping[str, Any]) -> str:
    """``<as-of>-<hash>``: the same inputs give the same name on every machine."""
    digest = hashlib.sha256(canonical(inputs).encode("utf-8")).hexdigest()
    return f"{inputs['as_of']}-{digest[:12]}"


def canonical(content: Mapping[str, Any]) -> str:
    """JSON without freedom: sorted keys, no white space."""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )


def _pseudonyms(project: Project) -> str | None:
    """Tells one key from another: two keys give person keys, and so rows, another order."""
    if project.pseudonym_key is None:
        return None
    made = hmac.new(project.key(), b"which key a run was made with", hashlib.sha256)
    return made.hexdigest()[:16]
