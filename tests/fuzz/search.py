"""A search: batches of statements to watched workers, and every new kind of finding made small."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from threading import Lock

from sqlglot import parse_one
from sqlglot.errors import SqlglotError

from tests.fuzz.data import Tables
from tests.fuzz.findings import Finding, Tally
from tests.fuzz.grammar import Statement, generate
from tests.fuzz.report import Kind, markdown
from tests.fuzz.shrink import shrunk
from tests.fuzz.watch import Watched
from tests.fuzz.worker import PER_TABLES, tables_of

Key = tuple[str, ...]
DEADLY_TRIES = 40
MOST_TRIES = 1_500
EVERY = 1_000
LONGEST = 30.0
"""Seconds that making one finding small may take."""
MOST_SHRUNK = {"differs": 25, "fails": 8}
"""Findings of one kind, as seen from outside, that are made small to tell causes apart."""


class Search:
    """Statements of one seed, tried by ``workers`` processes on the engines (all present)."""

    def __init__(
        self,
        seed: int,
        *,
        workers: int,
        seconds: float,
        patience: float,
        engines: Sequence[str] | None = None,
    ) -> None:
        self.seed = seed
        self.workers = workers
        self.tally = Tally()
        self.kinds: dict[Key, Kind] = {}
        self._seen: dict[Key, int] = {}
        self._lock = Lock()
        self._idle: SimpleQueue[Watched] = SimpleQueue()
        self._watched = [Watched(seconds, patience, engines) for _ in range(workers)]
        for each in self._watched:
            self._idle.put(each)

    def close(self) -> None:
        """End all workers."""
        for each in self._watched:
            each.close()

    def run(self, start: int, count: int, say: Callable[[str], None] = lambda _: None) -> None:
        """Try the statements; ``say`` is told of new kinds of findings, small, and of progress."""
        tried = 0
        with ThreadPoolExecutor(self.workers) as pool:
            for numbers in pool.map(lambda some: self._batch(some, say), _batches(start, count)):
                if (tried + len(numbers)) // EVERY > tried // EVERY:
                    say(f"{tried + len(numbers):,} statements tried")
                tried += len(numbers)

    def _batch(self, numbers: range, say: Callable[[str], None]) -> range:
        worker = self._idle.get()
        try:
            tally = worker.batch(self.seed, numbers)
            with self._lock:
                self.tally.add(tally)
            for finding in tally.findings:
                self._note(worker, finding, say)
        finally:
            self._idle.put(worker)
        return numbers

    def _note(self, worker: Watched, finding: Finding, say: Callable[[str], None]) -> None:
        """Count a finding; the first ones that look alike are made small, to see if they are."""
        with self._lock:
            self._seen[finding.kind] = self._seen.get(finding.kind, 0) + 1
            if self._seen[finding.kind] > MOST_SHRUNK.get(finding.what, 2):
                return
        statement, tables, last = small(worker, self.seed, finding)
        key = (*last.kind[:2], anonymous(statement) if finding.what == "differs" else last.kind[2])
        with self._lock:
            if key in self.kinds:
                self.kinds[key].count += 1
                return
            self.kinds[key] = Kind(self.seed, last, statement, tables)
        say(markdown([self.kinds[key]]))


def _batches(start: int, count: int) -> Iterator[range]:
    """Ranges of numbers that share tables."""
    at = start
    while at < start + count:
        end = min((at // PER_TABLES + 1) * PER_TABLES, start + count)
        yield range(at, end)
        at = end


def small(worker: Watched, seed: int, finding: Finding) -> tuple[Statement, Tables, Finding]:
    """The finding made small: the statement, the tables, and what it gives then."""
    statement, tables = generate(seed, finding.number), tables_of(seed, finding.number)
    last = finding

    until = time.monotonic() + LONGEST

    def stays(made: Statement, over: Tables) -> bool:
        nonlocal last
        if time.monotonic() > until:
            return False
        for found in worker.case(made, over).findings:
            if found.kind == finding.kind:
                last = Finding(finding.number, found.what, found.who, found.detail)
                return True
        return False

    if not stays(statement, tables):
        detail = f"only beside the statements of its batch: {finding.detail}"
        return statement, tables, Finding(finding.number, finding.what, finding.who, detail)
    tries = DEADLY_TRIES if finding.what in {"dies", "hangs", "slow"} else MOST_TRIES
    statement, tables = shrunk(statement, tables, stays, tries)
    stays(statement, tables)
    return statement, tables, last


def anonymous(statement: Statement) -> str:
    """The shape of a statement: its kinds of nodes, without names and values."""
    text = f"SELECT {statement.text}" if statement.form == "when" else statement.text
    try:
        tree = parse_one(text, read="postgres")
    except (SqlglotError, RecursionError):
        return re.sub(r"\W|\d", "", text)[:80]
    return " ".join(sorted({type(node).__name__ for node in tree.walk()}))
