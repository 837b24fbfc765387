"""Checks on rule packs: one small class each, found by discovery."""

from __future__ import annotations

from screening.packs.lint.base import Check, Finding
from screening.packs.lint.run import all_checks, lint_packs, refusals, refusals_of

__all__ = ["Check", "Finding", "all_checks", "lint_packs", "refusals", "refusals_of"]
