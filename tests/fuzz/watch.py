"""Watching workers: one that dies or hangs is a finding, and a new one takes its place."""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.fuzz.data import Tables
from tests.fuzz.engines import present
from tests.fuzz.findings import Finding, Tally
from tests.fuzz.grammar import Statement
from tests.fuzz.worker import serve

_SPAWN = multiprocessing.get_context("spawn")
START = 600.0


class Watched:
    """One worker; ``seconds`` bounds a compilation, ``patience`` each thing it says it does."""

    def __init__(
        self, seconds: float, patience: float = 60.0, engines: Sequence[str] | None = None
    ) -> None:
        self.seconds = seconds
        self.engines = present() if engines is None else engines
        self.patience = patience
        self._folder = tempfile.TemporaryDirectory(prefix="fuzz-")
        self._errors = Path(self._folder.name) / "stderr"
        self._start()

    def close(self) -> None:
        """End the worker."""
        self._pipe.close()
        self._process.kill()
        self._process.join()
        self._folder.cleanup()

    def batch(self, seed: int, numbers: Sequence[int]) -> Tally:
        """Try these statements; when the worker dies, each again on its own to find which did."""
        tally, doing = self._ask((seed, list(numbers)))
        if tally is not None:
            return tally
        if len(numbers) == 1:
            return Tally(findings=[self._death(numbers[0], doing)])
        together = Tally()
        for number in numbers:
            together.add(self.batch(seed, [number]))
        if not any(finding.what in {"dies", "hangs"} for finding in together.findings):
            last = self._death(numbers[0], doing)
            detail = f"statements {numbers[0]} to {numbers[-1]}, only together: {last.detail}"
            together.findings.append(Finding(last.number, last.what, last.who, detail))
        return together

    def case(self, statement: Statement, tables: Tables) -> Tally:
        """Try one statement over these tables."""
        tally, doing = self._ask((statement, tables))
        return Tally(findings=[self._death(0, doing)]) if tally is None else tally

    def _death(self, number: int, doing: str) -> Finding:
        who = doing.rstrip("0123456789").strip()
        return Finding(number, self._how, who, self._last_words)

    def _ask(self, asked: tuple[object, object]) -> tuple[Tally | None, str]:
        doing = "start"
        try:
            self._pipe.send(asked)
            while self._pipe.poll(self.patience):
                said = self._pipe.recv()
                if isinstance(said, Tally):
                    return said, doing
                doing = said
            self._how = "hangs"
        except (EOFError, OSError):
            self._how = "dies"
        self._end()
        self._start()
        return None, doing

    def _end(self) -> None:
        if self._how == "dies":
            self._process.join(10)
        self._process.kill()
        self._process.join()
        self._pipe.close()
        code = f"exit {self._process.exitcode}: " if self._how == "dies" else ""
        words = self._errors.read_text(errors="replace").strip().splitlines()[-3:]
        self._last_words = code + " | ".join(words)[:300]

    def _start(self) -> None:
        self._pipe, there = _SPAWN.Pipe()
        self._process = _SPAWN.Process(
            target=serve,
            args=(there, str(self._errors), self.seconds, self.engines),
            daemon=True,
        )
        self._process.start()
        there.close()
        try:
            ready = self._pipe.poll(START) and self._pipe.recv() == "ready"
        except EOFError:
            ready = False
        if not ready:
            words = self._errors.read_text(errors="replace")
            raise RuntimeError(f"a worker does not start: {words[-2000:]}")
