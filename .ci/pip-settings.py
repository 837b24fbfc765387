"""Turn ``pip config list`` on standard input into lines NAME=value for the environment of pip."""

from __future__ import annotations

import ast
import sys

found: dict[str, str] = {}
for line in sorted(sys.stdin, key=lambda line: line.startswith(":env:")):  # the environment wins
    key, _, value = line.strip().partition("=")
    section, _, name = key.rpartition(".")
    if section in {"global", "install", ":env:"}:
        found[f"PIP_{name.upper().replace('-', '_')}"] = " ".join(ast.literal_eval(value).split())
sys.stdout.writelines(f"{name}={value}\n" for name, value in found.items())
