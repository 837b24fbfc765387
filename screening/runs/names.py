"""How the files of a run are called."""

from __future__ import annotations

RUNS = "runs"
LATEST = "latest"
SIGNALS = "signals.parquet"
CONCLUSIONS = "conclusions.parquet"
OUTCOMES = "outcomes.csv"
QUALITY = "quality.json"
FIGURES = "figures.json"
MANIFEST = "manifest.json"
LOG = "log.jsonl"
LISTS = "lists"
KEYS = "keys"
QUARANTINE = "quarantine"
