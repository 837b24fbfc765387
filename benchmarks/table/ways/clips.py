"""The rules in CLIPS: documents are facts, in batches, and a rule fires for each that hits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.table.conditions import conditions
from benchmarks.table.documents import Document, Rows, documents, rows
from benchmarks.table.render import ClipsWords, names
from benchmarks.table.way import Found, NotInstalledError

BATCH = 2_000
"""Facts in working memory at a time; more are no faster."""


class Clips:
    """One environment with the rules of both workloads."""

    def __init__(self, read: Rows) -> None:
        import clips

        self.read = read
        self.hits: dict[str, list[str]] = {}
        self.nil = clips.Symbol("nil")
        self.environment = clips.Environment()
        self.environment.define_function(self._hit, "hit")
        self.templates: dict[tuple[str, str], tuple[Any, list[str]]] = {}
        for workload in ("rows", "joins"):
            for kind, rules in conditions(workload).items():
                self._built(workload, kind, rules)

    def run(self, workload: str) -> dict[str, Found]:
        """Hits only."""
        self.hits = {name: [] for rules in conditions(workload).values() for name in rules}
        for kind, listed in documents(workload, self.read):
            template, slots = self.templates[workload, kind]
            for start in range(0, len(listed), BATCH):
                self.environment.reset()
                for each in listed[start : start + BATCH]:
                    template.assert_fact(**self._fact(each, slots))
                self.environment.run()
        self.environment.reset()
        return {name: Found(numbers) for name, numbers in self.hits.items()}

    def _fact(self, document: Document, slots: list[str]) -> Document:
        nil = self.nil
        return {slot: nil if (value := document[slot]) is None else value for slot in slots}

    def _hit(self, rule: str, number: str) -> None:
        self.hits[rule].append(number)

    def _built(self, workload: str, kind: str, rules: dict[str, Any]) -> None:
        fact = f"{workload}-{kind}"
        slots = sorted({name for node in rules.values() for name in names(node)})
        self.environment.build(
            f"(deftemplate {fact} (slot nr) {' '.join(f'(slot {slot})' for slot in slots)})"
        )
        words = ClipsWords()
        for name, node in rules.items():
            asked = " ".join(f"({slot} ?{slot})" for slot in names(node))
            self.environment.build(
                f"(defrule {name.replace('.', '-')} ({fact} (nr ?nr) {asked}) "
                f'(test {words.told(node)}) => (hit "{name}" ?nr))'
            )
        self.templates[workload, kind] = (
            self.environment.find_template(fact), ["nr", *slots],
        )  # fmt: skip


def opened(folder: Path) -> Clips:
    """Over rows in memory."""
    try:
        import clips  # noqa: F401
    except ImportError as error:
        raise NotInstalledError("the package clipspy") from error
    return Clips(rows(folder))
