"""Records beside the runs that grow: a line per entry, each chained to all before it.

Everything is read and checked before a line is added, and the file is replaced whole, so it holds
the old lines or the old and the new ones, whatever kills who writes. Two who add at once wait for
each other. Entries may hold data of addresses and firms: only the owner may read them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from screening.errors import DamagedRunError, Problem, RunError, Where
from screening.files.private import new_folder, read_plain, write_private
from screening.runs.lock import alone
from screening.runs.log import chained, unchained

Entry = Mapping[str, Any]


class Ledger:
    """A record in a file of its own."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def entries(self) -> list[dict[str, Any]]:
        """Every entry, oldest first; none where nothing was ever recorded.

        Raises DamagedRunError for a file that is not as it was written, or cannot be read.
        """
        try:
            content, _ = read_plain(self._file)
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise _unreadable(self._file, str(error.strerror)) from error
        lines = unchained(content.decode(errors="replace"))
        if isinstance(lines, int):
            raise _damaged(self._file, lines)
        return [json.loads(line) for line in lines]

    def add(self, make: Callable[[Sequence[Entry]], Iterable[Entry]]) -> list[dict[str, Any]]:
        """Add what ``make`` answers to the entries there are; each gets the ``time`` of now.

        Nobody else adds meanwhile, so ``make`` may decide by what it sees. Gives what was added;
        where that is nothing, the file stays as it is. Raises RunError when it cannot be written,
        DamagedRunError when it is not as it was written, and whatever ``make`` raises.
        """
        added: list[dict[str, Any]] = []

        def longer(before: Sequence[Entry]) -> list[Entry]:
            now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
            added.extend({"time": now, **each} for each in make(before))
            return [*before, *added]

        self._replaced(longer)
        return added

    def keep(self, wanted: Callable[[Entry], bool]) -> int:
        """Leave out the entries whose term is over; gives how many that were.

        The only way in which anything leaves a record, and its chain is made anew: whoever calls
        this writes down elsewhere what went. Raises as :meth:`add`.
        """
        if all(map(wanted, self.entries())):
            return 0
        before, after = self._replaced(lambda entries: [each for each in entries if wanted(each)])
        return before - after

    def _replaced(self, change: Callable[[Sequence[Entry]], Sequence[Entry]]) -> tuple[int, int]:
        """The number of entries before and after the change, while nobody else adds."""
        folder = self._file.parent
        try:
            new_folder(folder)
            with alone(folder) as locked:
                if not locked:
                    raise RunError(_no_locks(folder))
                before = self.entries()
                after = change(before)
                if len(after) != len(before):
                    lines = [json.dumps(each, ensure_ascii=False) for each in after]
                    write_private(self._file, chained(lines))
        except OSError as error:
            raise RunError(_not_written(self._file, error)) from error
        return len(before), len(after)


def _no_locks(folder: Path) -> Problem:
    return Problem(
        "the file system of this project has no locks, so two people could lose each other's work",
        Where(str(folder)),
        "a folder on a disk where files can be locked",
        "move the project to another disk",
    )


def _not_written(file: Path, error: OSError) -> Problem:
    return Problem(
        f"the record cannot be written: {error.strerror or error}",
        Where(str(file)),
        "a folder that may be written to, with room for it",
        "check the rights on this folder and the room on the disk; what is there is untouched",
    )


def _damaged(file: Path, line: int) -> DamagedRunError:
    return DamagedRunError(
        Problem(
            "the record is damaged: this line is changed, or a line before it is gone",
            Where(str(file), line),
            "the record as it was written; lines are only added",
            "put it back from a copy",
        )
    )


def _unreadable(file: Path, reason: str) -> DamagedRunError:
    return DamagedRunError(
        Problem(
            f"the record cannot be read: {reason}",
            Where(str(file)),
            "a file that you may read",
            "read it as the user who made it, who alone may",
        )
    )
